"""The spaCy pipeline: French tokenizer, sentences, names, quotations; nothing that no record needs."""

from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.util import load_config

from eignlp.components import classes  # noqa: F401 - registers the layer that the committed model is built with
from eignlp.errors import UsageError
from eignlp.french import French
from eignlp.models import DEFAULT_MODEL, resolve

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
    nlp.add_pipe("eignlp_sentences", before="ner")
    nlp.add_pipe("eignlp_entities")
    nlp.add_pipe("eignlp_quotes")
    nlp.max_length = 10_000_000  # posts are bounded when they are read
    return nlp


def _loaded(place: Path) -> Language:
    config = load_config(place / "config.cfg")
    if config["nlp"]["lang"] != French.lang:
        return spacy.load(place, exclude=_UNUSED)
    return French.from_config(config, exclude=_UNUSED, auto_fill=False).from_disk(place, exclude=_UNUSED)


def _listens(nlp: Language) -> bool:
    """Whether the `ner` takes its vectors from a shared `tok2vec`, which then has to run too."""
    model: Any = getattr(nlp.get_pipe("ner"), "model")  # noqa: B009 - pipes without a model have no such attribute
    return any(node.name.endswith("-listener") for node in model.walk())
