"""Antecedents: what "il" and "elle" take up, by what the sentences before are about."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from eignlp.components.morphology.people import is_human
from eignlp.components.morphology.verbs import finite
from eignlp.components.quotes.model import Mention
from eignlp.components.quotes.reading.introducers import introducer_at
from eignlp.components.quotes.reading.mentions import mention_at
from eignlp.components.quotes.reading.noun_phrases import contracted_at, is_governed
from eignlp.components.quotes.reading.words import Words
from eignlp.lexicon import grammar, nouns

REACH = 1500  # code points back in which a pronoun finds what it takes up
SENTENCES = 5  # sentences back in which a subject is what the passage is about
OPENING = 30  # tokens of a sentence in which its subject stands

Gender = Callable[[Mention], str]  # "f", "m" or "" of what a mention designates
Functions = Callable[[Mention], set[str]]  # the nouns that the post says of a person: "maire", "directrice"


class Told(NamedTuple):
    """What a sentence tells of a pronoun: the mention that it takes up, or that it cannot be told (None)."""

    mention: Mention | None


@dataclass(slots=True)
class Antecedents:
    """The search for what one pronoun takes up, from its sentence backwards.

    `gender` and `functions` are what the post says of mentions; `goes_on`: whether somebody who can be meant
    spoke before, so that a complement is passed over; `section`: the first token below the last heading, above which
    a sentence counts only if it names somebody.
    """

    words: Words
    pronoun: Mention
    gender: Gender
    functions: Functions
    goes_on: bool
    roles: set[str]
    section: int = 0
    described: Mention | None = None  # a role met on the way, taken up if no name is: "la députée"

    def find(self, place: int) -> Mention | None:
        """What the pronoun of a span that begins at token `place` takes up, if the sentences before tell it.

        A subject is preferred to a complement, the nearest sentence to those before; a sentence about "il" or
        "elle" goes on about the same. None where no sentence tells, or several people could be meant.
        """
        for back, (first, last) in enumerate(_back(self.words, min(self.pronoun.first, place))):
            if _is_cleft(self.words, first, last) or (first < self.section and not self.people(first, last)):
                continue
            told = self.told_by(first, last, back)
            if told is not None:
                return told.mention
        return self.described

    def told_by(self, first: int, last: int, back: int) -> Told | None:
        """What the sentence of tokens [first, last) tells, `back` sentences before; None: look further back."""
        subject = self.subject(first, last, back)
        if subject is not None and subject.kind == "demonstrative" and self._fits(subject):
            return Told(subject)  # "Paul a engagé Luc. Ce dernier… Il dit"
        if subject is not None and subject.head in grammar("ranks"):
            return Told(subject)  # "Anna et Lise arrivent. La première… Elle dit"
        if subject is not None and subject.kind == "name":
            return self._person(subject)
        if subject is not None and _is_role(subject):
            if not subject.definite and self.gender(subject):
                return Told(subject)
            if back <= 1 and self.gender(subject) and subject.head not in self.roles:
                return Told(subject)
            self.described = self.described or subject
        if subject is not None and subject.head in ("je", "nous") and (read := self.read_text(first, last)) is not None:
            return read
        about = subject is not None and (
            subject.kind == "pronoun" or (subject is self.described and self.gender(subject))
        )
        if about and not _is_naming(self.words, first, last):
            return None  # whom "il" or "le pasteur" meets, "il" does not take up; but "elle s'appelle Anna Roux"
        people = self.people(first, last)
        if people:
            return Told(None) if len({self.words.low[m.first] for m in people}) > 1 else self._person(people[0])
        brought_in = self.brought_in(first, last)
        if brought_in is not None:
            return Told(brought_in)
        body = subject is not None and self.gender(subject) and _is_body(self.words, subject)
        return Told(subject) if body and self.described is None and back <= 1 else None

    def read_text(self, first: int, last: int) -> Told | None:
        """The text that the author reads in a sentence: "J'ai relu l'avis. Il précise que…"."""
        low = self.words.low
        if self.described is not None or self.people(first, last):
            return None
        found = (mention_at(self.words, i, last) for i in range(first + 1, last) if low[i] in grammar("definite"))
        texts = [m for m in found if m is not None and m.head in nouns("text") and not is_governed(self.words, m)]
        return Told(texts[0]) if len(texts) == 1 and self._fits(texts[0]) and self.gender(texts[0]) else None

    def brought_in(self, first: int, last: int) -> Mention | None:
        """Somebody unnamed whom a sentence is there to bring in: "Cette voix, c'était celle d'un adhérent"."""
        low = self.words.low
        if low[first] in grammar("floor") and low[first + 1 : first + 2] in (["à"], ["au"], ["par"]):
            given = mention_at(self.words, first + 2, last) or contracted_at(self.words, first + 1, last)
            if given is not None and _is_role(given) and self._fits(given):
                return given  # "Place au ministre. Il promet"
        for i in range(first + 2, last - 1):
            presents = low[i - 1] in ("est", "était", "voici", "voilà")
            presents = presents or (low[i - 2] in ("celle", "celui") and low[i - 1] == "d'")
            mention = mention_at(self.words, i, last) if presents and low[i] in ("un", "une") else None
            if mention is not None and _is_role(mention) and self._fits(mention):
                return mention
        return None

    def subject(self, first: int, last: int, back: int) -> Mention | None:
        """What a sentence is about, if the pronoun can take it up; a line without a verb is about nobody."""
        subject = opening_subject(self.words, first, last)
        if subject is None or subject.number == "p" or not self._fits(subject) or self._meets_it(subject, last):
            return None
        told = subject.kind == "name" or not back or _is_sentence(self.words, subject.last, last)
        return subject if told else None

    def _meets_it(self, subject: Mention, last: int) -> bool:
        """Whether the subject meets somebody told of before, whom the pronoun then means: "L'agent qui le recevait"."""
        follows = self.words.low[subject.last : min(last, subject.last + 2)]
        return subject.kind == "noun" and follows in (["qui", "l'"], ["qui", "le"], ["qui", "la"], ["qui", "lui"])

    def people(self, first: int, last: int) -> list[Mention]:
        """The people named in a sentence whom the pronoun can take up."""
        names = (n for n in self.words.names_from(first, last) if n.label_ == "PER" and not self.words.quoted[n.start])
        found = [
            m for name in names if self._fits(m := Mention(name.start, name.end, "name")) and not self._acts_on_it(m)
        ]
        return [m for m in found if not is_governed(self.words, m)] if self.goes_on else found

    def _acts_on_it(self, name: Mention) -> bool:
        """Whether the name acts on what the pronoun takes up, in its sentence: "Traduite par Anna Roux, elle dit"."""
        same = self.words.sentence(name.first) == self.words.sentence(self.pronoun.first)
        return same and self.words.low[name.first - 1] == "par"

    def _fits(self, mention: Mention) -> bool:
        genders = {self.gender(mention), self.pronoun.gender} - {""}
        return len(genders) < 2

    def _person(self, name: Mention) -> Told:
        """The person, unless a role on the way is another's: "la députée" after Anna Roux, "adjointe"."""
        functions, described = self.functions(name), self.described
        another = described is not None and (bool(functions) or described.head in self.roles)
        return Told(described if another and described is not None and described.head not in functions else name)


