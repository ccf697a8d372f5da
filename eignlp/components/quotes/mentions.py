"""Mentions: the words that designate who speaks, at a place of the text or before a verb."""

import re
from functools import cache

from spacy.tokens import Span

from eignlp import lexicon
from eignlp.components.quotes.cues import cue_at, is_adverb
from eignlp.components.quotes.model import Mention
from eignlp.components.quotes.verbs import forms, third_persons
from eignlp.components.quotes.words import Words, grammar, nouns

_STOPS = frozenset({".", ";", ":", "!", "?", "…", "...", "«", "“", '"', "»", "”"})


def mention_at(words: Words, i: int, end: int) -> Mention | None:
    """The mention that begins at token i, within [i, end): a name, a pronoun, an article and its noun."""
    if i >= end:
        return None
    word = words.low[i]
    named = _name_at(words, i, end)
    if named is not None:
        return named
    titled = words.names.get(i + 1) if i + 1 < end and i not in words.names and is_human(word) else None
    if titled is not None and titled.label_ == "PER" and titled.start == i + 1:
        return Mention(i + 1, min(titled.end, end), "name")  # "Commandant Paul Roux, …"
    if word in grammar("demonstratives"):
        return Mention(i, i + 1, "demonstrative", word, gender="f" if word.startswith("celle") else "m")
    if word in ("celui", "celle") and words.low[i + 1 : min(i + 3, end)] == ["-", "ci"]:
        return Mention(i, i + 3, "demonstrative", f"{word}-ci", gender="f" if word == "celle" else "m")
    if (
        word in ("ce", "cette", "ces")
        and i + 1 < end
        and words.low[i + 1] in ("dernier", "dernière", "derniers", "dernières")
    ):
        return Mention(
            i,
            i + 2,
            "demonstrative",
            "dernier",
            "p" if words.low[i + 1].endswith("s") else "s",
            "f" if "ère" in words.low[i + 1] else "m",
        )
    if word == "il" and _is_impersonal(words, i + 1):
        return None
    if word in grammar("pronouns"):
        number = "p" if word in ("ils", "elles", "nous") else "s"
        gender = {"il": "m", "ils": "m", "elle": "f", "elles": "f"}.get(word, "")
        return Mention(i, i + 1, "pronoun", "je" if word == "j'" else word, number, gender)
    if word in ("lui", "eux"):
        return Mention(i, i + 1, "pronoun", {"lui": "il", "eux": "ils"}[word], "s" if word == "lui" else "p", "m")
    return _somebody(words, i, end) or _noun_phrase(words, i, end)


def _is_impersonal(words: Words, i: int) -> bool:
    """Whether the verb at token i has nobody for its "il": "il faut", "il n'y a", "il a fallu", "il s'agit"."""
    while i < len(words) and (words.low[i] in grammar("negation") or words.low[i] in ("y", "s'", "en")):
        i += 1
    if words.low[i - 1] == "y" and i < len(words) and words.low[i] in grammar("auxiliaries"):
        return True
    if i < len(words) and words.low[i] in grammar("auxiliaries"):
        i += 1
    if i + 1 < len(words) and words.low[i] in ("revient", "revenait") and words.low[i + 1] in _TO:
        return True
    return i < len(words) and words.low[i] in grammar("impersonal")


def noun_at(words: Words, i: int, end: int) -> Mention | None:
    """The noun phrase that begins at token i and can speak: `mention_at`, quick where none can begin."""
    word = words.low[i]
    if not (word in _beginnings() or word.isdigit()):
        return None
    mention = mention_at(words, i, end)
    return mention if mention is not None and mention.kind == "noun" and can_speak(mention) else None


def contracted_at(words: Words, i: int, end: int) -> Mention | None:
    """The role behind a preposition that holds its article, at token i: "du | médecin", "aux | agents"."""
    noun = i + 1
    while noun < end and words.low[noun] in grammar("adjectives_before"):
        noun += 1
    if words.low[i] not in ("du", "au", "aux") or noun >= end or noun in words.names or not is_human(words.low[noun]):
        return None
    number = "p" if words.low[i] == "aux" else "s"
    return Mention(noun, phrase_end(words, noun + 1, end), "noun", words.low[noun], number)


