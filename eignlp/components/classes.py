"""What a word is known as: a layer that tells the network of names what hashed embeddings hide.

A hashed embedding gives every word a vector, words that it never saw too, so the network cannot
tell "Réponse", a common word that opens a sentence, from "Allela", a name. `WordClasses` adds to
each word's vector one of its class: known in lower case only, known with a capital, unknown, a
first name, the head of an organisation's name, a title or a human noun, a verb of reports; each of
them apart at the start of a sentence. The words of each class lie in the model as hashes, so that it
sees what it was trained on when the lexicon changes.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.strings import get_string_id
from spacy.tokens import Doc
from spacy.util import get_package_path, registry
from thinc.api import Model

from eignlp import lexicon

# In the order in which a word is looked up; what none of them knows is unknown.
LISTED = ("first name", "organisation head", "human noun", "verb", "common", "named")
CLASSES = (*LISTED, "unknown", "mark")


def _hash(word: str) -> int:
    return int(get_string_id(word)) & 0xFFFFFFFF


def hashes(words: Iterable[str]) -> bytes:
    """The words as sorted hashes of four bytes each."""
    return np.unique(np.array([_hash(word) for word in words], dtype="<u4")).tobytes()


def known_words(strings: Iterable[str]) -> dict[str, bytes]:
    """The words of each class of `LISTED`, as hashes: those of the lexicon, and `strings`, by their case.

    Only first names are kept as they are written, the others in lower case.
    """
    from eignlp.components.morphology.verbs import third_persons

    words = [word for word in strings if word.replace("-", "").isalpha()]
    named = {word.lower() for word in words if word[0].isupper() and not word.isupper()}
    listed: tuple[Iterable[str], ...] = (
        lexicon.first_names(),
        lexicon.words("organisation_heads"),
        {*lexicon.table("nouns")["human"].split(), *lexicon.words("titles")},
        third_persons(),
        {word for word in words if word.islower()} - named,
        named,
    )
    return {name: hashes(found) for name, found in zip(LISTED, listed, strict=True)}


class Classes:
    """The class of each word, by what the model knows; a word is looked up once."""

    def __init__(self, words: dict[str, bytes]) -> None:
        self._words = [frozenset(np.frombuffer(words.get(name, b""), dtype="<u4").tolist()) for name in LISTED]
        self._seen: dict[int, int] = {}

    def __call__(self, doc: Doc) -> Any:
        """The row of each token: its class, and whether it starts a sentence."""
        seen = self._seen
        rows = np.empty(len(doc), dtype="i")
        for i, orth in enumerate(doc.to_array("ORTH").tolist()):
            row = seen.get(orth)
            if row is None:
                if len(seen) > 200_000:
                    seen.clear()  # a process may run for days
                row = seen[orth] = CLASSES.index(self.of(doc.vocab.strings[orth]))
            rows[i] = row
        return rows + len(CLASSES) * (doc.to_array("SENT_START") == 1)

    def of(self, word: str) -> str:
        """The class of a word.

        >>> classes = Classes(known_words(["réponse", "Lyon"]))
        >>> [classes.of(word) for word in ("Réponse", "Lyon", "Allela", "Maud", "ministère", "dit", "…")]
        ['common', 'named', 'unknown', 'first name', 'organisation head', 'verb', 'mark']
        """
        if not any(c.isalpha() for c in word):
            return "mark"
        lower = _hash(word.lower())
        codes = [_hash(word.capitalize() if word.isupper() else word), *[lower] * (len(LISTED) - 1)]
        found = (name for name, code, words in zip(LISTED, codes, self._words, strict=True) if code in words)
        return next(found, "unknown")


@registry.architectures("eignlp.WordClasses.v1")  # type: ignore[untyped-decorator]
def word_classes(embed: Model[Any, Any], width: int) -> Model[Any, Any]:
    """An embedding that adds a vector of each word's class to what `embed` gives; zero until it learns."""
    return Model(
        "word_classes",
        _forward,
        init=_initialize,
        layers=[embed],
        params={"E": None},
        dims={"nO": width},
        attrs={"words": {}},
    )


def _initialize(model: Model[Any, Any], X: Any = None, Y: Any = None) -> None:  # noqa: N803 - thinc's names
    model.layers[0].initialize(X=X, Y=Y)
    if not model.has_param("E"):
        model.set_param("E", model.ops.alloc2f(2 * len(CLASSES), model.get_dim("nO")))


def _forward(model: Model[Any, Any], docs: list[Doc], is_train: bool) -> tuple[Any, Callable[[Any], Any]]:
    vectors, backprop_embed = model.layers[0](docs, is_train)
    table = model.get_param("E")
    classes = _classes_of(model)
    rows = [classes(doc) for doc in docs]

    def backprop(gradient: list[Any]) -> Any:
        total: Any = np.zeros_like(table)
        for found, part in zip(rows, gradient, strict=True):
            np.add.at(total, found, part)
        model.inc_grad("E", total)
        return backprop_embed(gradient)

    return [vector + table[found] for vector, found in zip(vectors, rows, strict=True)], backprop


def _classes_of(model: Model[Any, Any]) -> Classes:
    """The model's classes, made once."""
    words = model.attrs["words"]
    if (made := _MADE.get(id(words))) is None or made[0] is not words:
        made = _MADE[id(words)] = words, Classes(words)
    return made[1]


_MADE: dict[int, tuple[dict[str, bytes], Classes]] = {}


def add_word_classes(nlp: Language, source: str) -> None:
    """Put the layer around the embedding of the Language's `ner`; the words known are those of package `source`."""
    ner: Any = nlp.get_pipe("ner")
    tok2vec = ner.model.get_ref("tok2vec").layers[0]
    inner = tok2vec.get_ref("embed")
    outer = word_classes(inner, inner.get_dim("nO") if inner.has_dim("nO") else tok2vec.get_dim("nO"))
    package = get_package_path(source)
    (file,) = package.glob("*/vocab/strings.json")
    outer.attrs["words"] = known_words(json.loads(file.read_text(encoding="utf-8")))
    outer.set_param("E", outer.ops.alloc2f(2 * len(CLASSES), outer.get_dim("nO")))
    tok2vec._layers[0] = outer
    tok2vec.set_ref("embed", outer)
    model = nlp._pipe_configs["ner"]["model"]["tok2vec"]
    model["embed"] = {"@architectures": "eignlp.WordClasses.v1", "embed": model["embed"], "width": outer.get_dim("nO")}
