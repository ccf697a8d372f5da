"""Forms of reporting verbs: conjugated from the infinitives of `lexicon/verbs.toml`, looked up by form."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from eignlp import lexicon
from eignlp.components.morphology.people import is_human

_FUTURE_ENDINGS = (  # of the future and the conditional
    ("ai", 1, "s"),
    ("a", 3, "s"),
    ("ons", 1, "p"),
    ("ont", 3, "p"),
    ("ais", 1, "s"),
    ("ait", 3, "s"),
    ("aient", 3, "p"),
)
CLASSES = ("say", "reflexive", "manner", "fragment", "weak")


@dataclass(frozen=True, slots=True)
class Form:
    """What one written form of a verb says: `person` 1 or 3, `number` "s" or "p", "" where it says nothing."""

    lemma: str
    shape: str  # "finite", "participle", "infinitive" or "gerund"
    person: int = 0
    number: str = ""


@cache
def forms() -> dict[str, list[Form]]:
    """All forms of all reporting verbs, by written form (lower case).

    >>> [(form.lemma, form.shape, form.number) for form in forms()["racontent"]]
    [('raconter', 'finite', 'p')]
    """
    found: dict[str, list[Form]] = {}
    for lemma in sorted({lemma for name in CLASSES for lemma in members(name)}):
        for written, form in conjugated(lemma):
            if form not in found.setdefault(written, []):
                found[written].append(form)
    return found


@cache
def members(name: str) -> frozenset[str]:
    """The infinitives of a class of verbs; "s'écrier" counts as "écrier" in class `reflexive`.

    >>> "raconter" in members("say"), "écrier" in members("reflexive"), "écrier" in members("say")
    (True, True, False)
    """
    verbs = lexicon.table("verbs")
    plain = {lemma for lemma in verbs[name].split() if "'" not in lemma}
    if name == "reflexive":
        every = " ".join(verbs[other] for other in CLASSES).split()
        plain |= {lemma.split("'")[1] for lemma in every if "'" in lemma}
    return frozenset(plain)


@cache
def carriers() -> frozenset[str]:
    """Forms that carry a reporting infinitive: "tient" (à préciser)."""
    return frozenset(lexicon.table("verbs")["carriers"]["words"].split())


@cache
def third_persons() -> frozenset[str]:
    """Third persons of frequent verbs, reporting or not: where one stands, a noun phrase has ended.

    >>> {"annonce", "souligne", "impose"} <= third_persons(), "forme" in third_persons()
    (True, False)
    """
    common = lexicon.table("common_verbs")
    written = {w for lemma in common["infinitives"].split() for w, form in conjugated(lemma) if _is_third(form)}
    written |= {word for word, found in forms().items() if any(map(_is_third, found))}
    return frozenset(written | set(common["forms"].split())) - set(common["ambiguous"].split())


def _is_third(form: Form) -> bool:
    return form.shape == "finite" and form.person == 3


def conjugated(lemma: str) -> Iterator[tuple[str, Form]]:
    """The written forms of a verb with what they say: indicative, conditional, participles, infinitive.

    >>> [written for written, form in conjugated("rappeler") if form.shape == "finite" and form.number == "p"][:3]
    ['rappelons', 'rappellent', 'rappelaient']
    """
    irregular = lexicon.table("verbs")["irregular"].get(lemma)
    present, imperfect, past, future, participle = (
        _listed(irregular) if irregular else _first_group(lemma) if lemma.endswith("er") else _second_group(lemma)
    )
    yield lemma, Form(lemma, "infinitive")
    for written, person, number in zip(present, (1, 3, 1, 3), ("s", "s", "p", "p"), strict=True):
        yield written, Form(lemma, "finite", person, number)
    yield imperfect + "ais", Form(lemma, "finite", 1, "s")
    yield imperfect + "ait", Form(lemma, "finite", 3, "s")
    yield imperfect + "aient", Form(lemma, "finite", 3, "p")
    yield past[0], Form(lemma, "finite", 3, "s")
    yield past[1], Form(lemma, "finite", 3, "p")
    for ending, person, number in _FUTURE_ENDINGS:
        yield future + ending, Form(lemma, "finite", person, number)
    for ending in ("", "e", "s", "es"):
        if not (participle.endswith("s") and ending in ("s",)):
            yield participle + ending, Form(lemma, "participle")
    yield imperfect + "ant", Form(lemma, "gerund")


_Parts = tuple[list[str], str, list[str], str, str]


def _listed(entry: dict[str, str]) -> _Parts:
    return entry["present"].split(), entry["imperfect"], entry["past"].split(), entry["future"], entry["participle"]


def _first_group(lemma: str) -> _Parts:
    """Verbs in -er, with their changes of stem: appelle, protège, commençait, partageait, emploie."""
    stem = lemma[:-2]
    soft = {"c": stem[:-1] + "ç", "g": stem + "e"}.get(stem[-1], stem)  # before a and o
    strong = _strong(stem)  # before a mute e
    future = (strong if strong[-1] != stem[-1] or "é" not in stem[-3:] else stem) + "er"
    present = [strong + "e", strong + "e", soft + "ons", strong + "ent"]
    if stem.endswith("ay"):  # "balaie" beside "balaye"
        present = [strong + "e", stem[:-1] + "ie", soft + "ons", stem[:-1] + "ient"]
    return present, soft, [soft + "a", stem + "èrent"], future, stem + "é"


def _strong(stem: str) -> str:
    """The stem before a mute e.

    >>> [_strong(s) for s in ("rappel", "répèt", "précis", "tempér", "relev", "déploy")]
    ['rappell', 'répèt', 'précis', 'tempèr', 'relèv', 'déploi']
    """
    if stem in lexicon.entries("verbs", "doubling"):
        return stem + stem[-1]
    if stem.endswith("oy") or stem.endswith("uy"):
        return stem[:-1] + "i"
    for width in (1, 2):
        before, vowel, tail = stem[: -width - 1], stem[-width - 1 : -width], stem[-width:]
        if vowel in ("e", "é") and all(c not in "aeiouyéèêâîôû" for c in tail) and len(before) > 0:
            if width == 2 and vowel == "e":
                continue
            if width == 2 and tail not in ("gn", "br", "tr", "gl", "gr", "ch", "cr", "dr"):
                continue
            return before + "è" + tail
    return stem


def _second_group(lemma: str) -> _Parts:
    """Verbs like finir: avertit, avertissent, averti."""
    stem = lemma[:-1]
    present = [stem + "s", stem + "t", stem + "ssons", stem + "ssent"]
    return present, stem + "ss", [stem + "t", stem + "rent"], stem + "r", stem


def is_infinitive(word: str) -> bool:
    """Whether a word is the infinitive of a reporting verb."""
    return any(form.shape == "infinitive" for form in forms().get(word, ()))


def is_future(word: str) -> bool:
    """Whether a word is a third person of the future or the conditional of a verb in -er or -ir.

    >>> is_future("repartira"), is_future("voteraient"), is_future("opéra"), is_future("portrait")
    (True, True, False, False)
    """
    return word.endswith(("era", "ira", "eront", "iront", "erait", "irait", "eraient", "iraient")) and len(word) > 5


def is_present_participle(word: str) -> bool:
    """Whether a word is a present participle, with which a clause begins: "un jugement | sanctionnant l'État".

    >>> is_present_participle("sanctionnant"), is_present_participle("enseignant"), is_present_participle("plan")
    (True, False, False)
    """
    return word.endswith("ant") and len(word) > 5 and not is_human(word)


def goes_on_with_a_verb(word: str) -> bool:
    """Whether a word is a third person or a present participle: behind it no noun phrase goes on."""
    return word in third_persons() or is_present_participle(word)


@cache
def finite() -> frozenset[str]:
    """Third persons and auxiliaries: where one stands, somebody acts, and a line is a sentence and no name or title.

    >>> {"annonce", "a", "sont"} <= finite(), "directrice" in finite()
    (True, False)
    """
    return third_persons() | lexicon.entries("grammar", "auxiliaries")