@cache
def _beginnings() -> frozenset[str]:
    return grammar("determiners_singular") | grammar("determiners_plural") | _SOMEBODY | {"d'"}


_SOMEBODY = frozenset({"quelqu'un", "quelqu'une", "quelqu'", "certains", "certaines", "beaucoup", "plusieurs"})


def _somebody(words: Words, i: int, end: int) -> Mention | None:
    """A pronoun for somebody whom nobody names: "quelqu'un", "certains", "d'autres", "l'un d'eux"."""
    word = words.low[i]
    if word in ("quelqu'un", "quelqu'une"):
        return Mention(i, i + 1, "noun", "quelqu'un", definite=False)
    if word == "quelqu'" and i + 1 < end and words.low[i + 1] in ("un", "une"):
        return Mention(i, i + 2, "noun", "quelqu'un", definite=False)
    follows = words.low[i + 1] if i + 1 < end else "."
    if follows in ("autre", "autres") and word in ("un", "une", "l'", "les") and _stands_alone(words, i + 2, end):
        return Mention(i + 1, i + 2, "noun", follows, "p" if follows == "autres" else "s", definite=False)
    one = i + 1 if word == "l'" else i
    if one + 2 < end and words.low[one] in _ONE and _of_them(words, one + 1):
        return Mention(one, one + 1, "noun", words.low[one], gender="fm"[words.low[one] == "un"], definite=False)
    behind = i + 2 + (words.low[i + 2 : i + 3] != [] and words.low[i + 2] in grammar("clitics"))
    if word in ("le", "la") and follows in grammar("ranks") and (behind > i + 2 or _stands_alone(words, behind, end)):
        return Mention(i + 1, i + 2, "noun", follows, gender="mf"[word == "la"])
    alone = _stands_alone(words, i + 1, end)
    if word in ("certains", "certaines", "beaucoup", "plusieurs") and alone and follows not in ("de", "d'"):
        return Mention(i, i + 1, "noun", word, "p", definite=False)
    if word == "d'" and follows == "autres" and not (i + 2 < end and words.low[i + 2] in nouns("human")):
        return Mention(i + 1, i + 2, "noun", "autres", "p", definite=False)
    return None


def _of_them(words: Words, i: int) -> bool:
    return words.low[i] in ("d'", "de", "parmi") and words.low[i + 1] in ("eux", "elles", "entre", "nous")


def _stands_alone(words: Words, i: int, end: int) -> bool:
    """Whether no noun follows at token i, for which the word before would only be its article."""
    word = words.low[i] if i < end else "."
    verbal = word in third_persons() or word in grammar("auxiliaries") or word in grammar("negation")
    return not word[:1].isalpha() or word in grammar("prepositions") or verbal or word in grammar("reflexives")


_ONE = frozenset({"un", "une"})


def _name_at(words: Words, i: int, end: int) -> Mention | None:
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
    """Where "et X" or ", Y et X" after a name ends."""
    j, last = i, None
    while j + 1 < end and words.low[j] in ("et", ",", "&"):
        nxt = words.names.get(j + 1)
        if nxt is None or nxt.label_ != "PER" or nxt.start != j + 1:
            break
        if words.low[j] != ",":
            last = nxt.end
        j = nxt.end
        if last is not None:
            return last
    return last


