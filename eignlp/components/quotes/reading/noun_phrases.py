"""Noun phrases: where one ends, what governs it, and the mention that an article and a noun make."""

import re

from eignlp import lexicon
from eignlp.components.morphology.people import is_human, singular
from eignlp.components.morphology.verbs import (
    goes_on_with_a_verb,
    is_future,
    is_infinitive,
    is_present_participle,
    third_persons,
)
from eignlp.components.quotes.model import Mention
from eignlp.components.quotes.reading.cues import is_adverb
from eignlp.components.quotes.reading.words import Words
from eignlp.components.tokens import CLOSERS
from eignlp.lexicon import grammar, nouns

STOPS = frozenset({".", ";", ":", "!", "?", "…", "...", "«", "“", '"', "»", "”"})


def phrase_end(words: Words, i: int, end: int) -> int:
    """Where the noun phrase that goes on at token i ends: adjectives and complements with "de" belong to it."""
    last = i
    while last < end and last - i < LONGEST and not _ends_before(words, last, end):
        name = words.names.get(last)
        last = min(name.end, end) if name is not None else last + 1
    closed = grammar("prepositions") | grammar("determiners_singular")
    while last > i and (words.low[last - 1] in closed or not words.low[last - 1].strip()):
        last -= 1
    return last


LONGEST = 12  # tokens of a noun phrase behind its noun


def _ends_before(words: Words, i: int, end: int) -> bool:
    """Whether a noun phrase ends before token i: a stop, a verb, a name in apposition, a complement of the verb."""
    word = words.low[i]
    if word == "-":
        return False
    if word in STOPS or word in _CLOSING or any(word in grammar(name) for name in _END_A_PHRASE):
        return True
    governed = words.low[i - 1] in grammar("prepositions")
    name = words.names.get(i)
    if name is not None:
        return name.label_ == "PER" and not governed
    if word in grammar("complements"):
        return _is_of_the_verb(words, i, end)
    if word in grammar("prepositions") or is_adverb(word):
        return True
    return not governed and _cannot_belong(words, i, end)


def _is_of_the_verb(words: Words, i: int, end: int) -> bool:
    """Whether the preposition at token i opens no complement of the noun: "la maire | aux agents", "| en souriant"."""
    word, follows = words.low[i], words.low[i + 1] if i + 1 < end else ""
    if word in TO and (_is_addressee(words, i + 1, end) or is_circumstance(words, i + 1, end)):
        return True
    if word == "en" and follows and goes_on_with_a_verb(follows):
        return True
    return word in ("de", "d'") and is_infinitive(follows)  # "demandé aux mentors | de résumer l'année"


def _cannot_belong(words: Words, i: int, end: int) -> bool:
    """Whether no preposition governs token i and it is an article, a pronoun or a verb."""
    word = words.low[i]
    closed = any(word in grammar(name) for name in ("determiners_singular", "determiners_plural", "clitics"))
    verb = word in third_persons() or is_present_participle(word) or is_future(word)
    return closed or verb or "\n" in word or _has_an_object(words, i, end)


def _has_an_object(words: Words, i: int, end: int) -> bool:
    """Whether the word at token i is a verb, for an article follows it: "l'infirmière | referme la porte"."""
    if i + 1 >= end or not words.low[i].endswith(("e", "t", "a")) or is_human(words.low[i]):
        return False
    article = words.low[i + 1] in _OBJECT_ARTICLES
    return article and words.doc[i].text.islower() and not is_time_at(words, i + 1, end)


_OBJECT_ARTICLES = frozenset({"le", "la", "les", "l'", "un", "une", "son", "sa", "ses"})
_END_A_PHRASE = ("auxiliaries", "relatives", "conjunctions", "negation", "subordinators")
_CLOSING = frozenset({",", "(", ")", "—", "–"})
TO = frozenset({"à", "au", "aux"})


def _is_addressee(words: Words, i: int, end: int) -> bool:
    """Whether whom it is said to follows "à": "la maire de Brest | aux agents réunis"."""
    while i < end and words.low[i] in grammar("determiners_singular") | grammar("determiners_plural"):
        i += 1
    return i < end and i not in words.names and words.doc[i].text.islower() and is_human(words.low[i])


def is_circumstance(words: Words, i: int, end: int) -> bool:
    """Whether "à" at token i - 1 begins when or where: "la présidente | à l'issue du vote"."""
    i += i < end and words.low[i] in ("l'", "la")
    return i < end and words.low[i] in grammar("circumstances")


def skip_complement(words: Words, i: int, end: int) -> int:
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


def is_time_at(words: Words, i: int, end: int) -> bool:
    """Whether a noun phrase of time begins: "ce matin", "le 9 novembre", "la semaine dernière", "deux ans après"."""
    if _is_later_at(words, i, end):
        return True
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


