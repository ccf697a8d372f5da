"""French as eignlp loads it, in a third of the time: a model brings its tokenizer, so spaCy's own French stays out.

`import spacy.lang.fr` compiles one regular expression of some 200 alternatives, each with every
letter of Unicode in it, which takes two seconds and more (Python 3.11). The models that we train
carry the same expression with its alternatives grouped.
"""

import re
from collections.abc import Iterable
from itertools import product
from typing import Any

from spacy.language import BaseDefaults, Language


class _Defaults(BaseDefaults):
    tokenizer_exceptions: dict[str, Any] = {}  # noqa: RUF012 - as spaCy declares it
    prefixes: list[str] = []  # noqa: RUF012
    suffixes: list[str] = []  # noqa: RUF012
    infixes: list[str] = []  # noqa: RUF012
    url_match = None


class French(Language):
    """French without a tokenizer of its own: to be filled by `from_disk`."""

    lang = "fr"
    Defaults = _Defaults


_WHOLE = re.compile(r"(?P<open>\^?)(?P<start>.*?)(?P<rest>(?:\[[^\]]*\][*+]?)*)\$", re.DOTALL)


def grouped(patterns: Iterable[str]) -> str:
    """One pattern for all `patterns`, those with the same end in one group: the same strings match.

    >>> grouped(["^a[bc]+$", "^d[bc]+$", "^e[bc]*$"])
    '^(?:a|d)[bc]+$|^(?:e)[bc]*$'
    """
    starts: dict[str, list[str]] = {}
    for pattern in patterns:
        match = _WHOLE.fullmatch(pattern)
        if match is None or match["open"] != "^":
            raise ValueError(f"not a pattern of a whole token: {pattern[:60]!r}")
        starts.setdefault(match["rest"], []).append(match["start"])
    return "|".join(f"^(?:{'|'.join(found)}){rest}$" for rest, found in starts.items())


def part_marks(tokenizer: Any) -> None:
    """Let a French tokenizer part quotation marks, and the stop of a sentence, from the words that they touch.

    spaCy's own makes three tokens of "d'«", and one of "d'«historique" and of "BnF.".

    >>> import spacy; nlp = spacy.blank("fr"); part_marks(nlp.tokenizer)
    >>> [token.text for token in nlp("d'« avenir », l'«avenir»")]
    ["d'", '«', 'avenir', '»', ',', "l'", '«', 'avenir', '»']
    >>> [token.text for token in nlp("à la BnF.")]
    ['à', 'la', 'BnF', '.']
    """
    pattern: str = tokenizer.infix_finditer.__self__.pattern
    tokenizer.infix_finditer = re.compile(rf"[«»“”]|(?<=\w):(?=[«“\"])|(?<=['’])\"(?=\w)|{pattern}").finditer
    stops: str = tokenizer.suffix_search.__self__.pattern
    tokenizer.suffix_search = re.compile(rf"(?<=[a-zà-ÿ][A-Z])\.$|(?<=[a-zà-ÿ]['’]h)\.$|{stops}").search
    for word, apostrophe, mark in product(_ELIDED, "'’", '«“"'):
        elided = word + apostrophe
        tokenizer.add_special_case(elided + mark, [{"ORTH": elided}, {"ORTH": mark}])


_ELIDED = [form for word in "c d j l m n qu s t jusqu lorsqu puisqu".split() for form in (word, word.capitalize())]
