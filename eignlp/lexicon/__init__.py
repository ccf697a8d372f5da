"""The words: lists kept as data files beside this one, and the calls that read them."""

import tomllib
import unicodedata
from functools import cache
from importlib import resources
from typing import Any


@cache
def words(name: str) -> frozenset[str]:
    """The entries of `<name>.txt`: one a line, `#` begins a comment.

    >>> "cf" in words("abbreviations")
    True
    """
    lines = _read(f"{name}.txt").splitlines()
    return frozenset(entry for line in lines if (entry := line.split("#", 1)[0].strip()))


@cache
def first_names() -> frozenset[str]:
    """First names in French usage, women's, men's and epicene ones, also as written without accents.

    >>> {"Maud", "Paul", "Camille", "Zoé", "Zoe"} <= first_names()
    True
    """
    names = words("first_names_f") | words("first_names_m") | words("first_names_epicene")
    return names | {plain for name in names if len(plain := _unaccented(name)) > 2}


def _unaccented(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


@cache
def table(name: str) -> dict[str, Any]:
    """The content of `<name>.toml`."""
    return tomllib.loads(_read(f"{name}.toml"))


@cache
def entries(name: str, key: str) -> frozenset[str]:
    """One list of `<name>.toml`: words parted by spaces, or an array of sequences of words.

    >>> "selon" in entries("grammar", "introducers"), "dont" in entries("grammar", "relatives")
    (True, True)
    """
    found = table(name)[key]
    return frozenset(found.split() if isinstance(found, str) else found)


@cache
def grammar(name: str) -> frozenset[str]:
    """A closed class of `lexicon/grammar.toml`: `"clitics"`, `"prepositions"`..."""
    return entries("grammar", name)


@cache
def nouns(name: str) -> frozenset[str]:
    """A class of nouns of `lexicon/nouns.toml`: `"text"`, `"org"`... Those for people with their plurals.

    >>> {"surveillant", "surveillants", "amiraux"} <= nouns("human"), "aides" in nouns("human")
    (True, False)
    """
    found = entries("nouns", name)
    if name != "human":
        return found
    return found | {_plural(noun) for noun in found - entries("nouns", "people_in_singular")}


@cache
def wider() -> dict[str, frozenset[str]]:
    """The roles that a wider noun takes up: "élu" the mayor, "patronne" the founder.

    >>> "maire" in wider()["élu"], "fondatrice" in wider()["patronne"], "fondatrice" in wider()["patron"]
    (True, True, False)
    """
    found: dict[str, frozenset[str]] = {}
    for nouns_of_both, roles in table("nouns")["wider"].items():
        for form, noun in enumerate(nouns_of_both.split("/")):
            found[noun] = frozenset(role.split("/")[min(form, role.count("/"))] for role in roles.split())
    return found


def _plural(noun: str) -> str:
    if noun[-1] in "sxz" or "-" in noun:
        return noun  # of "enseignante-chercheuse" each part is looked at
    if noun.endswith("al"):
        return f"{noun[:-2]}aux"
    return f"{noun}x" if noun.endswith("eu") else f"{noun}s"


def _read(file: str) -> str:
    return resources.files(__package__).joinpath(file).read_text(encoding="utf-8")
