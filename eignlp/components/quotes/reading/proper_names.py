"""Names at a token: by the tagger, else by their capitals."""

import re

from spacy.tokens import Span

from eignlp import lexicon
from eignlp.components.quotes.model import Mention
from eignlp.components.quotes.reading.words import Words
from eignlp.lexicon import grammar, nouns


def name_at(words: Words, i: int, end: int) -> Mention | None:
    """A name at token i, its title apart; several joined by "et" are one mention."""
    first = i
    while first < end and words.low[first].rstrip(".") in lexicon.entries("names", "civil"):
        first += 1
    last = _name_end(words, first, end)
    if last is None:
        return None
    person = words.names.get(last) if first not in words.names and last < end else None
    if person is not None and person.label_ == "PER" and person.start == last:
        first, last = last, min(person.end, end)  # "Sœur Anna Roux": a title that the lexicon does not know
    entity = words.names.get(first)
    if entity is not None and entity.label_ == "ORG":
        return Mention(first, last, "org", words.low[first])
    if entity is not None and entity.label_ == "PROD":
        return Mention(first, last, "work", words.low[first])
    gender = (
        "f"
        if first > i and words.low[i].startswith(("mm", "mll", "mad")) and words.low[i] != "mm"
        else "m"
        if first > i and words.low[i].rstrip(".") in ("m", "monsieur")
        else ""
    )
    joined = _joined(words, last, end)
    if joined is not None:
        return Mention(first, joined, "names", number="p")
    return Mention(first, last, "name", gender=gender)


def _name_end(words: Words, first: int, end: int) -> int | None:
    """Where the name at token `first` ends: by the tagger, else by its capitals."""
    entity = words.names.get(first)
    if entity is not None:
        return min(entity.end, end) if entity.start == first else None
    last = first
    while last < end and _name_part(words, first, last, end) and last not in words.names:
        last += 1
    while last > first and words.low[last - 1] in grammar("particles"):
        last -= 1
    if last == first or not words.capital(first) or words.low[first] in grammar("particles"):
        return None
    return None if _opens_a_sentence(words, first) or words.low[first] in lexicon.words("not_names") else last


def _opens_a_sentence(words: Words, i: int) -> bool:
    """Whether token i owes its capital to its place: then capitals alone do not make it a name."""
    return i == words.sentence(i)[0] or words.low[i - 1] in ("«", "“", '"', "-", "–", "—") or words.doc[i - 1].is_space


def _name_part(words: Words, first: int, i: int, end: int) -> bool:
    if words.capital(i) and words.doc[i].text.replace("-", "").isalpha():
        return True
    following = i + 1 < end and words.capital(i + 1)
    return i > first and words.low[i] in grammar("particles") and following


def _joined(words: Words, i: int, end: int) -> int | None:
    """Where "et X", ", et X" or ", Y et X" after a name ends."""
    j, last = i, None
    while j + 1 < end and words.low[j] in ("et", ",", "&"):
        j += words.low[j : j + 2] == [",", "et"]
        nxt = words.names.get(j + 1)
        if nxt is None or nxt.label_ != "PER" or nxt.start != j + 1:
            break
        if words.low[j] != ",":
            last = nxt.end
        j = nxt.end
        if last is not None:
            return last
    return last


def name_by_capitals(words: Words, i: int, end: int) -> Mention | None:
    """A name that only its capitals show, where a name must stand: "— Lison, 9 ans", "**Naïma** :"."""
    if i >= end or words.low[i] in lexicon.words("not_names") or words.low[i] in grammar("determiners_singular"):
        return None
    last = i
    while last < end and (_name_part(words, i, last, end) or _INITIALS.fullmatch(words.doc[last].text)):
        last += 1
    return Mention(i, last, "name") if i < last <= i + 5 else None


_INITIALS = re.compile(r"[A-ZÀ-Ý]\.(?:-?[A-ZÀ-Ý]\.)*")


def is_somebody(words: Words, name: Span) -> bool:
    """Whether a person's name stands for the person: "la famille Roux", "le prix Anna Roux" do not."""
    return name.start == 0 or words.low[name.start - 1] not in nouns("named_after")