def _noun_phrase(words: Words, i: int, end: int) -> Mention | None:
    """An article, a noun and what belongs to it: "la directrice de l'hôpital", "deux agentes".

    Where a name stands in apposition ("la vétérinaire Clélia Bompard", "le maire, Paul Roux"), the
    name is the mention.
    """
    word = words.low[i]
    singular, plural = grammar("determiners_singular"), grammar("determiners_plural")
    if word not in singular and word not in plural and not word.isdigit():
        return None
    number = "p" if word in plural or word.isdigit() else "s"
    if word in _ONE and i + 3 < end and words.low[i + 1] in ("de", "d'", "des"):
        return _one_of(words, i, end)
    gender = "f" if word in grammar("feminine_determiners") else "m" if word in grammar("masculine_determiners") else ""
    j = first = i + 1
    while j < end and (
        words.low[j] in plural | grammar("adjectives_before") or (words.low[j] in ("de", "d'") and number == "p")
    ):
        number = "p" if words.low[j] in plural else number
        first = first if words.low[j] in grammar("adjectives_before") else j + 1
        j += 1
    if j >= end or not words.doc[j].text[:1].isalnum():
        return None
    entity = words.names.get(j)
    if entity is not None and entity.label_ == "PER":
        return Mention(j, min(entity.end, end), "name", gender=gender)
    if entity is not None and entity.label_ == "ORG" and number == "s":
        return Mention(j, min(entity.end, end), "org", words.low[j])
    if words.low[j] == "plus" and number == "p" and j + 1 < end and words.low[j + 1] in nouns("superlatives"):
        return Mention(j, j + 2, "noun", words.low[j + 1], "p")
    while words.low[j] in nouns("trade_fields") and j + 1 < end and is_human(words.low[j + 1]):
        j += 1  # "une data scientist"
    last = phrase_end(words, j + 1, end)
    apposed = _apposed(words, last, end)
    if apposed is not None and number == "s":
        return apposed if apposed.kind != "name" else Mention(apposed.first, apposed.last, "name", gender=gender)
    return Mention(first, last, "noun", words.low[j], number, gender, definite=word not in grammar("indefinite"))


def _one_of(words: Words, i: int, end: int) -> Mention | None:
    """One person of several: "un de ses collègues", "une des agentes de Brest"."""
    noun = i + 2 if words.low[i + 1] == "des" else i + 3
    if not (is_human(words.low[noun]) and words.low[noun].endswith("s")):
        return None
    head = singular(words.low[noun])
    return Mention(
        noun, phrase_end(words, noun + 1, end), "noun", head, gender="fm"[words.low[i] == "un"], definite=False
    )


def _one_of_the(words: Words, i: int, end: int) -> Mention | None:
    """One of several, behind its article at token i: "l'un des carnets du bord"."""
    if words.low[i : i + 2] not in (["l'", "un"], ["l'", "une"]) or i + 3 >= end or words.low[i + 2] != "des":
        return None
    noun = i + 3
    while noun < end and words.low[noun] in grammar("adjectives_before") | grammar("determiners_plural") | {"plus"}:
        noun += 1
    if noun >= end or not words.low[noun].isalpha() or not words.low[noun].endswith("s"):
        return None
    return Mention(noun, phrase_end(words, noun + 1, end), "noun", singular(words.low[noun]), definite=False)


def singular(noun: str) -> str:
    """The singular of a noun for people.

    >>> singular("agentes"), singular("maire")
    ('agente', 'maire')
    """
    return noun.removesuffix("s")


def phrase_end(words: Words, i: int, end: int) -> int:
    """Where the noun phrase that goes on at token i ends: adjectives and complements with "de" belong to it."""
    last = i
    while last < end and last - i < 12:
        word = words.low[last]
        if word in _STOPS or (word in (",", "(", ")", "—", "–", "-") and word != "-"):
            break
        if word == "-":
            last += 1
            continue
        if word in grammar("auxiliaries") or any(word in grammar(name) for name in _END_A_PHRASE):
            break
        governed = words.low[last - 1] in grammar("prepositions")
        entity = words.names.get(last)
        if entity is not None:
            if entity.label_ == "PER" and not governed:
                break
            last = min(entity.end, end)
            continue
        if word in grammar("complements"):
            if word in _TO and (_is_addressee(words, last + 1, end) or _is_circumstance(words, last + 1, end)):
                break
            if word == "en" and last + 1 < end and _goes_on_with_a_verb(words.low[last + 1]):
                break  # "la sociologue | en doute", "| en souriant"
            if word in ("de", "d'") and last + 1 < end and _is_infinitive(words.low[last + 1]):
                break  # "demandé aux mentors | de résumer l'année"
            last += 1
            continue
        if word in grammar("prepositions") or is_adverb(word):
            break
        if not governed and (word in grammar("determiners_singular") or word in grammar("determiners_plural")):
            break
        if not governed and (word in third_persons() or "\n" in word or _is_participle(word) or _is_future(word)):
            break
        if word in grammar("clitics") and not governed:
            break
        last += 1
    while last > i and (
        words.low[last - 1] in grammar("prepositions") or words.low[last - 1] in grammar("determiners_singular")
    ):
        last -= 1
    return last


