"""Who is somebody: whether a word is a person's name, by the other names of the post and the words beside it."""

import re
from collections import Counter
from itertools import pairwise

from spacy.tokens import Doc, Span, Token

from eignlp import lexicon
from eignlp.components.entities.known import known
from eignlp.components.entities.spans import laid_over, relabelled
from eignlp.components.morphology.people import is_human
from eignlp.components.morphology.verbs import finite, third_persons
from eignlp.components.tokens import in_lower_case, texts_of
from eignlp.people import folded

_CIVIL = lexicon.entries("names", "civil")
_NO_NAMES = lexicon.words("not_names") | lexicon.words("titles")


def parts_of_names(doc: Doc, spans: list[Span]) -> list[Span]:
    """The first or the family name of a person named in full in the post is that person, whatever the model saw.

    >>> import spacy; doc = spacy.blank("fr")("Elaine Le Bihan marchait. Qui était Elaine ? Le Bihan ?")
    >>> spans = [Span(doc, 0, 3, label="PER"), Span(doc, 7, 8, label="PROD"), Span(doc, 9, 11, label="ORG")]
    >>> [span.label_ for span in parts_of_names(doc, spans)]
    ['PER', 'PER', 'PER']
    """
    first_names = lexicon.first_names()
    named = [span for span in spans if span.label_ == "PER" and len(span) > 1]
    firsts = {span[0].text for span in named}
    acting = {span.text for span in spans if len(span) == 1 and span.text in firsts and _acts(span)}
    full = [
        span
        for span in named
        if span[0].text in first_names
        or span[0].text in acting
        or (span.start and is_human(doc[span.start - 1].lower_))
    ]
    told = [words for name in known(doc) if (words := name.split())[:1] and words[0] in first_names]
    names = [[token.text for token in span] for span in full] + told
    parts = {part for name in names for part in (name[0], name[-1], " ".join(name[1:])) if len(part) > 2}
    parts -= {text.capitalize() for text in in_lower_case(doc)}
    return [relabelled(span, "PER") if span.text in parts else span for span in spans]


def other_mentions(doc: Doc, spans: list[Span]) -> list[Span]:
    """The first or the family name alone of somebody named in full is a mention, where the model saw nothing.

    >>> import spacy; doc = spacy.blank("fr")("Elaine Bihan marchait. Puis Bihan rit, place Bihan.")
    >>> doc[4].is_sent_start = True
    >>> [span.start for span in other_mentions(doc, [Span(doc, 0, 2, label="PER")])]
    [0, 5]
    """
    full = [span for span in spans if span.label_ == "PER" and len(span) > 1]
    parts = {token.text for span in full for token in (span[0], span[-1]) if token.text.istitle() and len(token) > 2}
    no_names = in_lower_case(doc) | _NO_NAMES | lexicon.words("places")
    parts = {part for part in parts if part.lower() not in no_names}
    taken = {i for span in spans for i in range(span.start, span.end)}
    places = (i for i, text in enumerate(texts_of(doc)) if text in parts and i not in taken)
    added = [Span(doc, i, i + 1, label="PER") for i in places if not _is_of_another_name(doc, i)]
    return sorted([*spans, *added], key=lambda span: span.start) if added else spans


def _is_of_another_name(doc: Doc, i: int) -> bool:
    """Whether a word is a part of something else's name, or no name: "place Roux", "Saint-Roux", "la Marine"."""
    before, after = doc[i - 1] if i else None, doc[i + 1] if i + 1 < len(doc) else None
    if before is not None and (before.text in ("-", "l'", "l’") or before.lower_ in ("le", "la", "en")):
        return True
    if before is not None and before.lower_ in lexicon.entries("nouns", "named_after"):
        return True
    if before is not None and before.text[:1].isupper() and not (before.is_sent_start or doc[i].is_sent_start):
        return True
    return after is not None and (after.text[:1].isupper() or after.text == "-")


