"""What a post tells of each of its people: the full name, the gender, what they are ("maire", "directrice", "DGA")."""

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import takewhile

from spacy.tokens import Span

from eignlp import lexicon
from eignlp.components.entities.known import full_name
from eignlp.components.morphology.people import bears, gender_of, gender_of_noun, gender_of_title, is_human
from eignlp.components.morphology.verbs import finite, third_persons
from eignlp.components.quotes.model import Context, Mention
from eignlp.components.quotes.reading.proper_names import is_somebody
from eignlp.components.quotes.reading.words import Words
from eignlp.components.tokens import in_lower_case
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
_LED = 3  # tokens before "par" among which the participle stands: "présidé cette année par"
_APPOSED = 8  # tokens behind a role in which a comma closes it
_OPENING_ROLE = 24  # tokens of a role that opens the sentence, before the name


@dataclass(frozen=True, slots=True)
class Person:
    """A mention of a person by name: tokens [token, last), and the full name."""

    token: int
    last: int
    name: str
    subject: bool  # not governed by a preposition


_CLOSED = ("adverbs", "pronouns", "demonstratives", "prepositions", "conjunctions", "subordinators", "somebody")


class PeopleTold:
    """The people of one Doc, in the order of their mentions, with what the words around their names say of them.

    `people`: their mentions; `genders`: "f", "m" or "" by full name; `roles`: by noun, (token, full name) of whom it
    was said; `functions`: the nouns that were said of each; `offices`: by initials ("DGA") who holds the office.
    """

    def __init__(self, words: Words, names: Names, context: Context) -> None:
        self.words, self.names, self.context = words, names, context
        self.people = [self._person(ent) for ent in words.doc.ents if ent.label_ == "PER" and is_somebody(words, ent)]
        self.genders = {p.name: "" for p in self.people}
        self.roles: dict[str, list[tuple[int, str]]] = {}
        self.functions: dict[str, set[str]] = {}
        self.offices: dict[str, list[tuple[int, str]]] = {}
        for person in self.people:
            self._learn(person)

    @cached_property
    def named(self) -> Counter[str]:
        """How often each person of the post is named, by the full name."""
        return Counter(person.name for person in self.people)

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Where each person of the post is named: tokens, in order, by the full name."""
        found: dict[str, list[int]] = {}
        for person in self.people:
            found.setdefault(person.name, []).append(person.token)
        return found

    def somebody_since(self, name: str, token: int) -> bool:
        """Whether a word that may be a name nobody knows acts between a person's last mention and a token.

        "Anna Roux dort. … Baptistin hausse les épaules. « … », dit-il": not all names are found.
        """
        places = self._places.get(name, [])
        last = places[max(0, bisect_left(places, token) - 1)] if places else 0
        starts = self.words.sentence_starts
        between = starts[bisect_right(starts, last) : bisect_left(starts, token)]
        return any(self._may_be_a_name(i) for i in between if i + 2 < len(self.words))

    def _may_be_a_name(self, i: int) -> bool:
        """Whether a sentence opens at token i with a word that acts and that nobody knows as a common one."""
        low = self.words.low
        acts = low[i + 1] in finite() or low[i + 1] == ","
        if not acts or i in self.words.names or not self.words.doc[i].text.istitle() or len(low[i]) < 4:
            return False
        common = low[i] in in_lower_case(self.words.doc) or low[i] in third_persons() or is_human(low[i])
        closed = any(low[i] in grammar(name) for name in _CLOSED) or low[i] in lexicon.words("not_names")
        return not (common or closed or low[i].endswith("ment"))

    def named_within(self, first: int, last: int) -> set[str]:
        """The full names of those who are named in tokens [first, last)."""
        start = bisect_left(self.people, first, key=lambda person: person.token)
        end = bisect_left(self.people, last, key=lambda person: person.token)
        return {person.name for person in self.people[start:end]}

    def sentences_back(self, name: str, token: int) -> int | None:
        """How many sentences before a token somebody was named last; None where he was not named before."""
        places = self._places.get(name, [])
        before = bisect_left(places, token)
        if not before:
            return None
        starts = self.words.sentence_starts
        return bisect_right(starts, token) - bisect_right(starts, places[before - 1])

    def _person(self, ent: Span) -> Person:
        i = ent.start - 1
        while i >= 0 and self.words.low[i].rstrip(".") in lexicon.words("titles") | {"la", "le", "l'"}:
            i -= 1
        governed = i >= 0 and self.words.low[i] in grammar("prepositions")
        return Person(ent.start, ent.end, full_name(self.names, ent), not governed)

    def _learn(self, person: Person) -> None:
        """What the words around a name say of the person: gender, roles. The first that tells a gender decides."""
        told = [self._by_title(person), gender_of(person.name), self._by_role_before(person)]
        told += [self._by_apposition(person), self._by_attribute(person)]
        for noun in (*self._led(person), *self._made(person)):
            self._role(noun, person)
        gender = next(filter(None, told), "")
        if gender and not self.genders.get(person.name):
            self.genders[person.name] = gender

    def _by_title(self, person: Person) -> str:
        """The gender that a title shows: "Mme Roux"."""
        return gender_of_title(self.words.low[person.token - 1]) if person.token else ""

    def _by_role_before(self, person: Person) -> str:
        """The gender of the role behind which the name stands: "la présidente du club, X"."""
        before = self._before_brackets(person.token - 1)
        apposed = before > 0 and self.words.low[before] == ","
        role = self._role_before(before - apposed)
        role = self._opening_role(person) if role is None else role
        if role is None or (apposed and not self._opens_apposition(role)):
            return ""
        for noun in (role, role - 1):  # "la ministre déléguée Anna Roux"
            if noun == role or (noun >= 0 and is_human(self.words.low[noun])):
                self._role(self.words.low[noun], person)
        self._office(role, person)
        return self._gender_at(role)

    def _before_brackets(self, i: int) -> int:
        """The token before brackets that close at token i: "le maire (sans étiquette) Paul Roux"."""
        if i <= 0 or self.words.low[i] != ")":
            return i
        opens = (j for j in range(i - 1, max(0, i - _APPOSED), -1) if self.words.low[j] == "(")
        return next(opens, i + 1) - 1

    def _by_apposition(self, person: Person) -> str:
        """The gender of the roles that follow the name: "X, directrice du port", not in "à X, et à la dame du port"."""
        low, gender = self.words.low, ""
        if person.last >= len(low) or low[person.last] not in (",", "(", "/", "-", "–", "—", ":"):
            return ""
        if low[person.last + 1 : person.last + 3] in (["et", "à"], ["et", "au"]):
            return ""
        for j in range(person.last + 1, min(person.last + 6, len(low))):
            if low[j] in _ENDS_APPOSITION or "\n" in low[j]:
                break
            if low[j - 1] in ("du", "de", "d'", "des", "au", "aux"):
                continue  # "X, la tante du chef", "X, adjoint au maire"
            if is_human(low[j]) and self._is_apposed(j):
                self._role(low[j], person)
                self._office(j, person)
                gender = gender or gender_of_noun(low[j])
        return gender

    def _by_attribute(self, person: Person) -> str:
        """The gender of what somebody is said to be: "X est la présidente", "X est géomètre"."""
        after = self.words.low[person.last : person.last + 9]
        if after[:1] == [","] and after[2:4] == ["ans", ","]:
            after = after[4:]  # "Anna Roux, 52 ans, est géomètre"
        if after[:1] != ["est"] or len(after) < 3:
            return ""
        if after[1] in ("la", "le", "une", "un"):
            self._role(after[2], person)
            return "f" if after[1] in ("la", "une") else "m"
        if is_human(after[1]):
            self._role(after[1], person)
            return gender_of_noun(after[1])
        return ""

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
            if word in finite():
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
            if low[j] in finite() or low[j] in _ENDS_A_ROLE:
                return None
        return None

    def _opening_role(self, person: Person) -> int | None:
        """The role that opens the sentence, however long: "La cheffe du bureau de l'eau (BDE) de Brest, Anna Roux,"."""
        low, first = self.words.low, self.words.sentence(person.token)[0]
        between = low[first + 2 : person.token - 1]
        led = low[first] in grammar("definite") and is_human(low[first + 1])
        apposed = low[person.token - 1] == "," and low[person.last : person.last + 1] == [","]
        if not (led and apposed) or person.token - first > _OPENING_ROLE:
            return None
        acts = "," in between or not finite().isdisjoint(between)
        return None if acts else first + 1

    def _led(self, person: Person) -> list[str]:
        """The roles that a verb gives: "présidé par Anna Roux" and "Anna Roux, qui préside" are the president."""
        low, i = self.words.low, person.token - 1
        while i > 0 and (is_human(low[i]) or low[i].rstrip(".") in lexicon.words("titles") | {"le", "la", "l'"}):
            i -= 1
        verbs = low[max(0, i - _LED) : i] if i > 0 and low[i] == "par" else []
        verb = next(
            (led for word in reversed(verbs) if (led := word.removesuffix("s").removesuffix("e")) in _led_by()), ""
        )
        after = [word for word in low[person.last : person.last + 3] if word not in (",", "qui")]
        return _led_by().get(verb) or _led_by().get(after[0] if after else "", [])

    def _made(self, person: Person) -> list[str]:
        """The roles of whom a work is by: "le livre d'Anna Roux" has her as its author."""
        low, i = self.words.low, person.token - 1
        return _made_by().get(low[i - 1], []) if i > 0 and low[i] in ("de", "d'") else []

    def _gender_at(self, noun: int) -> str:
        """The gender that the article before a noun shows, past "vice" and other nouns: "du président chilien"."""
        i = noun
        while i > 0 and (is_human(self.words.low[i]) or self.words.low[i] in grammar("adjectives_before")):
            i -= 1
        article = self.words.low[i]
        return "f" if article in ("la", "une") else "m" if article in ("le", "un", "du", "au") else ""

    def _role(self, noun: str, person: Person) -> None:
        self.roles.setdefault(noun, []).append((person.token, person.name))
        self.functions.setdefault(person.name, set()).add(noun)

    def _office(self, noun: int, person: Person) -> None:
        """Note the initials of the function that a noun is part of: "la directrice générale adjointe du port"."""
        low, first = self.words.low, self._function_start(noun)
        told = takewhile(lambda word: word.isalpha() or word in _INSIDE_A_FUNCTION, low[first : first + _APPOSED])
        initials = "".join(word[0] for word in told if word not in _BEFORE_A_FUNCTION | _INSIDE_A_FUNCTION)
        for length in range(2, min(4, len(initials)) + 1):
            self.offices.setdefault(initials[:length].upper(), []).append((person.token, person.name))

    def _function_start(self, noun: int) -> int:
        """The first word of the function that a noun is part of: "directeur | général | adjoint"."""
        low, first = self.words.low, noun
        while first > 0 and low[first - 1].isalpha() and low[first - 1] not in _BEFORE_A_FUNCTION:
            first -= 1
        return first

    def full(self, mention: Mention) -> str:
        """The fullest form of the name that a mention is."""
        text = self.words.text_of(mention.first, mention.last)
        full = self.names.full(text)
        if mention.first and not bears(full, self.words.low[mention.first - 1]):
            return text
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
        bearers = [name for name in self._by_initials.get(key, ()) if name != text and len(name) > 2 * len(key)]
        return bearers[0] if len(bearers) == 1 else None

    @cached_property
    def _by_initials(self) -> dict[str, list[str]]:
        """The people of the post and its authors, by their initials."""
        found: dict[str, list[str]] = {}
        for name in dict.fromkeys([*(p.name for p in self.people), *self.context.authors]):
            found.setdefault(initials(name), []).append(name)
        return found

    def _holder(self, mention: Mention) -> str | None:
        """Who holds the office that "le DGA" abbreviates."""
        article = self.words.low[mention.first - 1] if mention.first else ""
        told = self.offices.get(self.words.text_of(mention.first, mention.last), []) if article in ("le", "la") else []
        before = [name for token, name in told if token < mention.first]
        return before[-1] if before else None

    def _nearest_bearer(self, part: str, token: int) -> str | None:
        """Of several people with one first or family name, the one named last before."""
        bearers = self._by_part.get(part, [])
        place = bisect_left(bearers, token, key=lambda person: person.token)
        return bearers[place - 1].name if place else None

    @cached_property
    def _by_part(self) -> dict[str, list[Person]]:
        """The mentions of people, in order, by each part of their full names of several parts."""
        found: dict[str, list[Person]] = {}
        for person in self.people:
            parts = folded(person.name).split()
            for part in set(parts) if len(parts) > 1 else ():
                found.setdefault(part, []).append(person)
        return found

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


@cache
def _led_by() -> dict[str, list[str]]:
    """What somebody is by whom something is led, by participle and present: "présidé", "préside"."""
    led = lexicon.table("nouns")["led_by"]
    return {form: roles.split() for verbs, roles in led.items() for form in verbs.split("/")}


@cache
def _made_by() -> dict[str, list[str]]:
    """What somebody is whose work it is, by the noun for the work: "livre"."""
    made = lexicon.table("nouns")["made_by"]
    return {work: roles.split() for works, roles in made.items() for work in works.split("/")}