def _goes_on_with_a_verb(word: str) -> bool:
    return word in third_persons() or _is_participle(word)


_END_A_PHRASE = ("relatives", "conjunctions", "negation", "subordinators")
_TO = frozenset({"à", "au", "aux"})


def _is_addressee(words: Words, i: int, end: int) -> bool:
    """Whether whom it is said to follows "à": "la maire de Brest | aux agents réunis"."""
    while i < end and words.low[i] in grammar("determiners_singular") | grammar("determiners_plural"):
        i += 1
    return i < end and i not in words.names and words.doc[i].text.islower() and is_human(words.low[i])


def _is_circumstance(words: Words, i: int, end: int) -> bool:
    """Whether "à" at token i - 1 begins when or where: "la présidente | à l'issue du vote"."""
    i += i < end and words.low[i] in ("l'", "la")
    return i < end and words.low[i] in grammar("circumstances")


def _is_infinitive(word: str) -> bool:
    return any(form.shape == "infinitive" for form in forms().get(word, ()))


def _is_future(word: str) -> bool:
    """Whether a word is a third person of the future or the conditional of a verb in -er or -ir.

    >>> _is_future("repartira"), _is_future("voteraient"), _is_future("opéra"), _is_future("portrait")
    (True, True, False, False)
    """
    return word.endswith(("era", "ira", "eront", "iront", "erait", "irait", "eraient", "iraient")) and len(word) > 5


def _is_participle(word: str) -> bool:
    """Whether a word is a present participle, with which a clause begins: "un jugement | sanctionnant l'État".

    >>> _is_participle("sanctionnant"), _is_participle("enseignant"), _is_participle("plan")
    (True, False, False)
    """
    return word.endswith("ant") and len(word) > 5 and not is_human(word)


def _apposed(words: Words, i: int, end: int) -> Mention | None:
    """A person's name right after a noun phrase, or after a comma."""
    if i < end and words.low[i] == "," and i + 1 < end:
        first = i + 1
        while (
            first < min(end, i + 5)
            and first not in words.names  # "Bastien" ends as "gardien" does
            and (_may_stand_between(words.low[first]) or is_human(words.low[first]))
        ):
            first += 1  # "leur chef, l'adjudant Paul Roux"
        entity = words.names.get(first)
        if (
            entity is not None
            and entity.label_ == "PER"
            and (entity.end >= end or words.low[entity.end] in _STOPS | {",", "(", ")"})
        ):
            return Mention(first, min(entity.end, end), "name")
        return None
    entity = words.names.get(i)
    if entity is not None and entity.label_ == "PER" and i < end:
        return Mention(i, min(entity.end, end), "name")
    return None


def name_by_capitals(words: Words, i: int, end: int) -> Mention | None:
    """A name that only its capitals show, where a name must stand: "— Lison, 9 ans", "**Naïma** :"."""
    if i >= end or words.low[i] in lexicon.words("not_names") or words.low[i] in grammar("determiners_singular"):
        return None
    last = i
    while last < end and (_name_part(words, i, last, end) or _INITIALS.fullmatch(words.doc[last].text)):
        last += 1
    return Mention(i, last, "name") if i < last <= i + 5 else None


_INITIALS = re.compile(r"[A-ZÀ-Ý]\.(?:-?[A-ZÀ-Ý]\.)*")


def is_human(noun: str) -> bool:
    """Whether a noun designates a person, by the lexicon or by its ending.

    >>> is_human("infirmière"), is_human("régisseuse"), is_human("vice-présidente"), is_human("producteur·ices")
    (True, True, True, True)
    >>> is_human("secteur"), is_human("bastien")
    (False, False)
    """
    if noun in nouns("human") or noun in nouns("person") or noun in grammar("somebody"):
        return True
    if "-" in noun and any(part in nouns("human") for part in noun.split("-")):
        return True
    if _POINTED.search(noun):
        return True  # "les producteur·ices"
    return noun.endswith(_HUMAN_ENDINGS) and noun not in nouns("things") and noun not in _first_names()


