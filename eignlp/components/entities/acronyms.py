"""Acronyms: what they stand for, and those that stand for no organisation."""

import re
from itertools import pairwise

from spacy.tokens import Doc, Span

from eignlp import lexicon
from eignlp.components.entities.spans import relabelled
from eignlp.components.tokens import texts_of


def acronyms_of(doc: Doc) -> dict[str, str]:
    """Acronyms that the text expands, with their full names: "Agence bio du Nord (ABN)".

    >>> import spacy; doc = spacy.blank("fr")("La Ligue du vent (LDV) écrit.")
    >>> doc.ents = [Span(doc, 1, 4, label="ORG"), Span(doc, 5, 6, label="ORG")]
    >>> acronyms_of(doc)
    {'LDV': 'Ligue du vent'}
    """
    found: dict[str, str] = {}
    for one, two in pairwise(doc.ents):
        if one.label_ != "ORG" or two.label_ != "ORG" or two.start != one.end + 1 or doc[one.end].text != "(":
            continue
        short, long = sorted((one.text, two.text), key=len)
        if len(short.split()) == 1 and len(long.split()) > 1 and short[:1].isupper():
            found.setdefault(short, " ".join(long.split()))
    return found


def defined_acronyms(doc: Doc, spans: list[Span]) -> list[Span]:
    """An acronym in brackets behind an organisation's name names it too, throughout the post.

    Not so where it abbreviates a thing: "Revenu de solidarité active (RSA)" is no organisation then.

    >>> import spacy; doc = spacy.blank("fr")("La Ligue du vent (LDV) écrit. Vive la LDV !")
    >>> [span.text for span in defined_acronyms(doc, [Span(doc, 1, 4, label="ORG")])]
    ['Ligue du vent', 'LDV', 'LDV']
    >>> doc = spacy.blank("fr")("Le Revenu de solidarité active (RSA) baisse.")
    >>> defined_acronyms(doc, [Span(doc, 1, 5, label="ORG")])
    []
    """
    things = {span for span in spans if _abbreviation_of(span) in _THINGS and span[0].lower_ not in _HEADS}
    spans = [span for span in spans if span not in things]
    acronyms = set(filter(None, map(_abbreviation_of, spans)))
    taken = {i for span in spans for i in range(span.start, span.end)}
    places = (i for i, text in enumerate(texts_of(doc)) if text in acronyms and i not in taken)
    added = [Span(doc, i, i + 1, label="ORG") for i in places]
    spans = [relabelled(span, "ORG") if span.text in acronyms else span for span in spans]
    return sorted([*spans, *added], key=lambda span: span.start) if added else spans


def _abbreviation_of(span: Span) -> str:
    """The acronym in brackets behind an organisation's name, "" if none stands there."""
    behind = texts_of(span.doc)[span.end : span.end + 3]
    told = span.label_ == "ORG" and len(span) > 1 and behind[:1] == ["("] and behind[2:] == [")"]
    return behind[1] if told and abbreviates(behind[1], span.text) else ""


_THINGS = lexicon.words("abbreviated_things") | lexicon.words("products")
_HEADS = lexicon.words("organisation_heads")


def glossed_words(doc: Doc, spans: list[Span]) -> list[Span]:
    """An acronym that the text expands by words that name no organisation is none: "une preuve de concept (PDC)".

    >>> import spacy; doc = spacy.blank("fr")("Une preuve de concept (PDC), puis le PDC.")
    >>> glossed_words(doc, [Span(doc, 5, 6, label="ORG"), Span(doc, 10, 11, label="ORG")])
    []
    """
    covered = {i for span in spans if span.label_ == "ORG" for i in range(span.start, span.end)}
    texts = texts_of(doc)
    brackets = (i for i in range(1, len(texts) - 2) if texts[i] == "(" and texts[i + 2] == ")")
    glossed = set()
    for i in brackets:
        start = _expansion(doc, i)
        if (
            start is not None
            and doc[start].lower_ not in lexicon.words("organisation_heads")
            and covered.isdisjoint(range(start, i))
        ):
            glossed.add(doc[i + 1].text)
    return [span for span in spans if span.label_ != "ORG" or span.text not in glossed]


def _expansion(doc: Doc, bracket: int) -> int | None:
    """Where the words begin whose initials are the acronym behind the bracket."""
    short = doc[bracket + 1].text
    if sum(c.isupper() for c in short) < 2:
        return None
    for start in range(bracket - 2, max(-1, bracket - 14), -1):
        if doc[start].text in (".", ";", "(", ")"):
            return None
        if doc[start].lower_[0] == short[0].lower() and abbreviates(short, doc[start:bracket].text):
            return start
    return None


def abbreviates(short: str, long: str) -> bool:
    """Whether the letters of a word are, in their order, initials of a name's words, the first one included."""
    initials = [word[0].lower() for word in re.findall(r"\w+", long)]
    if not initials or not short.isalpha() or not short[0].isupper() or len(short) < 2:
        return False
    if initials[0] != short[0].lower():
        return False
    rest = iter(initials)
    return all(letter in rest for letter in short.lower())