def bearers_of_names(doc: Doc, spans: list[Span]) -> list[Span]:
    """Words with capitals that end with somebody's family name are the full name, no organisation.

    >>> import spacy; doc = spacy.blank("fr")("Roux dit oui. Ce que note Aldric Roux.")
    >>> [span.label_ for span in bearers_of_names(doc, [Span(doc, 0, 1, label="PER"), Span(doc, 7, 9, label="ORG")])]
    ['PER', 'PER']
    """
    lone = {span.text for span in spans if span.label_ == "PER" and len(span) == 1} - lexicon.first_names()
    return [relabelled(span, "PER") if span.label_ == "ORG" and _may_bear(span, lone) else span for span in spans]


def _may_bear(span: Span, family: set[str]) -> bool:
    capitals = all(token.text.istitle() and token.is_alpha for token in span)
    return (
        len(span) == 2
        and capitals
        and span[1].text in family
        and span[0].lower_ not in lexicon.words("organisation_heads") | lexicon.entries("names", "kinds")
    )


def titled(doc: Doc, spans: list[Span]) -> list[Span]:
    """A word with a capital after a title is a person, whatever the model saw in it: "le président Sall".

    >>> import spacy; doc = spacy.blank("fr")("Le président Sall, monsieur Bloche")
    >>> [span.text for span in titled(doc, [])]
    ['Sall', 'Bloche']
    """
    taken = {i for span in spans if span.label_ == "PER" or len(span) > 1 for i in range(span.start, span.end)}
    bodies = {span.text for span in spans if span.label_ == "ORG" and not (span.start and _is_titled(doc, span.start))}
    capitals = (
        i for i, text in enumerate(texts_of(doc)) if i and text[:1].isupper() and i not in taken and text not in bodies
    )
    return laid_over(spans, (Span(doc, i, i + 1, label="PER") for i in capitals if _is_titled(doc, i)))


def _is_titled(doc: Doc, i: int) -> bool:
    title, name = doc[i - 1], doc[i]
    if not name.is_alpha or len(name) < 3 or name.is_sent_start:
        return False
    short = title.lower_.rstrip(".")
    spelt = title.text.endswith(".") or len(short) > 3 or title.text in lexicon.entries("names", "short")
    if short not in _CIVIL | lexicon.entries("names", "offices") or not spelt or not title.whitespace_:
        return False
    return (
        not is_human(name.lower_)
        and name.text not in lexicon.entries("names", "parties")
        and name.lower_ not in lexicon.words("not_names")
        and name.lower_ not in lexicon.words("titles")
    )


def aged(doc: Doc, spans: list[Span]) -> list[Span]:
    """Words with capitals that an age follows are a person: "Fazila, 12 ans", not "à Brest, 12 ans après".

    >>> import spacy; doc = spacy.blank("fr")("Fazila Bor, 12 ans, rit. Retraitée, 70 ans.")
    >>> [span.text for span in aged(doc, [])]
    ['Fazila Bor']
    """
    taken = {i for span in spans if span.label_ != "PROD" for i in range(span.start, span.end)}
    found: list[Span] = []
    for i, text in enumerate(texts_of(doc)):
        first = _capitals_before(doc, i) if text == "ans" else i
        if first < i - 2 and taken.isdisjoint(range(first, i - 2)):
            found.append(Span(doc, first, i - 2, label="PER"))
    return laid_over(spans, found)


def _capitals_before(doc: Doc, years: int) -> int:
    """Where the words with capitals begin behind which an age ends at token `years`; years - 2 where none does."""
    last = first = years - 2
    if last < 1 or not doc[years - 1].text.isdigit() or doc[last].text not in (",", "("):
        return last
    if doc[years + 1 : years + 2].text not in (",", ")", "."):
        return last
    while first and last - first < 3 and doc[first - 1].text.istitle() and doc[first - 1].is_alpha:
        first -= 1
    governed = first and doc[first - 1].lower_ in lexicon.entries("grammar", "prepositions") | {"-"}
    return last if governed or (first < last and _is_common(doc[first])) else first


def _is_common(word: Token) -> bool:
    """Whether a word with a capital is a noun or no name: "Retraitée, 70 ans"."""
    return is_human(word.lower_) or word.lower_ in in_lower_case(word.doc) | _NO_NAMES | lexicon.words("places")


