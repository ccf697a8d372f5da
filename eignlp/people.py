"""People's names: comparing them, and finding the fullest form of a name within a post."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from eignlp import lexicon

_TITLES = {"m", "mm", "mme", "mmes", "mlle", "dr", "pr", "me", "monsieur", "madame", "mademoiselle", "docteur"}


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """`text` without accents, case, titles and punctuation, for comparing names.

    >>> folded("M. Jean-Noël LE GALL"), folded("D’Œuvre")
    ('jean noel le gall', 'd oeuvre')
    """
    text = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    text = "".join(c for c in text if not unicodedata.combining(c)).casefold()
    parts = re.findall(r"[^\W_]+", text)
    while len(parts) > 1 and parts[0] in _TITLES:
        parts.pop(0)
    return " ".join(parts)


def initials(name: str) -> str:
    """A name's initials, lower case.

    >>> initials("Jean-Paul Le Tallec")
    'jplt'
    """
    return "".join(part[0] for part in folded(name).split())


def full_names_in(title: str) -> list[str]:
    """The people whom a title names by a known first name and what follows with a capital.

    >>> full_names_in("Portrait de Maud Kerbrat-Diop, designer à Brest")
    ['Maud Kerbrat-Diop']
    """
    found: list[str] = []
    end = 0
    for word in _CAPITALISED.finditer(title):
        rest = _FAMILY_NAME.match(title, word.end())
        if word.start() >= end and rest and (word[0] in lexicon.first_names()):
            end = rest.end()
            found.append(title[word.start() : end])
    return found


_CAPITALISED = re.compile(r"\b[A-ZÀ-Ý][\w’'-]+")
_FAMILY_NAME = re.compile(r"((\s+(de|du|des|le|la|van|von|ben|el)\b|\s+d[’'])*\s+[A-ZÀ-Ý][\w’'-]+)+")


def people_among(authors: Sequence[str]) -> tuple[str, ...]:
    """The authors who are people, where some are: a front matter often adds their body or their function.

    >>> people_among(["Nadia Roux", "EIG Boussole", "direction du numérique"]), people_among(["Ligue du vent"])
    (('Nadia Roux',), ('Ligue du vent',))
    >>> people_among(["ROUX Nadia", "Paul LE GALL"])
    ('ROUX Nadia', 'Paul LE GALL')
    """
    people = tuple(author for author in authors if _may_be_a_person(author))
    return people or tuple(authors)


def _may_be_a_person(author: str) -> bool:
    words = re.findall(r"[^\W\d_]+", author)
    common = any(word.islower() and word not in _PARTICLES and len(word) > 1 for word in words)
    acronym = bool(words) and words[0].isupper() and len(words[0]) > 1
    return bool(words) and not common and not (acronym and lexicon.first_names().isdisjoint(words[1:]))


_PARTICLES = frozenset("de du des le la las los van von der den ter zu ben el al di da dos mac san st y et".split())


class Names:
    """The names of one post, each linked to its fullest form.

    `known` are names given outside the text (front matter, registry), `mentions` those in it.
    """

    def __init__(self, mentions: Iterable[str], known: Iterable[str] = ()) -> None:
        self._forms: dict[str, str] = {}
        for name in [*known, *mentions]:
            key = folded(name)
            # Where case or accents vary, the form that shows most of them is kept: "Énora" before "ENORA".
            if key and (key not in self._forms or _shape(name) > _shape(self._forms[key])):
                self._forms[key] = " ".join(name.split())
        self._full = {key: self._fullest(key) for key in self._forms}

    def full(self, name: str) -> str:
        """The fullest form of `name`; `name` itself if nobody, or more than one person, bears a fuller one.

        >>> names = Names(["Maud", "Maud Kerbrat", "Paul Roux", "Anne Roux"])
        >>> names.full("Maud"), names.full("Roux"), names.full("KERBRAT Maud")
        ('Maud Kerbrat', 'Roux', 'Maud Kerbrat')
        """
        key = folded(name)
        return self._full.get(key) or self._fullest(key) or " ".join(name.split())

    def _fullest(self, key: str) -> str:
        parts = key.split()
        swapped = next((k for k in self._forms if k != key and sorted(k.split()) == sorted(parts)), None)
        longer = [k for k in self._forms if len(k) > len(key) and _is_part(parts, k.split())]
        # Of "Maud", "Maud Kerbrat", "Maud Kerbrat Diop", only forms that no other one extends are people.
        tops = [k for k in longer if not any(k != o and _is_part(k.split(), o.split()) for o in longer)]
        distinct = {tuple(sorted(top.split())) for top in tops}
        if len(distinct) == 1:
            return self._forms[tops[0]]
        if (
            not longer
            and swapped
            and (key not in self._forms or _shape(self._forms[swapped]) > _shape(self._forms[key]))
        ):
            return self._forms[swapped]
        return self._forms.get(key, "")


def _shape(name: str) -> tuple[bool, bool, bool, int]:
    """How well a form shows a name: some capital, not all, family name not in capitals before the rest, accents."""
    parts = name.split()
    shouted = sum(part.isupper() and len(part) > 2 for part in parts)
    return (
        not name.islower(),
        shouted == 0,
        not (parts and parts[0].isupper() and len(parts[0]) > 2),
        sum(ord(c) > 127 for c in name),
    )


def _is_part(parts: list[str], longer: list[str]) -> bool:
    """Whether a name is a shorter form of another: its first name, its family name, or both less something."""
    if len(parts) > 1 and any(len(part) == 1 for part in parts):
        return _abbreviates(parts, longer)
    if not parts or len(parts) >= len(longer):
        return False
    return parts == longer[: len(parts)] or parts == longer[-len(parts) :] or _subsequence(parts, longer)


def _abbreviates(parts: list[str], longer: list[str]) -> bool:
    """Whether first names are cut to initials: "j p morel" for "jean paul morel"."""
    if parts[-1] != longer[-1] or len(parts[-1]) == 1 or len(parts) > len(longer) or parts == longer:
        return False
    return all(full.startswith(part) for part, full in zip(parts[:-1], longer, strict=False))


def _subsequence(parts: list[str], longer: list[str]) -> bool:
    rest = iter(longer)
    return len(parts) > 1 and all(part in rest for part in parts)
