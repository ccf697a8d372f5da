"""Antecedents: what "il" and "elle" take up, by what the sentences before are about."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import pairwise

from eignlp.components.quotes.introducers import introducer_at
from eignlp.components.quotes.mentions import is_governed, is_human, mention_at
from eignlp.components.quotes.model import Mention
from eignlp.components.quotes.verbs import third_persons
from eignlp.components.quotes.words import Words, grammar, nouns

REACH = 1500  # code points back in which a pronoun finds what it takes up
SENTENCES = 5  # sentences back in which a subject is what the passage is about
OPENING = 30  # tokens of a sentence in which its subject stands

Gender = Callable[[Mention], str]  # "f", "m" or "" of what a mention designates
Functions = Callable[[Mention], set[str]]  # the nouns that the post says of a person: "maire", "directrice"


def taken_up(
    words: Words, pronoun: Mention, place: int, gender: Gender, functions: Functions, goes_on: bool
) -> Mention | None:
    """The mention that "il" or "elle" takes up, if the subjects of the sentences before tell it.

    A subject is preferred to a complement, the nearest sentence to those before; a sentence about
    "il" or "elle" goes on about the same. None where no sentence tells, or several people could be meant.
    `goes_on`: whether somebody who can be meant spoke before, so that a complement is passed over.
    """
    described: Mention | None = None
    for back, (first, last) in enumerate(_back(words, min(pronoun.first, place))):
        if _is_cleft(words, first, last):
            continue
        subject = opening_subject(words, first, last)
        if subject is not None and (subject.number == "p" or not _fits(gender(subject), pronoun.gender)):
            subject = None
        if subject is not None and subject.kind == "name":
            return subject if _may_be(described, functions(subject)) else described
        if subject is not None and back and not _has_verb(words, subject.last, last):
            subject = None
        people = [m for m in _people(words, first, last) if _fits(gender(m), pronoun.gender)]
        if subject is not None and subject.kind == "noun" and is_human(subject.head) and subject.head != "quelqu'un":
            if not subject.definite and gender(subject):
                return subject
            described = described or subject
        told = subject is not None and (subject.kind == "pronoun" or (subject is described and gender(subject)))
        if told and not _is_naming(words, first, last):
            continue  # whom "il" or "le pasteur" meets, "il" does not take up; but "elle s'appelle Anna Roux"
        if goes_on:
            people = [m for m in people if not is_governed(words, m)]
        if people:
            if len({words.low[m.first] for m in people}) > 1:
                return None
            return people[0] if _may_be(described, functions(people[0])) else described
        if subject is not None and described is None and back <= 1 and gender(subject) and _is_body(words, subject):
            return subject
    return described


def _is_naming(words: Words, first: int, last: int) -> bool:
    """Whether the sentence says who it is: "elle s'appelle Anna Roux", "sa cheffe, c'est Anna Roux"."""
    low = words.low[first:last]
    is_somebody = (i for i, pair in enumerate(pairwise(low)) if pair == ("c'", "est"))
    return any(word.startswith("appel") for word in low) or any(first + i + 2 in words.names for i in is_somebody)


def _may_be(described: Mention | None, functions: set[str]) -> bool:
    """Whether "la députée" can be somebody of whom the post says something else: Anna Roux, "adjointe"."""
    return described is None or not functions or described.head in functions


def _fits(one: str, other: str) -> bool:
    return not one or not other or one == other


def _has_verb(words: Words, first: int, last: int) -> bool:
    """Whether a verb follows: a line without one is about nobody."""
    return any(w in third_persons() or w in grammar("auxiliaries") for w in words.low[first:last])


def _is_body(words: Words, subject: Mention) -> bool:
    """Whether a body or a text is meant: "la mairie", "le rapport", but not "sa mission"."""
    article = subject.first > 0 and words.low[subject.first - 1] in ("le", "la", "l'")
    return article and any(subject.head in nouns(name) for name in ("org", "text", "collective"))


def opening_subject(words: Words, first: int, end: int) -> Mention | None:
    """What tokens [first, end) of a sentence are about: the first mention that no preposition governs, or a source.

    "Dans la salle, un élu", "Pour Anna Roux".
    """
    i, last = first, min(end, first + OPENING)
    while i < last:
        source = introducer_at(words, i, end)
        if source is not None:
            i = source[1]
        mention = None if words.quoted[i] else mention_at(words, i, end)
        by_capitals = mention is not None and mention.kind == "name" and mention.first not in words.names
        governed = source is None and mention is not None and is_governed(words, mention._replace(first=i))
        counted = mention is not None and words.low[i].isdigit() and not is_human(mention.head)
        if mention is not None and not by_capitals and not governed and not counted:
            return mention
        i = mention.last if mention is not None else i + 1
    return None


def _is_cleft(words: Words, first: int, end: int) -> bool:
    """Whether somebody is brought in beside whom the passage is about: "C'est Paul, un collègue, qui lui a parlé"."""
    low = words.low[first:end]
    return low[:1] == ["c'"] and any(pair == ("qui", "lui") for pair in pairwise(low))


def _back(words: Words, start: int) -> Iterator[tuple[int, int]]:
    """The part of the sentence before token `start`, then the sentences before it, quotations not counted."""
    floor = words.starts[min(start, len(words) - 1)] - REACH
    place = bisect_right(words.sentence_starts, start) - 1
    end, seen = start, 0
    while place >= 0 and seen <= SENTENCES and words.starts[words.sentence_starts[place]] >= floor:
        first = words.sentence_starts[place]
        if first < end and not all(words.quoted[first:end]):
            yield first, end
            seen += 1
        end, place = first, place - 1


def _people(words: Words, first: int, last: int) -> list[Mention]:
    names = (n for n in words.names_from(first, last) if n.label_ == "PER" and not words.quoted[n.start])
    return [Mention(name.start, name.end, "name") for name in names]