def acting_products(doc: Doc, spans: list[Span]) -> list[Span]:
    """A lone word taken for a product is a person throughout if "selon" or a human noun stands before a mention."""
    common = in_lower_case(doc)
    people = {
        span.text
        for span in spans
        if span.label_ == "PROD" and len(span) == 1 and span.start and span.text.istitle()
        and span.text.lower() not in common and span.text not in lexicon.words("products")
        and (doc[span.start - 1].lower_ == "selon" or _is_of_people(doc[span.start - 1].lower_))
    }  # fmt: skip
    return [relabelled(span, "PER") if span.label_ == "PROD" and span.text in people else span for span in spans]


def _is_aged(span: Span) -> bool:
    """Whether an age follows: "Zambry, 35 ans", "Tesfaye (34 ans)"."""
    follows = [token.text for token in span.doc[span.end : span.end + 3]]
    return len(follows) == 3 and follows[0] in (",", "(") and follows[1].isdigit() and follows[2] == "ans"


def lone_words(doc: Doc, spans: list[Span]) -> list[Span]:
    """One word is a person only where something says so, here or at another mention in the post.

    A first name, a part of a fuller name of the post, a title before it, an age behind; or, for a word that never
    stands in lower case in the post: the model saw it `OFTEN`, a verb in the third person stands
    beside it, a human noun or "selon" before it, or it is listed beside a person.

    >>> import spacy; doc = spacy.blank("fr")("Allela dit oui. Et Réjouir.")
    >>> [span.text for span in lone_words(doc, [Span(doc, 0, 1, label="PER"), Span(doc, 5, 6, label="PER")])]
    ['Allela']
    """
    first_names, everybody_knows = lexicon.first_names(), lexicon.words("well_known_people")
    full = [span.text for span in spans if span.label_ == "PER" and len(span) > 1] + known(doc)
    parts = {part for name in full for part in folded(name).split()}
    votes = Counter(span.text for span in spans if span.label_ == "PER" and len(span) == 1)
    common = in_lower_case(doc)

    def stands(span: Span) -> bool:
        if len(span) > 1 or first_names & {span.text, *span.text.split("-")} or span.text in everybody_knows:
            return True
        titled = _is_aged(span) or (span.start > 0 and doc[span.start - 1].lower_.rstrip(".") in _CIVIL)
        if titled or parts & set(folded(span.text).split()) or re.fullmatch(r"(?:\w\.-?)+", span.text):
            return True
        return span.text.lower() not in common and (votes[span.text] >= OFTEN or _acts(span))

    people = [span for span in spans if span.label_ == "PER"]
    standing = {span.text for span in people if stands(span)}
    pairs = [(one, two) for one, two in pairwise(people) if two.start == one.end + 1 and _lists(doc[one.end])]
    for one, two in [*pairs, *reversed(pairs)]:  # along the list, and back
        if one.text in standing or two.text in standing:
            standing |= {name.text for name in (one, two) if name.text.lower() not in common}
    return [span for span in spans if span.label_ != "PER" or span.text in standing]


OFTEN = 3  # mentions that the model takes for a person


def _is_of_people(noun: str) -> bool:
    """Whether a noun is of people and not of companies too: "la voisine", no "éditeur"."""
    return is_human(noun) and noun not in lexicon.entries("names", "kinds") | lexicon.entries("names", "bodies")


def _lists(token: Token) -> bool:
    return token.lower_ in (",", "et", "&", "ou")


def _acts(span: Span) -> bool:
    """Whether a verb or a human noun beside the word says that it is somebody."""
    doc = span.doc
    before = doc[span.start - 1].lower_ if span.start else ""
    after = doc[span.end].lower_ if span.end < len(doc) else ""
    acts = after in finite()
    if acts or before in third_persons() or before in ("selon", "©"):
        return True
    return _is_of_people(before) or (before == "après" and span.start > 1 and doc[span.start - 2].lower_ == "d'")
