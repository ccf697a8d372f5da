"""Candidates: everybody who could have said the words of a marked span, with what speaks for each.

The rules' own answers come first; then the people, organisations and roles named near the span, the
speaker of the quotation before, and whom the front matter names.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from eignlp.components.morphology.people import gender_of_noun, is_human
from eignlp.components.morphology.verbs import forms, members
from eignlp.components.quotes.model import Evidence, Mention, Speaker
from eignlp.components.quotes.reading.introducers import introducer_at
from eignlp.components.quotes.reading.mentions import noun_at
from eignlp.components.quotes.reading.noun_phrases import contracted_at
from eignlp.components.quotes.reading.proper_names import is_somebody
from eignlp.components.quotes.resolve import Resolver
from eignlp.components.quotes.view import View
from eignlp.lexicon import nouns
from eignlp.people import folded

BEFORE, AFTER = 1500, 300  # code points in which people are looked for
SENTENCES = 2  # sentences before and after in which organisations and roles are


@dataclass(slots=True)
class Candidate:
    """A possible speaker: the nearest mention, the rules that propose it with their evidence, where it comes from."""

    speaker: Speaker
    mention: Mention | None = None
    mentions: int = 0  # near the span
    evidence: dict[str, Evidence] = field(default_factory=dict)
    origins: set[str] = field(default_factory=set)

    @property
    def rule(self) -> str:
        """The first rule that proposes it, else the strongest of its origins."""
        return next(iter(self.evidence), None) or next(o for o in ORIGINS if o in self.origins)


# Where a candidate that no rule proposes comes from, and what that says.
ORIGINS = {
    "replies": "The one other person near answers, or objects.",
    "recent": "The speaker of the quotation before goes on.",
    "page": "The page presents this person.",
    "role": "A role near the words takes up this person.",
    "near": "Named near the words.",
    "title": "The title, or the summary, names this person.",
    "topic": "The title names this organisation.",
    "discussed": "The post comes back to this text.",
    "author": "The post's author speaks.",
}


class Candidates:
    """The candidates of one span, each once, in the order in which they were found."""

    def __init__(self, view: View, resolver: Resolver, recent: Speaker | None, holder: Speaker | None) -> None:
        self.view, self.resolver, self._holder = view, resolver, holder
        self._own = False  # whether a rule gives the words to somebody whom nothing names, as to the author
        self._recent_name = recent.name if recent is not None and recent.kind == "person" else None
        self._found: dict[tuple[str, str], Candidate] = {}
        if recent is not None and not view.changes_speaker and not view.is_unsigned:
            self._add(Speaker(recent.name, recent.kind), "recent")
        self._front_matter()
        for mention in _near(view):
            self._propose(mention, "near")
            self._take_up(mention)
        if view.changes_speaker:
            self._reply()

    def of_rules(self, found: Iterable[tuple[str, Evidence]]) -> "Candidates":
        """Take in what the rules propose; the first rule's evidence gives the mention."""
        for rule, evidence in found:
            speaker = self._of_holder(evidence) or self.resolver.speaker(evidence, self.view.open, self._recent_name)
            if (
                speaker is not None
                and speaker.name == self._answering
                and evidence.mention is not None
                and evidence.mention.is_third
            ):
                speaker = self._another(evidence, speaker)
            self._own |= speaker is None and _is_unnamed(evidence)
            if speaker is not None:
                candidate = self._add(speaker)
                if not candidate.evidence and speaker.mention is not None:
                    candidate.speaker, candidate.mention = speaker, evidence.mention
                candidate.evidence.setdefault(rule, evidence)
        return self

    def _another(self, evidence: Evidence, guest: Speaker) -> Speaker | None:
        """Whom "il" or "elle" takes up in the answer of a guest, who says "je" there."""
        self._drop(guest)
        mention = evidence.mention
        return self.resolver.another(mention, self.view.open, guest.name) if mention is not None else None

    @cached_property
    def _answering(self) -> str | None:
        """Who answers the question above, put to "vous" or "tu", and says "je" around the words."""
        answering = self.view.guest if self.view.asks_you and self.view.i_around else None
        if answering is None:
            return None
        return answering.name or (self.resolver.full(answering.mention) if answering.mention is not None else None)

    def _of_holder(self, evidence: Evidence) -> Speaker | None:
        """Who says "je" in words that stand in a blockquote, or in the answer of a guest: whoever speaks there."""
        if evidence.mention is None or evidence.mention.head != "je":
            return None
        guest = self._answering if self._holder is None else None
        return Speaker(guest, "person") if guest is not None else self._holder

    def all(self) -> list[Candidate]:
        """All of them, but for the members of a group that a rule takes whole: "disent Maud Kerbrat et Paul Roux".

        Nobody where a rule gives the words to somebody whom nothing names.
        """
        if self._own and not any(c.evidence for c in self._found.values()):
            return []
        groups = [c.speaker.name for c in self._found.values() if c.evidence and c.speaker.kind == "group"]
        members = {name for group in groups for name in _JOINED.split(group)} if groups else set()
        return [c for c in self._found.values() if c.evidence or c.speaker.name not in members]

    def discard(self, mention: Mention | None) -> None:
        """Take out whom a mention names, if no rule takes him: who receives the words does not say them."""
        speaker = self.resolver.speaker(Evidence(mention), self.view.open, self._recent_name)
        if speaker is not None:
            self._drop(speaker)

    def _drop(self, speaker: Speaker) -> None:
        key = speaker.kind, folded(speaker.name)
        if key in self._found and not self._found[key].evidence:
            del self._found[key]

    def _add(self, speaker: Speaker, origin: str | None = None) -> Candidate:
        key = speaker.kind, folded(speaker.name)
        candidate = self._found.setdefault(key, Candidate(speaker))
        if origin is not None:
            candidate.origins.add(origin)
        return candidate

    def _front_matter(self) -> None:
        context = self.view.context
        if context.person:
            self._add(Speaker(context.person, "person"), "page")
        if len(context.authors) == 1:
            self._add(Speaker(self.resolver.names.full(context.authors[0]), "person"), "author")
        elif context.authors:
            self._add(Speaker(" et ".join(context.authors), "group"), "author")
        for name in context.titled if len(context.titled) == 1 else ():
            self._add(Speaker(self.resolver.names.full(name), "person"), "title")
        for name in self.resolver.titled_bodies if self.view.answers else ():
            self._add(Speaker(self.resolver.acronyms.get(name, name), "org"), "topic")
        if self.resolver.discussed is not None:
            self._add(Speaker(self.resolver.discussed, "text"), "discussed")

    def _reply(self) -> None:
        """Let the one other person near answer whoever spoke before: "« Quand ? » demande Maud à Luc. « Demain. »"."""
        people = [c for c in self._found.values() if c.speaker.kind == "person" and c.mentions]
        others = [c for c in people if c.speaker.name != self._recent_name]
        if self._recent_name is not None and len(others) == 1:
            others[0].origins.add("replies")

    def _take_up(self, mention: Mention) -> None:
        """The person whom a definite role may take up: "la présidente" after "Anna Roux"; "sa cheffe" is not she."""
        article = self.view.words.low[mention.first - 1] if mention.first else ""
        if (
            article in ("le", "la", "l'")
            and mention.kind == "noun"
            and mention.definite
            and mention.number == "s"
            and is_human(mention.head)
            and not self._is_somebody_else(mention)
            and not comes_in(self.view, mention, self.resolver)
        ):
            gender = mention.gender or gender_of_noun(mention.head)
            place = self.view.open
            name = self.resolver.antecedent(gender, mention.first, place, self._recent_name, trade=mention.head)
            if name is not None and name != self._source(mention) and not self._is_spoken_to(mention):
                self._add(Speaker(name, "person", self.view.words.offsets(mention.first, mention.last)), "role")

    def _is_spoken_to(self, role: Mention) -> bool:
        """Whether the role behind the words speaks to whoever was named: "lui dit le gardien", "répond le préfet"."""
        words, close = self.view.words, self.view.close
        if role.first < close or role.first - close > _INCISE:
            return False
        between = words.low[close : role.first]
        answers = any(form.lemma in members("answering") for word in between for form in forms().get(word, ()))
        return "lui" in between or answers

    def _source(self, role: Mention) -> str | None:
        """The source that opens the sentence and tells of another: "Selon Anna Roux, le préfet a promis"."""
        words, first = self.view.words, self.view.before
        found = introducer_at(words, first, self.view.open) if first < role.first < self.view.open else None
        name = words.names.get(found[1]) if found is not None else None
        return self.resolver.full(Mention(name.start, name.end, "name")) if name is not None else None

    def _is_somebody_else(self, role: Mention) -> bool:
        """Whether the role stands more than once, and for no name: "Une danseuse s'assoit. « … », dit la danseuse."."""
        around = self.view.words.low[max(0, role.first - _PASSAGE) : role.first + _PASSAGE]
        return around.count(role.head) > 1 and role.head not in self.resolver.roles

    def _propose(self, mention: Mention, origin: str) -> None:
        speaker = self.resolver.speaker(Evidence(mention), self.view.open, self._recent_name)
        if speaker is None:
            return
        candidate = self._add(speaker, origin)
        candidate.mentions += 1
        if candidate.mention is None or _nearer(self.view, mention, candidate.mention):
            candidate.mention = mention
            candidate.speaker = speaker


