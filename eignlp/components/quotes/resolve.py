"""From a mention to a speaker: full names, pronouns, roles, with gender and number."""

from bisect import bisect_right
from collections import Counter
from copy import copy
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import takewhile

from spacy.tokens import Span

from eignlp import lexicon
from eignlp.components.entities.acronyms import acronyms_of
from eignlp.components.layout import blocks_of
from eignlp.components.morphology.people import gender_of, gender_of_noun, is_human, singular
from eignlp.components.morphology.verbs import third_persons
from eignlp.components.quotes.antecedents import REACH, Antecedents
from eignlp.components.quotes.model import Context, Evidence, Mention, Speaker, SpeakerKind
from eignlp.components.quotes.reading.mentions import mention_at
from eignlp.components.quotes.reading.proper_names import is_somebody
from eignlp.components.quotes.reading.words import Words
from eignlp.lexicon import grammar, nouns
from eignlp.people import Names, folded, initials

_ENDS_APPOSITION = (
    frozenset({",", ".", ";", "«", ")", "mon", "ma", "mes", "notre", "nos", "votre", "vos"})
    | grammar("auxiliaries")
    | grammar("clitics") - {"la", "le", "les", "l'"}
    | grammar("relatives")
)
_ENDS_A_ROLE = grammar("prepositions") - set("de du des d' à au aux en".split()) | {"et", "que", "qu'", "qui", "dont"}
_BEFORE_A_FUNCTION = (
    grammar("prepositions")
    | grammar("determiners_singular")
    | grammar("determiners_plural")
    | grammar("auxiliaries")
    | grammar("adjectives_before")
    | {"et"}
)
_INSIDE_A_FUNCTION = frozenset({"d'", "l'", "-"})
COMES_BACK = 3  # mentions from which on a post discusses a text
IN_WORDS = 6  # sentences that a name in somebody's words stands back: it is seldom who "il" is
PASSAGE = 80  # tokens back in which "un autre" finds its noun
_APPOSED = 8  # tokens behind a role in which a comma closes it


@dataclass(frozen=True, slots=True)
class _Person:
    token: int
    last: int
    name: str
    subject: bool  # not governed by a preposition