def _is_later_at(words: Words, i: int, end: int) -> bool:
    """Whether it is said how much later, or earlier: "deux ans après", "10 jours plus tard"."""
    counted = words.low[i] in grammar("determiners_plural") or words.low[i].isdigit()
    return counted and i + 2 < end and words.low[i + 1] in nouns("spans") and words.low[i + 2] in grammar("later")


def skip_time(words: Words, i: int, end: int) -> int:
    """Past a noun phrase of time at token i: "le 9 novembre dernier", "deux ans après"."""
    if _is_later_at(words, i, end):
        return i + 3 + (words.low[i + 2] == "plus")
    i += 1
    while i < end and (
        is_adverb(words.low[i]) or words.low[i] in nouns("times") or words.low[i] in grammar("adjectives_before")
    ):
        i += 1
    return i


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


def noun_phrase_at(words: Words, i: int, end: int) -> Mention | None:
    """An article, a noun and what belongs to it: "la directrice de l'hôpital", "deux agentes".

    Where a name stands in apposition ("la vétérinaire Clélia Bompard", "le maire, Paul Roux"), the
    name is the mention. So are adjectives alone ("les jeunes") and what stands between marks ("les « Tigres »").
    """
    word = words.low[i]
    singular, plural = grammar("determiners_singular"), grammar("determiners_plural")
    if word not in singular and word not in plural and not word.isdigit():
        return None
    number = "p" if word in plural or word.isdigit() else "s"
    if word in INDEFINITE and i + 2 < end and words.low[i + 1] in ("de", "d'", "des"):
        return _one_of(words, i, end)
    gender = "f" if word in grammar("feminine_determiners") else "m" if word in grammar("masculine_determiners") else ""
    j, first, plural_inside = _past_modifiers(words, i, end, number)
    number = "p" if plural_inside else number
    if j >= end:
        return None
    if (marked := _between_marks(words, j, end)) is not None:
        return marked._replace(number=number, gender=gender)
    if not words.doc[j].text[:1].isalnum():
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
    if words.low[j] in nouns("text"):
        last = _skip_reference(words, last, end)
    apposed = _apposed(words, last, end)
    if apposed is not None and number == "s":
        return apposed if apposed.kind != "name" else Mention(apposed.first, apposed.last, "name", gender=gender)
    return Mention(
        first, last, "noun", _head(words, j, end), number, gender, definite=word not in grammar("indefinite")
    )


def _past_modifiers(words: Words, i: int, end: int, number: str) -> tuple[int, int, bool]:
    """The noun behind the article at token i, where its phrase begins, whether a plural stands between.

    Past other determiners and adjectives; an adjective alone is the noun: "les jeunes", "cinq jeunes flânent".
    """
    plural = grammar("determiners_plural")
    j = first = i + 1
    while j < end and (
        words.low[j] in plural | grammar("adjectives_before")
        or (words.low[j] in ("de", "d'") and number == "p")
        or (words.low[j].isdigit() and words.low[i] in plural)  # "les 12 lauréates"
    ):
        number = "p" if words.low[j] in plural else number
        first = first if words.low[j] in grammar("adjectives_before") else j + 1
        j += 1
    word = words.low[j] if j < end else "."
    alone = not word[:1].isalnum() or (word in third_persons() and not is_human(word))
    if alone and j - 1 > i and words.low[j - 1] in nouns("adjectival"):
        j = first = j - 1
    return j, first, number == "p"


def _between_marks(words: Words, i: int, end: int) -> Mention | None:
    """What marks hold at token i, as what somebody is called: "les « Tigres »"."""
    closer = CLOSERS.get(words.low[i])
    close = next((j for j in range(i + 2, min(end, i + 6)) if words.low[j] == closer), None) if closer else None
    return Mention(i + 1, close, "noun", words.low[i + 1]) if close is not None else None


def contracted_body_at(words: Words, i: int, end: int) -> Mention | None:
    """The body behind a preposition that holds its article, at token i: "au | cabinet du ministre"."""
    if i + 1 >= end or words.low[i + 1] not in nouns("org"):
        return None
    return Mention(i + 1, phrase_end(words, i + 2, end), "noun", words.low[i + 1])


def contracted_text_at(words: Words, i: int, end: int) -> Mention | None:
    """The text behind a preposition that holds its article, at token i: "du | rapport de la Cour"."""
    if i + 1 >= end or words.low[i] not in ("du", "au", "des") or words.low[i + 1] not in nouns("text"):
        return None
    return Mention(i + 1, phrase_end(words, i + 2, end), "noun", words.low[i + 1])


