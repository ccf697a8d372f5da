"""Cues: the reporting words at a place of the text ("raconte", "a-t-elle dit", "tient à préciser")."""

from dataclasses import replace
from functools import cache

from eignlp.components.morphology.verbs import CLASSES, Form, carriers, forms, members
from eignlp.components.quotes.model import Cue
from eignlp.components.quotes.reading.words import Words
from eignlp.lexicon import grammar, nouns

_SUFFIXES = {
    "-il": "il", "-elle": "elle", "-ils": "ils", "-elles": "elles", "-je": "je", "-nous": "nous", "-on": "on", "-t": "",
    "t-il": "il", "t-elle": "elle", "-t-il": "il", "-t-elle": "elle",
}  # fmt: skip


@cache
def classes_of(lemma: str) -> frozenset[str]:
    """The classes of verbs that a lemma belongs to."""
    return frozenset(name for name in CLASSES if lemma in members(name))


def is_adverb(word: str) -> bool:
    """Whether a word may stand between a verb and its subject: an adverb, a word for a time.

    >>> is_adverb("longuement"), is_adverb("hier"), is_adverb("ministre")
    (True, True, False)
    """
    return word in grammar("adverbs") or (word.endswith("ment") and len(word) > 6) or word.isdigit()


def inverted_pronoun(words: Words, i: int, end: int) -> tuple[int | None, int]:
    """The pronoun that follows its verb ("-t-il") at token i, and the token after it."""
    j = i
    while j < end and words.low[j] == "-t":
        j += 1
    if j < end and _SUFFIXES.get(words.low[j]):
        return j, j + 1
    return None, i


def cue_at(words: Words, i: int, end: int) -> Cue | None:
    """The cue that begins at token i (pronouns before the verb included), within [i, end).

    Simple and compound tenses, reflexives ("se rappelle"), carriers with an infinitive ("tient à
    préciser", "n'a pas manqué de rappeler", "fait remarquer").
    """
    if i >= end or words.low[i] not in _beginnings():
        return None
    if i and words.capital(i) and words.low[i - 1][-1].isalnum():
        return None  # "une factrice du Jura"
    if is_written(words, i) or _is_a_text(words, i):
        return None
    place = i, min(end, i + LONGEST)
    if place not in words.cues:
        words.cues[place] = _cue_at(words, *place)
    return words.cues[place]


def is_written(words: Words, i: int) -> bool:
    """Whether the participle at token i tells what one reads: "il est | écrit que", not "il est | écrit par Paul"."""
    if i >= len(words) or words.low[i] not in grammar("written"):
        return False
    before, follows = words.low[max(0, i - 3) : i], words.low[i + 1 : i + 2]
    led = (before[-1:] in (["est"], ["était"]) and {"il", "y"} & set(before)) or before[-2:] == ["y", "a"]
    announces = follows in (["que"], ["qu'"], [":"]) or (follows and not follows[0].isalnum() and words.quoted[i + 1])
    return bool(led) and bool(announces)


def _is_a_text(words: Words, i: int) -> bool:
    """Whether a text stands at token i, or at its article, and no verb: "referme | le livre", "un | livre"."""
    if words.low[i] in grammar("definite"):
        return i + 1 < len(words) and words.low[i + 1] in nouns("text")
    article = words.low[i - 1] if i else ""
    return words.low[i] in nouns("text") and (
        article in grammar("definite") or article in grammar("determiners_singular")
    )


LONGEST = 24  # tokens of a cue with what may stand between its words, so that one look serves all rules


def _cue_at(words: Words, i: int, end: int) -> Cue | None:
    j = i
    while j < end and words.low[j] in grammar("negation"):
        j += 1
    clitics = []
    while j < end and words.low[j] in grammar("clitics"):
        clitics.append(j)
        j += 1
    if j >= end:
        return None
    reflexive = next((c for c in clitics if words.low[c] in grammar("reflexives")), None)
    if reflexive is not None and is_told(words, j, end):
        return None
    first = reflexive if reflexive is not None and words.low[reflexive] not in ("nous",) else j
    return (
        _carried(words, first, j, end)
        or _simple(words, first, j, end, reflexive is not None)
        or _compound(words, first, j, end, reflexive is not None)
    )


def is_told(words: Words, i: int, end: int) -> bool:
    """Whether a reflexive verb at token i says who is told: "il s'est entendu dire", "elle se voit | répondre"."""
    for j in range(i, min(i + 2, end)):
        if words.low[j].startswith("entend"):
            return True
        if words.low[j] in grammar("seeing"):
            verb = next((word for word in words.low[j + 1 : end] if not is_adverb(word)), "")
            return any(form.shape == "infinitive" for form in forms().get(verb, ()))
    return False


@cache
def _beginnings() -> frozenset[str]:
    """All words with which a cue can begin: most words are none, and cues are looked for at every word."""
    closed = ("negation", "clitics", "auxiliaries")
    return frozenset(forms()) | carriers() | frozenset().union(*(grammar(name) for name in closed))


def _fitting(word: str, shape: str, reflexive: bool) -> Form | None:
    """The form of a reporting verb that `word` is, a reflexive one only with its pronoun."""
    return _best_form(word, shape, reflexive) if word in forms() else None