_INCISE = 8  # tokens of a reporting clause before its subject
_PASSAGE = 120  # tokens around a role in which it can stand again
_JOINED = re.compile(r", | et ")


def _is_unnamed(evidence: Evidence) -> bool:
    """Whether a rule gives the words to somebody whom nothing names, as to the author who says "je"."""
    mention = evidence.mention
    return evidence.name is None and (mention is None or (evidence.cue is not None and mention.head == "je"))


def comes_in(view: View, role: Mention, resolver: Resolver) -> bool:
    """Whether somebody new comes in: "Le gardien passe la tête. « On ferme. »", "la dame des bougies a écrit".

    A trade that the post tells of nobody, unlike "l'élu", which may be anybody. On 80 invented posts that were
    written to mislead, 11 of 12 people who were taken for such a role were not.
    """
    known = role.head in resolver.roles or role.head in nouns("anybody") or role.head in nouns("person")
    return resolver.is_told_apart(role) or (role.last <= view.open and not known)


def distance(view: View, mention: Mention) -> int:
    """Tokens between a mention and the span; 0 inside it."""
    if mention.last <= view.open:
        return view.open - mention.last
    return max(0, mention.first - view.close)


def _nearer(view: View, one: Mention, other: Mention) -> bool:
    return distance(view, one) < distance(view, other)


