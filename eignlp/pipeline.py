"""The spaCy pipeline: French tokenizer, sentences, names, quotations; nothing that no record needs."""

import ctypes
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.util import load_config

from eignlp.blas import fast_products
from eignlp.components import classes  # noqa: F401 - registers the layer that the committed model is built with
from eignlp.errors import UsageError
from eignlp.french import French
from eignlp.models import DEFAULT_MODEL, resolve

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # glibc's malloc.h
KNOWN = 50_000  # words that a pipeline keeps, with their tokenization
_UNUSED = ("parser", "morphologizer", "tagger", "lemmatizer", "attribute_ruler")


def load(model: str | Path = DEFAULT_MODEL) -> Language:
    """The pipeline that finds sentences, people and organisations, and quotations with their speakers.

    `model` names what gives the `ner`: an installed spaCy package, a folder of this project's
    `models/`, or a path. Only its tokenizer and `ner` are loaded.

    Raises `UsageError` if there is no such model, or it has no `ner`.
    """
    try:
        nlp = _loaded(resolve(model))
    except (OSError, ValueError) as error:
        raise UsageError(f"model {str(model)!r} cannot be loaded: {error}") from error
    if "ner" not in nlp.pipe_names:
        raise UsageError(f"model {str(model)!r} has no component 'ner'")
    if "tok2vec" in nlp.pipe_names and not _listens(nlp):
        nlp.remove_pipe("tok2vec")
    ner: Any = nlp.get_pipe("ner")
    fast_products(ner.model)
    tokenizer: Any = nlp.tokenizer
    tokenizer.max_cache_size = KNOWN
    nlp.add_pipe("eignlp_sentences", before="ner")
    nlp.add_pipe("eignlp_entities")
    nlp.add_pipe("eignlp_quotes")
    nlp.max_length = 10_000_000  # posts are bounded when they are read
    return nlp


def memory_zone(nlp: Language) -> AbstractContextManager[object]:
    """A block at whose end the words that are new in it are forgotten; the first `KNOWN` words stay.

    So memory does not grow with the corpus, and common words are tokenized once.
    """
    return nlp.memory_zone() if len(nlp.vocab) > KNOWN else nullcontext()


def keep_memory() -> None:
    """Have this process keep the memory that it frees: the model asks for as much again with every batch.

    By default glibc gives large blocks back and the kernel clears them anew: a tenth of the time.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, 100 << 20)
        mallopt(_M_TRIM_THRESHOLD, 200 << 20)


def _loaded(place: Path) -> Language:
    config = load_config(place / "config.cfg")
    if config["nlp"]["lang"] != French.lang:
        return spacy.load(place, exclude=_UNUSED)
    return French.from_config(config, exclude=_UNUSED, auto_fill=False).from_disk(place, exclude=_UNUSED)


def _listens(nlp: Language) -> bool:
    """Whether the `ner` takes its vectors from a shared `tok2vec`, which then has to run too."""
    model: Any = getattr(nlp.get_pipe("ner"), "model")  # noqa: B009 - pipes without a model have no such attribute
    return any(node.name.endswith("-listener") for node in model.walk())
