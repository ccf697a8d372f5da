"""Reporting verbs that no list has, where only a reporting verb can stand: "« … », dodeline Paul Roux"."""

from eignlp.components.morphology.people import is_human
from eignlp.components.quotes.model import Cue
from eignlp.components.quotes.reading.cues import inverted_pronoun
from eignlp.components.quotes.reading.mentions import mention_at
from eignlp.components.quotes.reading.noun_phrases import is_time_at, skip_time
from eignlp.components.quotes.reading.words import Words
from eignlp.lexicon import grammar, nouns


def unlisted_cue(words: Words, i: int, end: int) -> Cue | None:
    """The verb at token i, perhaps reflexive, if a pronoun, a name or a noun for people is its subject behind it.

    A short complement may stand between verb and name: "met en garde Paul Roux", "éclate de rire Paul Roux".
    """
    first = i + (i < end and words.low[i] in grammar("reflexives"))
    if first + 1 >= end:
        return None
    pronoun, _ = inverted_pronoun(words, first + 1, end)
    if pronoun is not None:
        return Cue(i, first + 1, words.low[first], frozenset({"manner"}), pronoun=pronoun)
    if not _may_be_a_verb(words, first):
        return None
    later = skip_time(words, first + 1, end) if is_time_at(words, first + 1, end) else first + 1
    subject = mention_at(words, later, end)
    if subject is not None and (subject.kind == "name" or (subject.kind == "noun" and is_human(subject.head))):
        return Cue(i, first + 1, words.low[first], frozenset({"manner"}))
    last = _behind_a_complement(words, first + 1, end)
    return Cue(i, last, words.low[first], frozenset({"manner"})) if last is not None else None


def _behind_a_complement(words: Words, i: int, end: int) -> int | None:
    """Where a person's name stands behind "en garde", "de rire" at token i; None if none does."""
    short = i + 2 < end and words.low[i] in ("en", "de", "au", "aux") and words.doc[i + 1].text.islower()
    name = words.names.get(i + 2) if short and words.low[i + 1] not in grammar("determiners_singular") else None
    return i + 2 if name is not None and name.label_ == "PER" and name.start == i + 2 else None


def _may_be_a_verb(words: Words, i: int) -> bool:
    """Whether the word at token i can be a third person: no name, no noun, none of a closed class."""
    word = words.low[i]
    closed = any(word in grammar(name) for name in _CLOSED)
    noun = is_human(word) or any(word in nouns(name) for name in ("org", "text", "speech", "named", "things"))
    lower = words.doc[i].text.islower() and i not in words.names
    return lower and word.endswith(_THIRD_PERSON) and not closed and not noun


_THIRD_PERSON = ("e", "a", "it", "int", "et")
_CLOSED = (
    "prepositions", "conjunctions", "subordinators", "relatives", "auxiliaries", "clitics", "adverbs",
    "determiners_singular", "determiners_plural",
)  # fmt: skip
