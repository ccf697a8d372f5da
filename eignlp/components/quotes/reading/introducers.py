"""Introducers of a source: "selon", "d'après", "à en croire", "pour reprendre les mots de"."""

from functools import cache
from itertools import product

from eignlp import lexicon
from eignlp.components.quotes.model import Cue
from eignlp.components.quotes.reading.words import Words


@cache
def _introducers() -> dict[str, list[tuple[tuple[str, ...], bool]]]:
    """By their first token, (tokens, weak) of the introducers, the longest first."""
    grammar = lexicon.table("grammar")
    weak = set(grammar["weak_introducers"])
    made = product(grammar["wording_leads"], grammar["wordings"], grammar["wording_links"])
    texts = [*grammar["introducers"], *map(" ".join, made)]
    entries = [(tuple(text.split()), text in weak) for text in texts]
    found: dict[str, list[tuple[tuple[str, ...], bool]]] = {}
    for entry in sorted(entries, key=lambda entry: -len(entry[0])):
        found.setdefault(entry[0][0], []).append(entry)
    return found


def introducer_at(words: Words, i: int, end: int) -> tuple[Cue, int] | None:
    """The introducer that begins at token i, as a cue, and the token after it."""
    for tokens, weak in _introducers().get(words.low[i], ()) if i < end else ():
        last = i + len(tokens)
        if last <= end and tuple(words.low[i:last]) == tokens:
            # "des", "du", "au" begin the source's own noun phrase.
            after = last - 1 if tokens[-1] in ("du", "des", "au") else last
            return Cue(i, last, " ".join(tokens), frozenset({"source", "weak"} if weak else {"source"})), after
    return None