@cache
def _first_names() -> frozenset[str]:
    """First names that end as nouns for people do, in lower case: "bastien"."""
    return frozenset(name.lower() for name in lexicon.first_names() if name.lower().endswith(_HUMAN_ENDINGS))


def names_somebody(mention: Mention) -> bool:
    """Whether a mention is a name or a noun for people: "Anna Roux", "une voisine"."""
    return mention.kind == "name" or is_human(mention.head)


def is_somebody(words: Words, name: Span) -> bool:
    """Whether a person's name stands for the person: "la famille Roux", "le prix Anna Roux" do not."""
    return name.start == 0 or words.low[name.start - 1] not in nouns("named_after")


def is_governed(words: Words, mention: Mention) -> bool:
    """Whether a preposition governs a mention, through its article, its adjectives and its title.

    "chez un assureur", "à l'historien Gilbert Roux": such a mention is no subject. Nor is whom a note refers to,
    "voir Gilbert Roux".
    """
    i = mention.first - 1
    while i >= 0 and (_may_stand_between(words.low[i]) or is_human(words.low[i])):
        i -= 1
    return i >= 0 and words.low[i] in grammar("prepositions") | grammar("referring") - {"des"}


def _may_stand_between(word: str) -> bool:
    determiners = grammar("determiners_singular") | grammar("determiners_plural")
    return word in determiners or word in grammar("adjectives_before") or word.rstrip(".") in lexicon.words("titles")


_POINTED = re.compile(r"\w{3}[·⋅](?:e|s|es|ne|ice|rice|trice|euse|ère|fe|ve|se|te)")

_HUMAN_ENDINGS = (
    "eur", "eure", "euse", "trice", "eurs", "euses", "trices", "iste", "istes", "ien", "ienne", "iens", "iennes",
    "ologue", "ologues",
)  # fmt: skip


def can_speak(mention: Mention) -> bool:
    """Whether a mention designates what can speak: names and pronouns do, nouns by the lexicon."""
    if mention.kind != "noun":
        return True
    speaks = any(mention.head in nouns(name) for name in ("org", "text", "collective"))
    return speaks or is_human(mention.head) or mention.head in _ONE | grammar("ranks") | nouns("superlatives")


def subject_after(words: Words, i: int, end: int) -> Mention | None:
    """The subject that follows an inverted verb: past adverbs, times, places and complements.

    "a rappelé hier soir, devant les élus, Anna Roux": the name; "explique à Marc la directrice": "la directrice".
    """
    steps = 0
    while i < end and steps < 30:
        steps += 1
        word = words.low[i]
        if word in _STOPS or word in grammar("relatives"):
            return None
        if word in (",", "(", "-", "–", "—"):
            i += 1
            continue
        one = _one_of_the(words, i, end)
        if one is not None:
            return one
        if word in ("l'", "d'") and i + 1 < end and words.low[i + 1] in ("un", "une", "autre"):
            return Mention(i + 1, i + 2, "noun", words.low[i + 1], definite=False)
        if word == "les" and (group := mention_at(words, i, end)) is not None and group.kind == "noun":
            return group
        if is_adverb(word) or (word in grammar("clitics") - grammar("determiners_singular") and word not in ("lui",)):
            i += 1
            continue
        if word in grammar("prepositions") and not (word in ("des", "du") and _indefinite_plural(words, i, end)):
            i = past_complement(words, i + 1, end)
            continue
        if _is_time(words, i, end):
            i = _past_time(words, i, end)
            continue
        mention = mention_at(words, i, end)
        if mention is not None:
            return mention
        if words.doc[i].text[:1].islower() and (
            word.endswith(("é", "ée", "ant", "eux", "euse", "if", "ive", "u", "ue", "i", "ie", "able", "ique"))
        ):
            i += 1  # "explique, ravie, X"
            continue
        inserted = _past_insertion(words, i, end)
        if inserted is None or words.low[i] in nouns("human"):
            return _bare_noun(words, i, end)
        i = inserted
    return None


