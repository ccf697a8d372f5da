"""Introducers of a source: "selon", "d'après", "à en croire", "pour reprendre les mots de"."""

from functools import cache

from eignlp import lexicon
from eignlp.components.quotes.model import Cue
from eignlp.components.quotes.reading.words import Words


@cache
def _introducers() -> dict[str, list[tuple[tuple[str, ...], bool]]]:
    """By their first token, (tokens, weak) of the introducers, the longest first."""
    grammar = lexicon.table("grammar")
    weak = set(grammar["weak_introducers"])
    entries = [(tuple(entry.split()), entry in weak) for entry in grammar["introducers"]]
    found: dict[str, list[tuple[tuple[str, ...], bool]]] = {}
    for entry in sorted(entries, key=lambda entry: -len(entry[0])):
        found.setdefault(entry[0][0], []).append(entry)
    return found


def introducer_at(words: Words, i: int, end: int) -> tuple[Cue, int] | None:
    """The introducer that begins at token i, as a cue, and the token after it."""
    for tokens, weak in _introducers().get(words.low[i], ()) if i < end else ():
        last = i + len(tokens)
        if last <= end and tuple(words.low[i:last]) == tokens:
            # "des", "du", "d'" begin the source's own noun phrase.
            after = last - 1 if tokens[-1] in ("du", "des") else last
            return Cue(i, last, " ".join(tokens), frozenset({"source", "weak"} if weak else {"source"})), after
    return None
