"""From a mention to a speaker: names, pronouns, roles, groups and bodies, with gender and number."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from copy import copy
from functools import cached_property

from spacy.tokens import Span

from eignlp.components.entities.acronyms import acronyms_of
from eignlp.components.layout import blocks_of
from eignlp.components.morphology.people import gender_of, gender_of_noun, is_human, singular
from eignlp.components.quotes.antecedents import REACH, Antecedents
from eignlp.components.quotes.model import Context, Evidence, Mention, Speaker, SpeakerKind
from eignlp.components.quotes.people_told import PeopleTold
from eignlp.components.quotes.reading.mentions import mention_at
from eignlp.components.quotes.reading.noun_phrases import contracted_at
from eignlp.components.quotes.reading.words import Words
from eignlp.lexicon import grammar, nouns, wider
from eignlp.markup import Block
from eignlp.people import Names, folded

COMES_BACK = 3  # mentions from which on a post discusses a text
IN_WORDS = 6  # sentences that a name in somebody's words stands back: it is seldom who "il" is
_OF_A_KIND = re.compile(
    r"\w+ \w+(?:aise?|ale?|elle|i[fv]e?|ienne|ique|ier|ière|aire)"
)  # "organisation professionnelle"
PASSAGE = 80  # tokens back in which "un autre" finds its noun


class Resolver(PeopleTold):
    """Who a mention designates in one Doc, by what the post tells of its people."""

    def __init__(self, words: Words, names: Names, context: Context) -> None:
        super().__init__(words, names, context)
        self.acronyms = acronyms_of(words.doc)
        title = f" {folded(context.title)} "
        bodies = dict.fromkeys(name.text for name in words.entities if name.label_ == "ORG")
        self.titled_bodies = [name for name in bodies if f" {folded(name)} " in title]

    def within(self, words: Words) -> "Resolver":
        """The same people, looked up in the words as a span sees them that others hold."""
        inner = copy(self)
        inner.words = words
        return inner

    def another(self, pronoun: Mention, place: int, speaking: str) -> Speaker | None:
        """Whom "il" or "elle" takes up in an answer: not the one who is speaking, who says "je"."""
        stretch = self.words.offsets(pronoun.first, pronoun.last)
        found = self._noun_antecedent(pronoun, stretch, place) or self._body_antecedent(stretch, place)
        return found if found is not None and found.name != speaking else None

    def speaker(self, evidence: Evidence, place: int, recent: str | None) -> Speaker | None:
        """Who the evidence designates; `place` is the span's first token, `recent` the last speaker's name."""
        if evidence.name is not None:
            return Speaker(evidence.name, "person")
        mention = evidence.mention
        if mention is None:
            return None
        stretch = self.words.offsets(mention.first, mention.last)
        match mention.kind:
            case "name":
                return Speaker(self.full(mention), "person", stretch)
            case "names":
                return Speaker(self.words.text_of(mention.first, mention.last), "group", stretch)
            case "org" | "work":
                bearer = self._bearer_of_initials(self.words.text_of(mention.first, mention.last)) or self._holder(
                    mention
                )
                if bearer is not None:
                    return Speaker(bearer, "person", stretch)
                kind: SpeakerKind = "org" if mention.kind == "org" else "text"
                return Speaker(self._org(mention), kind, stretch)
            case "noun":
                return self._noun(mention, stretch, place, recent)
            case _:
                return self._pronoun(mention, stretch, place, recent)

    def _org(self, mention: Mention) -> str:
        return self.acronyms.get(self.words.text_of(mention.first, mention.last)) or self.words.text_of(
            mention.first, mention.last
        )

    def _noun(self, mention: Mention, stretch: tuple[int, int], place: int, recent: str | None) -> Speaker | None:
        person = self._described(mention, place, recent)
        if person is not None:
            return Speaker(person, "person", stretch)
        if mention.head in grammar("ranks"):
            return None
        holder = self._holder(mention)
        if holder is not None:
            return Speaker(holder, "person", stretch)
        body = self._body(mention)
        if body is not None:
            return Speaker(body, "org", stretch)
        return Speaker(self._phrase(mention), noun_kind(mention), stretch)

    def _body(self, mention: Mention) -> str | None:
        """The organisation that a noun takes up: "l'agence" after "Agence bio", "le quotidien" after Mediapart."""
        article = self.words.low[mention.first - 1] if mention.first else ""
        generic = mention.head in nouns("any_body")
        of_a_kind = generic and _OF_A_KIND.fullmatch(self.words.text_of(mention.first, mention.last)) is not None
        bare = mention.last - mention.first == 1 or of_a_kind
        if not bare or article not in ("le", "la", "l'", "ce", "cet", "cette"):
            return None
        if not generic and mention.head not in nouns("org"):
            return None
        start = self.words.at(max(0, self.words.starts[mention.first] - REACH))
        before = [n for n in self.words.names_from(start, mention.first) if n.label_ == "ORG"]
        named = [n for n in before if folded(self._full_body(n)).split()[:1] == [folded(mention.head)]]
        floor = self.words.sentence(max(0, self.words.sentence(mention.first)[0] - 1))[0]
        near = [n for n in before if n.start >= floor] if generic else []
        found = named[-1:] or (near if len({self._full_body(n) for n in near}) == 1 else [])
        return self._full_body(found[-1]) if found else None

    def _full_body(self, name: Span) -> str:
        return self.acronyms.get(name.text, name.text)

    def _phrase(self, mention: Mention) -> str:
        """The noun phrase as a name; "un autre" and "l'un d'eux" take their noun from the text before."""
        words, name = self.words, self.words.text_of(mention.first, mention.last)
        if mention.head in ("un", "une", "autre", "autres"):
            others = mention.head.startswith("autre")
            noun = self._noun_before(mention.first)
            if noun is None:
                return name
            noun = noun if mention.number == "p" else singular(noun)
            return f"{name} {noun}" if others else noun
        if mention.number == "s" and words.low[mention.first] == f"{mention.head}s":  # "un de ses collègues"
            return mention.head + name[len(mention.head) + 1 :]
        return name

    def _noun_before(self, token: int) -> str | None:
        """The noun for people named last before a token, in this passage: a plural with its determiner, if one is."""
        low = self.words.low
        before = range(token - 2, max(0, token - PASSAGE), -1)
        several = (i for i in before if not self.words.is_taken(i) and self._names_several(i))
        anybody = (
            i for i in before if is_human(low[i]) and not self.words.is_taken(i) and low[i] not in grammar("somebody")
        )
        place = next(several, next(anybody, None))
        return low[place] if place is not None else None

    def _names_several(self, i: int) -> bool:
        """Whether token i is the noun of several people: "plusieurs maires", "six équipes"; "les magasiniers" of whom a
        sentence is about, too."""
        low, led = self.words.low, grammar("determiners_plural")
        old = is_human(low[i]) and low[i - 1] in grammar("adjectives_before") and low[i - 1].endswith("s")
        if not (old or low[i - 1] in led) or not low[i].endswith(("s", "x")):
            return False
        opens = self.words.sentence(i)[0] == i - 1
        return is_human(low[i]) or singular(low[i]) in nouns("collective") or opens

    def _described(self, mention: Mention, place: int, recent: str | None) -> str | None:
        """The person whom a definite description takes up: "la ministre", "la jeune femme"."""
        if mention.head in grammar("ranks"):
            return self._ranked(mention)
        if mention.head == "autre" and self.words.low[mention.first - 1] == "l'":
            return self._other_of_two(mention, recent)
        if not mention.definite or mention.number != "s":
            return None
        heads = dict.fromkeys([mention.head, *mention.head.split("-")])
        known = [told for head in heads for told in self.roles.get(head, ()) if told[0] < mention.first]
        if known:
            return known[-1][1]
        if (holder := self._of_a_narrower_role(mention)) is not None:
            return holder
        if self.words.low[mention.first - 1] in ("son", "sa") and mention.last - mention.first == 1:
            return self._other_of_two(mention, recent)
        if mention.head in grammar("authors") and (
            titled := self._titled(mention.gender or gender_of_noun(mention.head))
        ):
            return titled
        if self._points(mention) or (mention.head in nouns("person") and not self.is_told_apart(mention)):
            return self.antecedent(mention.gender or gender_of_noun(mention.head), mention.first, place, recent)
        return None

    def is_told_apart(self, mention: Mention) -> bool:
        """Whether what follows a noun for a person says which one is meant: "la dame des bougies"."""
        complement = {"de", "d'", "des", "du"} & set(self.words.low[mention.first : mention.last])
        return mention.head in nouns("person") and bool(complement)

    def _of_a_narrower_role(self, mention: Mention) -> str | None:
        """Who was told of last by a role that the bare noun is wider than: "l'élu" after "Paul Roux, maire de Kergat".

        Not so where somebody was brought in by the noun itself: "une élue parle".
        """
        low, gender = self.words.low, mention.gender or gender_of_noun(mention.head)
        if mention.last - mention.first > 1 or low[mention.first - 1] not in ("le", "la", "l'"):
            return None
        found: tuple[int, str] | None = None
        for role in wider().get(mention.head, ()):
            told = self.roles.get(role, [])
            for token, name in reversed(told[: bisect_left(told, (mention.first,))]):
                if found is not None and token < found[0]:
                    break
                if not gender or (self.genders.get(name) or gender_of(name)) in ("", gender):
                    found = token, name
                    break
        brought_in = found is not None and any(
            low[i] == mention.head and low[i - 1] in ("un", "une")
            for i in range(max(1, mention.first - PASSAGE), mention.first)
        )
        return found[1] if found is not None and not brought_in else None

    def _ranked(self, rank: Mention) -> str | None:
        """Who "le premier" and "la seconde" are: of the last two people named, together or one after another."""
        two: list[str] = []
        back = 0
        for person in reversed(self.people):
            apart = self._sentences_between(person.token, rank.first)
            if person.token < rank.first and not self.words.quoted[person.token] and person.name not in two:
                if len(two) == 2 and apart > back:
                    break
                two, back = [person.name, *two], apart
        if len(two) != 2:
            return None
        name = two[0 if rank.head.startswith("premi") else 1]
        known = self.genders.get(name, "")
        return name if not rank.gender or known in ("", rank.gender) else None

    def _points(self, role: Mention) -> bool:
        """Whether a role takes up somebody who was told of otherwise: "cet ancien avocat", with no lawyer before."""
        low = self.words.low
        told = low[max(0, role.first - 2 * PASSAGE) : role.first]
        trade = is_human(role.head) and role.head not in nouns("relational")
        return low[role.first - 1] in ("ce", "cet", "cette") and trade and role.head not in told

    def _other_of_two(self, mention: Mention, recent: str | None) -> str | None:
        """The other one where two people are named, one of whom just spoke: "corrige sa collègue"."""
        start = self.words.starts[mention.first]
        near = {p.name for p in self.people if 0 < start - self.words.starts[p.token] <= REACH}
        others = near - {recent}
        if len(near) != 2 or len(others) != 1:
            return None
        (name,) = others
        gender, known = self._gender(mention), self.genders.get(name) or gender_of(name)
        return name if not gender or not known or gender == known else None

    def _pronoun(self, mention: Mention, stretch: tuple[int, int], place: int, recent: str | None) -> Speaker | None:
        if mention.head == "je":
            turn = self.turn(mention.first) or self.labelled(mention.first)
            if turn is not None:
                return Speaker(turn, "person", stretch)
        if mention.head in ("je", "nous"):
            authors = self.context.authors or ((self.context.person,) if self.context.person else ())
            narrator = authors[0] if len(authors) == 1 else self._narrator(mention.first)
            if narrator:
                return Speaker(narrator, "person", stretch)
            if mention.head == "je":
                return None  # one of several authors
            return Speaker(" et ".join(a for a in authors if a), "group", stretch) if authors else None
        if mention.number == "p":
            group = self._plural_antecedent(mention, min(place, mention.first))
            return Speaker(group, "group", stretch) if group else None
        subject = self._taken_up(mention, place, recent) if mention.kind == "pronoun" and mention.gender else None
        if subject is not None:
            found = self.speaker(Evidence(subject), place, None)
            return None if found is None else Speaker(found.name, found.kind, stretch)
        nearest = mention.kind == "demonstrative"
        if nearest and (last := self._last_unnamed(mention)) is not None:
            return Speaker(self._phrase(last), noun_kind(last), stretch)
        name = self.antecedent(mention.gender, mention.first, place, None if nearest else recent, nearest=nearest)
        if name is None:
            titled = self._titled(mention.gender)
            if titled is not None:
                return Speaker(titled, "person", stretch)
            return self._noun_antecedent(mention, stretch, place) or self._body_antecedent(stretch, place)
        return Speaker(name, "person", stretch)

    def _last_unnamed(self, pronoun: Mention) -> Mention | None:
        """Whom "ce dernier" takes up, if the sentence before ends with somebody unnamed: "un courriel d'un lycéen"."""
        words, first = self.words, self.words.sentence(pronoun.first)[0]
        start = words.sentence(first - 1)[0] if first else first
        for i in range(first - 1, start, -1):
            if i in words.names or words.quoted[i]:
                return None
            found = mention_at(words, i, first) if words.low[i] in ("un", "une") else contracted_at(words, i, first)
            if found is not None and found.kind == "noun" and is_human(found.head) and found.number == "s":
                gender = self._gender(found)
                return found if gender in ("", pronoun.gender) or not pronoun.gender else None
        return None

    def _narrator(self, token: int) -> str | None:
        """Which of several authors the heading above names: "Le défi, vu par Maud"."""
        above = self._heading_above(token)
        told = folded(self.words.text[above.start : above.end]).split() if above is not None else []
        named = [author for author in self.context.authors if author and folded(author).split()[0] in told]
        return named[0] if len(named) == 1 else None

    @cached_property
    def _headings(self) -> list[Block]:
        return [block for block in blocks_of(self.words.doc) if block.kind == "heading"]

    def turn(self, token: int) -> str | None:
        """Who speaks at a token, where each answer of the post begins with its speaker: "Maud : Oui…"."""
        place = bisect_right(self._turns, token, key=lambda turn: turn[0])
        return self._turns[place - 1][1] if place else None

    def labelled(self, token: int) -> str | None:
        """Whose name, in bold with a colon, opens the block of a token: "**Maud Kerbrat :** J'ai répondu : « … »"."""
        blocks = blocks_of(self.words.doc)
        place = bisect_right(blocks, self.words.starts[token], key=lambda block: block.start)
        block = blocks[place - 1] if place else None
        if block is None or not any(first <= block.start + 1 for first, _ in block.bold):
            return None
        first, last = self.words.at(block.start), self.words.at(block.end)
        mention = mention_at(self.words, first, last)
        label = (
            mention is not None and mention.kind == "name" and self.words.low[mention.last : mention.last + 1] == [":"]
        )
        return self.full(mention) if label and mention is not None else None

    @cached_property
    def _turns(self) -> list[tuple[int, str]]:
        found = []
        for block in blocks_of(self.words.doc):
            first, last = self.words.at(block.start), self.words.at(block.end)
            mention = mention_at(self.words, first, last)
            label = mention is not None and mention.kind == "name" and mention.last < last - 1
            if mention is not None and label and self.words.low[mention.last] in (":", "—", "–"):
                found.append((first, self.full(mention)))
        return found if len({name for _, name in found}) > 1 else []

    @cached_property
    def discussed(self) -> str | None:
        """The text that the post comes back to most often, in the words of its first mention: "article du Monde"."""
        low, quoted = self.words.low, self.words.quoted
        told = [
            i
            for i in range(1, len(low))
            if low[i - 1] in grammar("definite")
            and not quoted[i]
            and low[i] in nouns("text")
            and i not in self.words.names
        ]
        heads = Counter(low[i] for i in told)
        head, count = heads.most_common(1)[0] if heads else ("", 0)
        first = next((i for i in told if low[i] == head), 0)
        mention = mention_at(self.words, first - 1, self.words.sentence(first)[1]) if count >= COMES_BACK else None
        told_by_noun = mention is not None and mention.kind == "noun"
        return self.words.text_of(mention.first, mention.last) if told_by_noun and mention is not None else None

    def _taken_up(self, pronoun: Mention, place: int, recent: str | None) -> Mention | None:
        goes_on = recent is not None and (self.genders.get(recent) or gender_of(recent)) in ("", pronoun.gender)
        section = self._section(min(pronoun.first, place))
        known = set(self.roles)
        return Antecedents(self.words, pronoun, self._gender, self._functions, goes_on, known, section).find(place)

    def _section(self, token: int) -> int:
        """The first token below the last heading above a token."""
        above = self._heading_above(token)
        return self.words.at(above.end) if above is not None else 0

    def _heading_above(self, token: int) -> Block | None:
        place = bisect_right(self._headings, self.words.starts[token], key=lambda block: block.start)
        return self._headings[place - 1] if place else None

    def _titled(self, gender: str) -> str | None:
        """The one person whom the title names, or whose page it is, if the gender fits."""
        named = {self.names.full(name) for name in (*self.context.titled, *filter(None, [self.context.person]))}
        fitting = [name for name in sorted(named) if not gender or gender_of(name) in ("", gender)]
        return fitting[0] if len(fitting) == 1 else None

    def antecedent(
        self, gender: str, token: int, place: int, recent: str | None, nearest: bool = False, trade: str = ""
    ) -> str | None:
        """The person a singular pronoun or role takes up: near, of its gender, a subject rather than a complement.

        "Le boulanger" (`trade`) is nobody who is told of as somebody's kin alone: "son neveu Jérémy".
        """
        start = self.words.starts[min(token, len(self.words) - 1)]
        sentence = self.words.sentence(min(place, token))[0]
        best: tuple[float, str] | None = None
        near = bisect_left(self.people, start - REACH, key=lambda person: self.words.starts[person.token])
        for order in range(near, len(self.people)):
            person = self.people[order]
            if person.token >= token:
                break
            known = self.genders.get(person.name, "")
            if gender and known and known != gender:
                continue
            if trade and trade not in nouns("kin") and self._is_kin(person.name):
                continue
            back = self._sentences_between(person.token, sentence)
            score = -1.0 * back + order * 1e-3
            if not nearest:
                score += 1.2 * person.subject + 0.8 * (person.name == recent) + 0.5 * bool(known and gender)
            if self.words.quoted[person.token] and person.name != recent:
                score -= IN_WORDS
            if best is None or score >= best[0]:
                best = (score, person.name)
        return best[1] if best else None

    def _is_kin(self, name: str) -> bool:
        """Whether the post tells of somebody as somebody's kin alone."""
        functions = self.functions.get(name, set())
        return bool(functions) and functions <= nouns("kin")

    def _sentences_between(self, token: int, sentence: int) -> int:
        starts = self.words.sentence_starts
        return abs(bisect_right(starts, sentence) - bisect_right(starts, token))

    def _noun_antecedent(self, mention: Mention, stretch: tuple[int, int], place: int) -> Speaker | None:
        """A role that a pronoun takes up when nobody is named: "Une agente… raconte-t-elle"."""
        low = self.words.low
        start = min(mention.first, place)
        for i in range(start - 1, max(self._section(start) - 1, place - PASSAGE), -1):
            if self.words.quoted[i] or (low[i] not in grammar("determiners_singular")):
                continue
            found = mention_at(self.words, i, len(low))
            if found is None or found.kind != "noun" or found.head not in nouns("human") | nouns("person"):
                continue
            gender = found.gender or gender_of_noun(found.head)
            if gender and mention.gender and gender != mention.gender:
                continue
            return Speaker(self.words.text_of(found.first, found.last), "anonymous", stretch)
        return None

    def _body_antecedent(self, stretch: tuple[int, int], place: int) -> Speaker | None:
        """The organisation that the sentence before is about: "La Ligue conteste… dénonce-t-elle"."""
        first = self.words.sentence(max(0, place - 1))[0]
        for i in range(first, place):
            entity = self.words.names.get(i)
            if entity is not None and entity.label_ == "ORG" and not self.words.quoted[i]:
                return Speaker(self.acronyms.get(entity.text, entity.text), "org", stretch)
        return None

    def _plural_antecedent(self, mention: Mention, token: int) -> str | None:
        floor = self.words.starts[token] - REACH if token < len(self.words) else 0
        for i in range(token - 1, -1, -1):
            if self.words.starts[i] < floor:
                return None
            if self.words.quoted[i]:
                continue
            found = mention_at(self.words, i, token)
            if found is None:
                continue
            name = self.words.names.get(i)
            if found.kind == "names" and name is not None and name.start == i:
                return self.words.text_of(found.first, found.last)
            if found.kind == "noun" and found.number == "p" and found.head in nouns("human"):
                if mention.gender == "f" and gender_of_noun(found.head) == "m":
                    continue
                return self.words.text_of(found.first, found.last)
        return None


def noun_kind(mention: Mention) -> SpeakerKind:
    """What a noun phrase designates: a text, a body, a group or one unnamed person."""
    head = mention.head
    if head in nouns("collective"):
        return "group"
    if head in nouns("text") and head not in nouns("human"):
        return "text"
    if head in nouns("org") and head not in nouns("human"):
        return "org"
    return "group" if mention.number == "p" else "anonymous"