def _is_role(subject: Mention) -> bool:
    return subject.kind == "noun" and is_human(subject.head) and subject.head != "quelqu'un"


def _is_naming(words: Words, first: int, last: int) -> bool:
    """Whether the sentence says who it is: "elle s'appelle Anna Roux", "sa cheffe, c'est Anna Roux"."""
    low = words.low[first:last]
    is_somebody = (i for i, pair in enumerate(pairwise(low)) if pair == ("c'", "est"))
    return any(word.startswith("appel") for word in low) or any(first + i + 2 in words.names for i in is_somebody)


def _is_sentence(words: Words, first: int, last: int) -> bool:
    """Whether a stop or a verb follows: a title is about nobody."""
    stopped = any(word in (".", "!", "?", "…") for word in words.low[last - 2 : last])
    return stopped or not finite().isdisjoint(words.low[first:last])


def _is_body(words: Words, subject: Mention) -> bool:
    """Whether a body or a text is meant: "la mairie", "le rapport", but not "sa mission"."""
    article = subject.first > 0 and words.low[subject.first - 1] in ("le", "la", "l'")
    return article and any(subject.head in nouns(name) for name in ("org", "text", "collective"))


def opening_subject(words: Words, first: int, end: int) -> Mention | None:
    """What tokens [first, end) of a sentence are about: the first mention that no preposition governs, or a source.

    "Dans la salle, un élu", "Pour Anna Roux".
    """
    i = _skip_gerund(words, first, end)
    last = min(end, i + OPENING)
    while i < last:
        if words.low[i : i + 2] in (["quant", "à"], ["quant", "au"]) and i + 2 < last:
            found = mention_at(words, i + 2, end) or contracted_at(words, i + 1, end)
            if found is not None:
                return found  # "Quant à Anna Roux, elle…"
        subordinate = words.low[i] in grammar("subordinators") or (
            words.low[i] in grammar("before_que") and words.low[i + 1 : i + 2] in (["que"], ["qu'"])
        )
        if subordinate and (behind := _skip_comma(words, i, last)) is not None:
            i = behind
            continue  # "Quand les chefs sont là, la directrice…"
        source = introducer_at(words, i, end)
        if source is not None:
            i = source[1]
        mention = None if words.quoted[i] else mention_at(words, i, end)
        by_capitals = mention is not None and mention.kind == "name" and mention.first not in words.names
        governed = source is None and mention is not None and is_governed(words, mention._replace(first=i))
        governed = governed and mention is not None and not _is_behind_a_place(words, i, mention)
        counted = mention is not None and words.low[i].isdigit() and not is_human(mention.head)
        if mention is not None and not by_capitals and not governed and not counted:
            return mention
        i = mention.last if mention is not None else i + 1
    return None


def _is_behind_a_place(words: Words, i: int, mention: Mention) -> bool:
    """Whether a comma parts the name from what is no person at token i: "Dans la cour, Paul Roux, un voisin, dort"."""
    between = words.low[i : mention.first]
    noun = next((word for word in between[1:] if word not in grammar("adjectives_before")), "")
    return mention.kind == "name" and "," in between and not is_human(noun)


def _skip_gerund(words: Words, first: int, end: int) -> int:
    """Past a clause with a gerund at the head of tokens [first, end): "Reprenant l'avis de Paul, Anna Roux…"."""
    verb = first + (words.low[first : first + 1] == ["en"])
    if (
        verb >= end
        or not words.low[verb].endswith("ant")
        or words.low[verb] in grammar("adverbs")
        or is_human(words.low[verb])
    ):
        return first
    behind = _skip_comma(words, verb, min(end, verb + OPENING))
    return first if behind is None else behind


def _skip_comma(words: Words, first: int, end: int) -> int | None:
    """The token behind the first comma of tokens [first, end)."""
    return next((i + 1 for i in range(first, end) if words.low[i] == ","), None)


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