def _past_insertion(words: Words, i: int, end: int) -> int | None:
    """Past what stands between two commas before the subject: "prévient, micro en main, X"."""
    if words.low[i - 1] != ",":
        return None
    for j in range(i, min(end, i + 14)):
        if words.low[j] in _STOPS:
            return None
        if words.low[j] == ",":
            return j + 1
    return None


def _indefinite_plural(words: Words, i: int, end: int) -> bool:
    return words.low[i] == "des" and i + 1 < end and words.low[i + 1] in nouns("human")


def _bare_noun(words: Words, i: int, end: int) -> Mention | None:
    """A noun without its article: "confient agents et élus"."""
    if words.low[i] in nouns("human"):
        number = "p" if words.low[i].endswith("s") else "s"
        return Mention(i, phrase_end(words, i + 1, end), "noun", words.low[i], number, definite=False)
    return None


def _is_time(words: Words, i: int, end: int) -> bool:
    """Whether a noun phrase of time begins: "ce matin", "le 9 novembre", "la semaine dernière"."""
    if words.low[i] not in grammar("determiners_singular") or i + 1 >= end:
        return False
    j = i + 1
    while j < end and words.low[j] in grammar("adjectives_before"):
        j += 1
    return j < end and (
        words.low[j] in nouns("times")
        or words.low[j].isdigit()
        or (words.low[j] in grammar("adverbs") and words.low[j] not in ("dernier", "dernière"))
    )


def _past_time(words: Words, i: int, end: int) -> int:
    i += 1
    while i < end and (
        is_adverb(words.low[i]) or words.low[i] in nouns("times") or words.low[i] in grammar("adjectives_before")
    ):
        i += 1
    return i


def past_complement(words: Words, i: int, end: int) -> int:
    """Past what a preposition governs: an article and its noun, a name."""
    while i < end and words.low[i] in grammar("prepositions"):
        i += 1
    if i >= end:
        return i
    entity = words.names.get(i)
    if entity is not None:
        return entity.end
    if words.low[i] in grammar("determiners_singular") | grammar("determiners_plural"):
        i += 1
        while i < end and words.low[i] in grammar("adjectives_before"):
            i += 1
        last = phrase_end(words, min(i + 1, end), end)
        named = words.names.get(last) if i < end and is_human(words.low[i]) else None
        return named.end if named is not None and named.label_ == "PER" else last  # "à ma collègue | Anna Roux"
    return phrase_end(words, i + 1, end)


def subject_before(words: Words, first: int, verb: int) -> Mention | None:
    """The subject that stands before a verb, within tokens [first, verb).

    Skips pronouns and adverbs before the verb, appositions ("Anna Roux, directrice de l'école, dit")
    and relative clauses; a name that a preposition governs is no subject ("Devant Paul, Anna dit").
    """
    end = verb
    while end > first and (
        words.low[end - 1] in grammar("clitics") - {"le", "la", "les", "l'"}
        or words.low[end - 1] in grammar("negation")
        or is_adverb(words.low[end - 1])
        or (words.low[end - 1] in ("l'", "le") and end < verb)
    ):
        if (
            words.low[end - 1] in grammar("pronouns")
            and words.low[end - 1] in ("nous",)
            and _is_subject_pronoun(words, end - 1, first)
        ):
            break
        end -= 1
    if end <= first:
        return None
    word = words.low[end - 1]
    if word == "on":
        return None
    if word in grammar("pronouns"):
        return mention_at(words, end - 1, end)
    if word == "qui" and (named := _named_right_before(words, first, end - 1)) is not None:
        return named
    if word in ("qui", "qu'", "que", "dont", "où"):
        return subject_before(words, first, end - 1) if word == "qui" else None
    return _in_segments(words, first, end)


def _named_right_before(words: Words, first: int, end: int) -> Mention | None:
    """The person whose name ends right before "qui": "il cite Anna Roux, qui parle d'un…"."""
    last = end - 1 if end > first and words.low[end - 1] == "," else end
    name = words.names.get(last - 1) if last > first else None
    named = name is not None and name.label_ == "PER" and name.start >= first
    return Mention(name.start, name.end, "name") if named and name is not None else None