@cache
def _best_form(word: str, shape: str, reflexive: bool) -> Form | None:
    found = [
        form for form in forms()[word] if form.shape == shape and (reflexive or classes_of(form.lemma) != {"reflexive"})
    ]
    return max(found, key=lambda form: form.person, default=None)  # "raconte" is he rather than I


def _simple(words: Words, first: int, verb: int, end: int, reflexive: bool) -> Cue | None:
    pronoun, _ = inverted_pronoun(words, verb + 1, end)
    form = _fitting(words.low[verb], "finite", reflexive)
    if form is None and words.low[verb].endswith("é") and words.low[verb + 1 : verb + 2] == ["-je"]:
        said = _fitting(words.low[verb], "participle", reflexive)  # "répliqué-je", of "je réplique"
        form = replace(said, person=1, number="s") if said is not None else None
    if form is None:
        return None
    number = "" if _ambiguous(words.low[verb]) else form.number
    return Cue(first, verb + 1, form.lemma, _classes(form.lemma, reflexive), form.person, number, pronoun)


def _classes(lemma: str, reflexive: bool) -> frozenset[str]:
    found = classes_of(lemma)
    return found if reflexive else found - {"reflexive"}


def _ambiguous(word: str) -> bool:
    return len({form.number for form in forms()[word] if form.shape == "finite"}) > 1


def _compound(words: Words, first: int, aux: int, end: int, reflexive: bool) -> Cue | None:
    if words.low[aux] not in grammar("auxiliaries"):
        return None
    pronoun, j = inverted_pronoun(words, aux + 1, end)
    j = _skip_adverbs(words, j, end)
    if j >= end:
        return None
    person = 1 if words.low[aux] in grammar("first_person_auxiliaries") else 3
    number = "p" if words.low[aux] in grammar("plural_auxiliaries") else "s"
    form = _fitting(words.low[j], "participle", reflexive)
    if form is not None and (reflexive or words.low[aux][0] == "a" or words.low[aux] in ("ont", "eut")):
        return Cue(first, j + 1, form.lemma, _classes(form.lemma, reflexive), person, number, pronoun)
    if words.low[j] in carriers():
        carried = _infinitive(words, j + 1, end)
        if carried is not None and _carries(words.low[j], words.low[carried]):
            lemma = words.low[carried]
            return Cue(first, carried + 1, lemma, classes_of(lemma) | {"say"}, person, number, pronoun)
    return None


def _carried(words: Words, first: int, verb: int, end: int) -> Cue | None:
    word = words.low[verb]
    if word not in carriers():
        return None
    pronoun, j = inverted_pronoun(words, verb + 1, end)
    infinitive = _infinitive(words, j, end)
    if infinitive is None or not _carries(word, words.low[infinitive]):
        return None
    lemma = words.low[infinitive]
    number = "p" if word.endswith(("ent", "ont")) and word not in ("tient", "vient") else "s"
    return Cue(first, infinitive + 1, lemma, classes_of(lemma) | {"say"}, 3, number, pronoun)


def _carries(carrier: str, infinitive: str) -> bool:
    """Whether a carrier goes with an infinitive: "fait remarquer", but not "fait sourire".

    >>> _carries("fait", "savoir"), _carries("fait", "sourire"), _carries("tient", "saluer")
    (True, False, True)
    """
    if carrier.startswith("fai") or carrier in ("fit", "firent", "fera", "font"):
        return infinitive in members("made")
    if carrier.startswith("laiss"):
        return infinitive in members("let")
    return infinitive not in members("carried_only") or carrier == "entend"


def _infinitive(words: Words, j: int, end: int) -> int | None:
    """The reporting infinitive after a carrier: past "à", "de", adverbs and pronouns."""
    for _ in range(6):
        if j >= end:
            return None
        word = words.low[j]
        if any(form.shape == "infinitive" for form in forms().get(word, ())) or word in members("carried_only"):
            return j
        if (
            word in ("à", "de", "par", "d'", "pas", "plaisir", "soin", "temps", "le", "même")
            or word in grammar("clitics")
            or is_adverb(word)
        ):
            j += 1
            continue
        return None
    return None


def _skip_adverbs(words: Words, j: int, end: int) -> int:
    while j < end and (
        is_adverb(words.low[j])
        or words.low[j] in ("l'", "d'", "le", "en", ",", "à", "son", "tour", "sa", "leur", "part", "de", "côté")
    ):
        if words.low[j] == "," and j + 1 < end and not is_adverb(words.low[j + 1]):
            break
        j += 1
    return j


def cues_in(words: Words, first: int, last: int) -> list[Cue]:
    """The cues that begin within tokens [first, last), those between marks apart, in order."""
    found: list[Cue] = []
    low, begins = words.low, _beginnings()
    i = first
    while i < last:
        begun = low[i] in begins and not words.quoted[i] and i not in words.names
        cue = cue_at(words, i, last) if begun else None
        if cue is not None:
            found.append(cue)
            i = cue.last
        else:
            i += 1
    return found


SAYING = frozenset({"say", "reflexive", "manner", "fragment"})
