"""Nouns for people and first names, by lexicon and ending: whether a noun designates a person, plural, gender."""

import re
from functools import cache

from eignlp import lexicon
from eignlp.lexicon import grammar, nouns
from eignlp.people import folded


def is_human(noun: str) -> bool:
    """Whether a noun designates a person, by the lexicon or by its ending.

    >>> is_human("infirmière"), is_human("régisseuse"), is_human("vice-présidente"), is_human("producteur·ices")
    (True, True, True, True)
    >>> is_human("scénographe"), is_human("gériatre"), is_human("orthographe")
    (True, True, False)
    >>> is_human("secteur"), is_human("bastien")
    (False, False)
    """
    if noun in nouns("human") or noun in nouns("person") or noun in grammar("somebody"):
        return True
    if "-" in noun and any(part in nouns("human") or part.rstrip("s") in nouns("person") for part in noun.split("-")):
        return True
    if _POINTED.search(noun):
        return True  # "les producteur·ices"
    return noun.endswith(_HUMAN_ENDINGS) and noun not in nouns("things") and noun not in _ending_like_nouns()


@cache
def _ending_like_nouns() -> frozenset[str]:
    """First names that end as nouns for people do, in lower case: "bastien"."""
    return frozenset(name.lower() for name in lexicon.first_names() if name.lower().endswith(_HUMAN_ENDINGS))


_POINTED = re.compile(r"\w{3}[·⋅](?:e|s|es|ne|ice|rice|trice|euse|ère|fe|ve|se|te)")
_HUMAN_ENDINGS = (
    "eur", "eure", "euse", "trice", "eurs", "euses", "trices", "iste", "istes", "ien", "ienne", "iens", "iennes",
    "ologue", "ologues", "ographe", "ographes", "iatre", "iatres", "thérapeute", "thérapeutes", "naute", "nautes",
)  # fmt: skip


def singular(noun: str) -> str:
    """The singular of a noun for people.

    >>> singular("agentes"), singular("maire")
    ('agente', 'maire')
    """
    return noun.removesuffix("s")


def gender_of(name: str) -> str:
    """The gender that a first name has in French usage: "f", "m", or "" where it may be either.

    >>> gender_of("Maud Kerbrat"), gender_of("Jean-Paul Roux"), gender_of("Camille Roy")
    ('f', 'm', '')
    """
    parts = folded(name).split()
    table = _first_names()
    for part in parts[:1]:
        if part in table:
            return table[part]
    return ""


def _first_names() -> dict[str, str]:
    if not _FIRST_NAMES:
        for gender in ("f", "m"):
            for name in lexicon.words(f"first_names_{gender}"):
                key = folded(name)
                _FIRST_NAMES[key] = "" if _FIRST_NAMES.get(key, gender) != gender else gender
    return _FIRST_NAMES


_FIRST_NAMES: dict[str, str] = {}


def gender_of_noun(noun: str) -> str:
    """The gender of a noun for a person, by its ending or because the other form is known too; "" where nothing tells.

    >>> gender_of_noun("directrice"), gender_of_noun("infirmier"), gender_of_noun("ministre")
    ('f', 'm', '')
    >>> gender_of_noun("élu"), gender_of_noun("avocate")
    ('m', 'f')
    """
    noun = noun.rstrip("s")
    if noun.endswith(("frère", "père")):
        return "m"
    if f"{noun}e" in nouns("human"):
        return "m"
    if noun.endswith("e") and noun.removesuffix("e") in nouns("human"):
        return "f"
    if noun.endswith(
        (
            "trice",
            "euse",
            "ère",
            "ienne",
            "esse",
            "ée",
            "femme",
            "fille",
            "dame",
            "ante",
            "ente",
            "cheffe",
            "ointe",
            "eure",
            "soeur",
            "sœur",
            "ane",
            "ise",
        )
    ):
        return "f"
    if noun.endswith(("eur", "ier", "ien", "ant", "ent", "homme", "garçon", "é", "oint", "chef", "er")):
        return "m"
    return ""


def gender_of_title(word: str) -> str:
    """The gender that a title shows before a name, "" if the word is none.

    >>> gender_of_title("Mme"), gender_of_title("M."), gender_of_title("Dr")
    ('f', 'm', '')
    """
    title = word.lower().rstrip(".")
    genders = (gender for gender in ("f", "m") if title in lexicon.entries("names", f"civil_{gender}"))
    return next(genders, "")


def bears(name: str, title: str) -> bool:
    """Whether a person can be called by a title: "Loïc Bernard" is no "Mme Bernard".

    >>> bears("Loïc Bernard", "Mme"), bears("Loïc Bernard", "M."), bears("Camille Bernard", "Mme")
    (False, True, True)
    """
    return "" in (gender_of_title(title), gender_of(name)) or gender_of_title(title) == gender_of(name)