def past_the_side(words: Words, i: int) -> int:
    """Token i, or the preposition behind "du côté" there: "du côté | de la Ligue"."""
    return i + 2 * (words.low[i : i + 2] == ["du", "côté"])


def bare_role_at(words: Words, i: int, end: int) -> Mention | None:
    """A role without its article, as a label or a signature has it: "Conductrice du bus : …", "— Directrice, Mende"."""
    if i >= end or i in words.names or not is_human(words.low[i]) or words.low[i] in nouns("rubrics"):
        return None  # "(source)" is a link
    number = "p" if words.low[i].endswith("s") else "s"
    return Mention(i, phrase_end(words, i + 1, end), "noun", words.low[i], number, definite=False)


def _skip_reference(words: Words, i: int, end: int) -> int:
    """Past number and date of a law or an article: "l'article | L. 300-2 du code", "la loi | du 11 février 2005"."""
    last = i
    while last < end and (_REFERENCE.fullmatch(words.doc[last].text) or (words.low[last] in "-/" and last > i)):
        last += 1
    if words.low[last : last + 1] == ["du"] and last + 1 < end and words.low[last + 1][:1].isdigit():
        last += 2
        while last < end and (words.low[last].isdigit() or words.low[last] in grammar("adverbs")):
            last += 1  # "février 2005": months are adverbs there
    return max(last, phrase_end(words, last, end)) if last > i else i


_REFERENCE = re.compile(r"n°|no|[LRDA]\.?|[LRDA]?\.?\d[\d./–-]*(?:er)?")


def _head(words: Words, i: int, end: int) -> str:
    """The noun at token i, whole where it is a compound: "sage | - | femme"."""
    parts = words.low[i : min(i + 3, end)]
    compound = "-".join(parts[::2]) if parts[1:2] == ["-"] else ""
    return compound if len(parts) == 3 and (is_human(compound) or compound in nouns("org")) else words.low[i]


def _one_of(words: Words, i: int, end: int) -> Mention | None:
    """One person of several: "un de ses collègues", "une des agentes de Brest"."""
    noun = i + 2 if words.low[i + 1] == "des" else i + 3
    while noun + 1 < end and words.low[noun] in grammar("determiners_plural"):
        noun += 1  # "une des quatre agentes"
    if noun >= end or not (is_human(words.low[noun]) and words.low[noun].endswith("s")):
        return None
    head = singular(words.low[noun])
    return Mention(
        noun, phrase_end(words, noun + 1, end), "noun", head, gender="fm"[words.low[i] == "un"], definite=False
    )


def one_of_the(words: Words, i: int, end: int) -> Mention | None:
    """One of several, behind its article at token i: "l'un des carnets du bord"."""
    if words.low[i : i + 2] not in (["l'", "un"], ["l'", "une"]) or i + 3 >= end or words.low[i + 2] != "des":
        return None
    noun = i + 3
    while noun < end and words.low[noun] in grammar("adjectives_before") | grammar("determiners_plural") | {"plus"}:
        noun += 1
    if noun >= end or not words.low[noun].isalpha() or not words.low[noun].endswith("s"):
        return None
    return Mention(noun, phrase_end(words, noun + 1, end), "noun", singular(words.low[noun]), definite=False)


INDEFINITE = frozenset({"un", "une"})


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
            and (entity.end >= end or words.low[entity.end] in STOPS | {",", "(", ")"})
        ):
            return Mention(first, min(entity.end, end), "name")
        return None
    entity = words.names.get(i)
    if entity is not None and entity.label_ == "PER" and i < end:
        return Mention(i, min(entity.end, end), "name")
    return None


def bare_noun_at(words: Words, i: int, end: int) -> Mention | None:
    """A noun without its article: "confient agents et élus"."""
    if words.low[i] in nouns("human"):
        number = "p" if words.low[i].endswith("s") else "s"
        return Mention(i, phrase_end(words, i + 1, end), "noun", words.low[i], number, definite=False)
    return None


def is_indefinite_plural(words: Words, i: int, end: int) -> bool:
    """Whether "des" at token i is an article: "des agents", no "de les"."""
    return words.low[i] == "des" and i + 1 < end and words.low[i + 1] in nouns("human")


def contracted_at(words: Words, i: int, end: int) -> Mention | None:
    """The role behind a preposition that holds its article, at token i: "du | médecin", "aux | agents"."""
    noun = i + 1
    while noun < end and words.low[noun] in grammar("adjectives_before"):
        noun += 1
    if words.low[i] not in ("du", "au", "aux") or noun >= end or noun in words.names or not is_human(words.low[noun]):
        return None
    number = "p" if words.low[i] == "aux" else "s"
    return Mention(noun, phrase_end(words, noun + 1, end), "noun", words.low[noun], number)