def _is_credited(view: View, i: int) -> bool:
    """Whether the name at token i is whose a picture is: "© Anna Roux", "Photo : Anna Roux"."""
    before = view.words.low[max(0, i - 2) : i]
    told = before[1:] == [":"] and before[0] in ("photo", "photos", "crédit", "crédits", "illustration")
    return told or before[-1:] == ["©"]


def _part_start(view: View, floor: int) -> int:
    """The first token of the part in which the span stands, below a heading or a thematic break; `floor` at least."""
    number = view.marked.block
    while number and view.words.at(view.blocks[number].start) > floor:
        if view.blocks[number].kind == "heading" or view.blocks[number].parted:
            break
        number -= 1
    return max(floor, view.words.at(view.blocks[number].start))


_KINDS: dict[str, Literal["name", "org", "work"]] = {"PER": "name", "ORG": "org", "PROD": "work"}


def _near(view: View) -> list[Mention]:
    """Names and what can speak, around the span, not between its marks, in their order."""
    words = view.words
    first, last = view.open, view.close
    for _ in range(SENTENCES):
        first = words.sentence(max(0, first - 1))[0]
        last = words.sentence(min(last, len(words) - 1))[1]
    start, end = words.at(max(0, view.marked.opens - BEFORE)), words.at(view.marked.closes + AFTER)
    near = range(_part_start(view, max(start, first)), min(end, last))
    lead = range(*view.lead) if view.lead is not None and view.lead[0] < near.start else range(0)
    free = [i for i in (*lead, *near) if not words.is_taken(i)]
    found = [(i, noun) for i in free if (noun := noun_at(words, i, end) or contracted_at(words, i, end)) is not None]
    for name in words.names_from(start, end):
        if (
            not words.quoted[name.start]
            and (name.label_ == "PER" or name.start in near or name.start in lead)
            and is_somebody(words, name)
            and not _is_credited(view, name.start)
        ):
            kind = _KINDS[name.label_]
            found.append((name.start, Mention(name.start, name.end, kind, words.low[name.start])))
    return [mention for _, mention in sorted(found)]