class Resolver:
    """The people of one Doc, in the order of their mentions."""

    def __init__(self, words: Words, names: Names, context: Context) -> None:
        self.words, self.names, self.context = words, names, context
        self.people = [self._person(ent) for ent in words.doc.ents if ent.label_ == "PER" and is_somebody(words, ent)]
        self.genders = {p.name: "" for p in self.people}
        self.acronyms = acronyms_of(words.doc)
        title = f" {folded(context.title)} "
        bodies = dict.fromkeys(name.text for name in words.entities if name.label_ == "ORG")
        self.titled_bodies = [name for name in bodies if f" {folded(name)} " in title]
        self.roles: dict[str, list[tuple[int, str]]] = {}
        self.functions: dict[str, set[str]] = {}
        self.posts: dict[str, list[tuple[int, str]]] = {}  # by initials: "DGA", of "directeur général adjoint"
        for person in self.people:
            self._learn(person)

    @cached_property
    def named(self) -> Counter[str]:
        """How often each person of the post is named, by the full name."""
        return Counter(person.name for person in self.people)

    def within(self, words: Words) -> "Resolver":
        """The same people, looked up in the words as a span sees them that others hold."""
        inner = copy(self)
        inner.words = words
        return inner

    def _person(self, ent: Span) -> _Person:
        i = ent.start - 1
        while i >= 0 and self.words.low[i].rstrip(".") in lexicon.words("titles") | {"la", "le", "l'"}:
            i -= 1
        governed = i >= 0 and self.words.low[i] in grammar("prepositions")
        return _Person(ent.start, ent.end, self.names.full(ent.text), not governed)

    def _learn(self, person: _Person) -> None:
        """What the words around a name say of the person: gender, roles."""
        low = self.words.low
        before = low[person.token - 1].rstrip(".") if person.token else ""
        gender = gender_of(person.name)
        if before in ("mme", "madame", "mlle", "mmes"):
            gender = "f"
        elif before in ("m", "monsieur"):
            gender = "m"
        i = person.token - 1
        apposed = i > 0 and low[i] == ","  # "la présidente du club, X"
        role = self._role_before(i - apposed)
        if apposed and role is not None and not self._opens_apposition(role):
            role = None
        if role is not None:
            self._role(low[role], person)
            self._post(role, person)
            gender = gender or self._gender_at(role)
        if person.last < len(low) and low[person.last] in (",", "(", "/", "-", "–", "—", ":"):
            for j in range(person.last + 1, min(person.last + 6, len(low))):
                if low[j] in _ENDS_APPOSITION or "\n" in low[j]:
                    break
                if is_human(low[j]) and self._is_apposed(j):
                    self._role(low[j], person)
                    self._post(j, person)
                    gender = gender or gender_of_noun(low[j])
        for noun in self._led(person):
            self._role(noun, person)
        after = low[person.last : person.last + 9]
        if after[:1] == [","] and after[2:4] == ["ans", ","]:
            after = after[4:]  # "Anna Roux, 52 ans, est géomètre"
        if after[:2] in (["est", "la"], ["est", "le"], ["est", "une"], ["est", "un"]) and len(after) > 2:
            self._role(after[2], person)
            gender = gender or ("f" if after[1] in ("la", "une") else "m")
        elif after[:1] == ["est"] and len(after) > 1 and is_human(after[1]):
            self._role(after[1], person)
            gender = gender or gender_of_noun(after[1])
        if gender and not self.genders.get(person.name):
            self.genders[person.name] = gender

    def _opens_apposition(self, role: int) -> bool:
        """Whether the role before a comma can be the name's behind it: not in "Anna Roux, géomètre, Luc Petit"."""
        low, first = self.words.low, self._function_start(role) - 1
        while first > 0 and low[first] in grammar("adjectives_before"):
            first -= 1
        led = low[first] in grammar("determiners_singular") | {"du", "au"}
        follows = low[first - 1 : first] == [","] and first - 2 in self.words.names
        return first < self.words.sentence(role)[0] or (led and not follows)

    def _is_apposed(self, noun: int) -> bool:
        """Whether a noun behind a name and a comma is said of it: not in "Selon Anna Roux, le préfet a promis"."""
        low = self.words.low
        if low[noun - 1] not in grammar("definite") | {"son", "sa", "leur"}:
            return True
        for word in low[noun + 1 : noun + 1 + _APPOSED]:
            if word in grammar("auxiliaries") or word in third_persons():
                return False
            if not word.isalpha() or word in grammar("relatives"):
                return True
        return True

    def _role_before(self, i: int) -> int | None:
        """The noun for a person behind which the name stands: "la présidente du club (i)". None past a verb."""
        low = self.words.low
        for j in range(i, max(-1, i - 8), -1):
            if not low[j][:1].isalpha() and low[j] != "-":
                return None
            if is_human(low[j]):
                return None if j and low[j - 1] in grammar("auxiliaries") else j
            if low[j] in third_persons() or low[j] in grammar("auxiliaries") or low[j] in _ENDS_A_ROLE:
                return None
        return None

    def _led(self, person: _Person) -> list[str]:
        """The roles that a verb gives: "présidé par Anna Roux" and "Anna Roux, qui préside" are the president."""
        low, i = self.words.low, person.token - 1
        while i > 0 and (is_human(low[i]) or low[i].rstrip(".") in lexicon.words("titles") | {"le", "la", "l'"}):
            i -= 1
        verb = low[i - 1].removesuffix("s").removesuffix("e") if i > 0 and low[i] == "par" else ""
        after = [word for word in low[person.last : person.last + 3] if word not in (",", "qui")]
        return _led_by().get(verb) or _led_by().get(after[0] if after else "", [])

    def _gender_at(self, noun: int) -> str:
        """The gender that the article before a noun shows, past "vice" and other nouns: "du président chilien"."""
        i = noun
        while i > 0 and (is_human(self.words.low[i]) or self.words.low[i] in grammar("adjectives_before")):
            i -= 1
        article = self.words.low[i]
        return "f" if article in ("la", "une") else "m" if article in ("le", "un", "du", "au") else ""

    def _role(self, noun: str, person: _Person) -> None:
        self.roles.setdefault(noun, []).append((person.token, person.name))
        self.functions.setdefault(person.name, set()).add(noun)

    def _post(self, noun: int, person: _Person) -> None:
        """Note the initials of the function that a noun is part of: "la directrice générale adjointe du port"."""
        low, first = self.words.low, self._function_start(noun)
        told = takewhile(lambda word: word.isalpha() or word in _INSIDE_A_FUNCTION, low[first : first + _APPOSED])
        initials = "".join(word[0] for word in told if word not in _BEFORE_A_FUNCTION | _INSIDE_A_FUNCTION)
        for length in range(2, min(4, len(initials)) + 1):
            self.posts.setdefault(initials[:length].upper(), []).append((person.token, person.name))

    def _function_start(self, noun: int) -> int:
        """The first word of the function that a noun is part of: "directeur | général | adjoint"."""
        low, first = self.words.low, noun
        while first > 0 and low[first - 1].isalpha() and low[first - 1] not in _BEFORE_A_FUNCTION:
            first -= 1
        return first

    def speaker(self, evidence: Evidence, place: int, recent: str | None) -> Speaker | None:
        """Who the evidence designates; `place` is the span's first token, `recent` the last speaker's name."""
        if evidence.name is not None:
            return Speaker(evidence.name, "person")
        mention = evidence.mention
        if mention is None:
            return None
        stretch = self.words.stretch(mention.first, mention.last)
        match mention.kind:
            case "name":
                return Speaker(self.full(mention), "person", stretch)
            case "names":
                return Speaker(self.words.span(mention.first, mention.last), "group", stretch)
            case "org" | "work":
                bearer = self._bearer_of_initials(self.words.span(mention.first, mention.last)) or self._holder(mention)
                if bearer is not None:
                    return Speaker(bearer, "person", stretch)
                kind: SpeakerKind = "org" if mention.kind == "org" else "text"
                return Speaker(self._org(mention), kind, stretch)
            case "noun":
                return self._noun(mention, stretch, place, recent)
            case _:
                return self._pronoun(mention, stretch, place, recent)

    def full(self, mention: Mention) -> str:
        """The fullest form of the name that a mention is."""
        text = self.words.span(mention.first, mention.last)
        full = self.names.full(text)
        if full == text:
            full = self._bearer_of_initials(text) or full
        if full == text and len(folded(text).split()) == 1:
            return self._nearest_bearer(folded(text), mention.first) or full
        return full

    def _bearer_of_initials(self, text: str) -> str | None:
        """The one person of the post whose initials these are: "C.M.", "SLG"."""
        key = "".join(c for c in text.lower() if c.isalpha())
        if not 2 <= len(key) <= 4 or not ("." in text or text.isupper()):
            return None
        known = dict.fromkeys([*(p.name for p in self.people), *self.context.authors])
        bearers = [name for name in known if initials(name) == key and name != text and len(name) > 2 * len(key)]
        return bearers[0] if len(bearers) == 1 else None

    def _holder(self, mention: Mention) -> str | None:
        """Who holds the office that "le DGA" abbreviates."""
        article = self.words.low[mention.first - 1] if mention.first else ""
        told = self.posts.get(self.words.span(mention.first, mention.last), []) if article in ("le", "la") else []
        before = [name for token, name in told if token < mention.first]
        return before[-1] if before else None

    def _nearest_bearer(self, part: str, token: int) -> str | None:
        """Of several people with one first or family name, the one named last before."""
        bearers = [p for p in self.people if part in folded(p.name).split() and folded(p.name) != part]
        before = [p for p in bearers if p.token < token]
        return before[-1].name if before else None

    def _org(self, mention: Mention) -> str:
        return self.acronyms.get(self.words.span(mention.first, mention.last)) or self.words.span(
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
        """The organisation that a bare noun takes up: "l'agence" after "Agence bio", "le quotidien" after Mediapart."""
        article = self.words.low[mention.first - 1] if mention.first else ""
        if mention.last - mention.first > 1 or article not in ("le", "la", "l'", "ce", "cet", "cette"):
            return None
        generic = mention.head in nouns("any_body")
        if not generic and mention.head not in nouns("org"):
            return None
        start = self.words.at(max(0, self.words.starts[mention.first] - REACH))
        before = [n for n in self.words.names_from(start, mention.first) if n.label_ == "ORG"]
        named = [n for n in before if folded(self._full_body(n)).split()[:1] == [folded(mention.head)]]
        floor = self.words.sentence(max(0, self.words.sentence(mention.first)[0] - 1))[0]
        near = [n for n in before if n.start >= floor] if generic else []
        found = named[-1:] or (near if len({n.text for n in near}) == 1 else [])
        return self._full_body(found[-1]) if found else None

    def _full_body(self, name: Span) -> str:
        return self.acronyms.get(name.text, name.text)

    def _phrase(self, mention: Mention) -> str:
        """The noun phrase as a name; "un autre" and "l'un d'eux" take their noun from the text before."""
        words, name = self.words, self.words.span(mention.first, mention.last)
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
        """The noun for people named last before a token, in this passage."""
        low = self.words.low
        for i in range(token - 2, max(0, token - PASSAGE), -1):
            named = self.words.is_taken(i) or low[i] in grammar("somebody")
            if not named and is_human(low[i]):
                return low[i]
        return None

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
        if self.words.low[mention.first - 1] in ("son", "sa") and mention.last - mention.first == 1:
            return self._other_of_two(mention, recent)
        if mention.head in grammar("authors") and (
            titled := self._titled(mention.gender or gender_of_noun(mention.head))
        ):
            return titled
        if self._points(mention) or mention.head in nouns("person"):
            return self.antecedent(mention.gender or gender_of_noun(mention.head), mention.first, place, recent)
        return None

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
        if mention.head == "je" and (turn := self.turn(mention.first)) is not None:
            return Speaker(turn, "person", stretch)
        if mention.head in ("je", "nous"):
            authors = self.context.authors or ((self.context.person,) if self.context.person else ())
            if len(authors) == 1 and authors[0]:
                return Speaker(authors[0], "person", stretch)
            return Speaker(" et ".join(a for a in authors if a), "group", stretch) if authors else None
        if mention.number == "p":
            group = self._plural_antecedent(mention, min(place, mention.first))
            return Speaker(group, "group", stretch) if group else None
        subject = self._taken_up(mention, place, recent) if mention.kind == "pronoun" and mention.gender else None
        if subject is not None:
            found = self.speaker(Evidence(subject), place, None)
            return None if found is None else Speaker(found.name, found.kind, stretch)
        nearest = mention.kind == "demonstrative"
        name = self.antecedent(mention.gender, mention.first, place, None if nearest else recent, nearest=nearest)
        if name is None:
            titled = self._titled(mention.gender)
            if titled is not None:
                return Speaker(titled, "person", stretch)
            return self._noun_antecedent(mention, stretch, place) or self._body_antecedent(stretch, place)
        return Speaker(name, "person", stretch)

    def turn(self, token: int) -> str | None:
        """Who speaks at a token, where each answer of the post begins with its speaker: "Maud : Oui…"."""
        place = bisect_right(self._turns, token, key=lambda turn: turn[0])
        return self._turns[place - 1][1] if place else None

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
        return self.words.span(mention.first, mention.last) if told_by_noun and mention is not None else None

    def _taken_up(self, pronoun: Mention, place: int, recent: str | None) -> Mention | None:
        goes_on = recent is not None and (self.genders.get(recent) or gender_of(recent)) in ("", pronoun.gender)
        return Antecedents(self.words, pronoun, self._gender, self._functions, goes_on, set(self.roles)).find(place)

    def _functions(self, name: Mention) -> set[str]:
        return self.functions.get(self.full(name), set())

    def _gender(self, mention: Mention) -> str:
        if mention.kind == "name":
            name = self.full(mention)
            return mention.gender or self.genders.get(name, "") or gender_of(name)
        article = self.words.low[mention.first - 1] if mention.first else ""
        shown = mention.gender or {"la": "f", "le": "m"}.get(article, "")
        told = (
            "f" if mention.head in nouns("vowel_feminine") else "m" if mention.head in nouns("vowel_masculine") else ""
        )
        return shown or told or gender_of_noun(mention.head)

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
        for order, person in enumerate(self.people):
            if person.token >= token:
                break
            distance = start - self.words.starts[person.token]
            known = self.genders.get(person.name, "")
            if distance > REACH or (gender and known and known != gender):
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
        for i in range(min(mention.first, place) - 1, max(-1, place - 80), -1):
            if self.words.quoted[i] or (low[i] not in grammar("determiners_singular")):
                continue
            found = mention_at(self.words, i, len(low))
            if found is None or found.kind != "noun" or found.head not in nouns("human") | nouns("person"):
                continue
            gender = found.gender or gender_of_noun(found.head)
            if gender and mention.gender and gender != mention.gender:
                continue
            return Speaker(self.words.span(found.first, found.last), "anonymous", stretch)
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
            if found.kind == "names" and self.words.names[i].start == i:
                return self.words.span(found.first, found.last)
            if found.kind == "noun" and found.number == "p" and found.head in nouns("human"):
                if mention.gender == "f" and gender_of_noun(found.head) == "m":
                    continue
                return self.words.span(found.first, found.last)
        return None


@cache
def _led_by() -> dict[str, list[str]]:
    """What somebody is by whom something is led, by participle and present: "présidé", "préside"."""
    led = lexicon.table("nouns")["led_by"]
    return {form: roles.split() for verbs, roles in led.items() for form in verbs.split("/")}


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