def _is_subject_pronoun(words: Words, i: int, first: int) -> bool:
    """Whether "nous" is the subject: nothing else before it can be."""
    return i == first or words.low[i - 1] in (",", "que", "qu'", "et", "comme", "mais", ":")


def _tells_a_role(words: Words, start: int, stop: int) -> bool:
    """Whether a stretch behind a comma tells what somebody is: "maire de Brest", "l'élue du club" after a name."""
    if is_human(words.low[start]):
        return True
    name = words.names.get(start - 2)
    role = words.low[start] in grammar("definite") and start + 1 < stop and is_human(words.low[start + 1])
    if name is None or name.label_ != "PER" or not role:
        return False
    return name.start == 0 or not words.low[name.start - 1].isalpha()  # no complement: "Pour rassurer Paul, l'élue dit"


def _is_a_mention(words: Words, start: int, stop: int) -> bool:
    """Whether a stretch is nothing but who acts: "que Paul Roux, au nom de tous, réclame"."""
    mention = mention_at(words, start, stop)
    return mention is not None and mention.last == stop


def _in_segments(words: Words, first: int, end: int) -> Mention | None:
    """The subject among the stretches between commas, the last one first."""
    stops = [i for i in range(first, end) if words.low[i] in grammar("clause_edges")]
    edges = [first, *(s + 1 for s in stops)]
    ends = [*stops, end]
    pending: Mention | None = None
    for start, stop in reversed(list(zip(edges, ends, strict=True))):
        inserted = stop < end and start > first and words.low[start - 1] in grammar("relatives")
        inserted = inserted and not _is_a_mention(words, start, stop)
        tonic = start > first and words.low[start:stop] in (["lui"], ["elle"], ["eux"], ["elles"])
        bracketed = start > first and words.low[start - 1] == "(" and words.low[stop : stop + 1] == [")"]
        if start >= stop or inserted or tonic or bracketed:
            continue  # "X, que Y avait formée, dit", "X, lui, dit", "X (il sourit) dit"
        if words.low[end - 1] == "et" and stop < end and start > first and words.low[start] in third_persons():
            continue  # "X monte à la tribune, pousse Y, et crie": Y is pushed
        if start > first and words.low[start - 1] == "," and _tells_a_role(words, start, stop):
            continue  # "Anna Roux, conservatrice au musée de Brest, dit": what she is
        found = _apposition(words, start, stop) if start > first else None
        found = found or _in_segment(words, start, stop)
        if found is None:
            continue
        if (
            pending is None
            and found.kind == "noun"
            and found.first - start <= 1
            and start > first
            and words.low[start - 1] == ","
        ):
            pending = found  # "Anna Roux, la directrice, dit": the name before the comma, if one stands there
            continue
        if pending is not None:
            return found if found.kind in ("name", "names") and found.last == stop else pending
        return found
    return pending


def _apposition(words: Words, start: int, stop: int) -> Mention | None:
    """What somebody is, by a noun with its article behind a comma: "Anna Roux, l'entraîneuse du club Nord, dit"."""
    apposed = words.low[start - 1] == "," and words.low[start] in ("le", "la", "l'") and start + 1 < stop
    return mention_at(words, start, stop) if apposed and is_human(words.low[start + 1]) else None


def _in_segment(words: Words, start: int, stop: int) -> Mention | None:
    if words.low[start] in grammar("relatives"):
        return None
    best: Mention | None = None
    i = start
    while i < stop:
        mention = mention_at(words, i, stop) if not words.quoted[i] else None
        if mention is None:
            i += 1
            continue
        if not _governed(words, i, start):
            if mention.kind in ("name", "names"):
                return mention
            if mention.kind in ("org", "demonstrative", "pronoun") or can_speak(mention):
                best = best or mention
        i = max(mention.last, i + 1)
    return best


def _governed(words: Words, i: int, start: int) -> bool:
    """Whether a preposition governs the name or noun at token i, through its article, title or role."""
    for j in range(i - 1, max(start - 1, i - 4), -1):
        word = words.low[j]
        if word in grammar("prepositions"):
            return not (word == "des" and j == i - 1)
        if word in _STOPS or word in (",", "(", ")") or j in words.names or cue_at(words, j, j + 1):
            return False
        if words.capital(j):
            return False
    return False
