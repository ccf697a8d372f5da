"""French as eignlp loads it, in a third of the time: a model brings its tokenizer, so spaCy's own French stays out.

`import spacy.lang.fr` compiles one regular expression of some 200 alternatives, each with every
letter of Unicode in it, which takes two seconds and more (Python 3.11). The models that we train
carry the same expression with its alternatives grouped.
"""

import re
from collections.abc import Iterable
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
