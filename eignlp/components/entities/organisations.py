"""Organisations: what the words around a name say of it, and how far it goes."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set

from spacy.tokens import Doc, Span, Token

from eignlp import lexicon
from eignlp.components.entities.spans import is_place, laid_over, relabelled, without_edges
from eignlp.components.morphology.verbs import forms, third_persons
from eignlp.components.tokens import CLOSERS, in_lower_case, texts_of
from eignlp.lexicon import nouns

_COMMON = lexicon.words("not_names") | nouns("human") | nouns("trade_fields")
_BODIES = lexicon.entries("names", "bodies")


def called_organisations(doc: Doc, spans: list[Span]) -> list[Span]:
    """What one works for, founds or joins is an organisation, so is a name after the noun of one: "l'ONG Vent debout".

    Its other mentions are too, if it is called so often enough.

    >>> import spacy; doc = spacy.blank("fr")("Le collectif français Vent debout")
    >>> [span.label_ for span in called_organisations(doc, [Span(doc, 3, 5, label="PROD")])]
    ['ORG']
    """
    products = [span for span in spans if span.label_ == "PROD"]
    mentions = Counter(span.text for span in products)
    called = Counter(span.text for span in products if _is_called(span))
    bodies = {text for text, count in called.items() if 4 * count >= mentions[text]}
    return [relabelled(span, "ORG") if span.label_ == "PROD" and span.text in bodies else span for span in spans]


def _is_called(span: Span) -> bool:
    doc, i = span.doc, span.start - 1
    headed = i > 0 and doc[i].lower_ in ("d'", "de") and _HEADED.match(doc[i - 1].lower_)
    if headed or (i >= 0 and doc[i].lower_ in lexicon.entries("names", "at")):
        return True
    if i > 0 and doc[i].text.islower() and _OF_A_COUNTRY.fullmatch(doc[i].text):
        i -= 1
    return i >= 0 and doc[i].text in _BODIES and not (i > 0 and doc[i - 1].lower_ in ("d'", "de"))


_HEADED = re.compile(r"(?:co-?)?(?:fondat|créat|dirigeant|salarié)|(?:pdg|ceo|directeur|directrice|présidente?)$")

_OF_A_COUNTRY = re.compile(r"\w+(?:aise?|ien(?:ne)?|aine?|oise?|ique|ale?|and|ande|ole?)")


def ended_by_others(doc: Doc, spans: list[Span]) -> list[Span]:
    """An organisation's name ends before others that no name follows, and before what it does.

    "au ministère de l'Intérieur | et aux préfets", "permet au ministère de l'Intérieur | de savoir",
    "la direction du port | mardi prochain", "le Centre national du livre | l'aide un peu", "la Ligue bleue | d'un an",
    "le Conseil du port | du 3 mai", "l'Institut des vents | à Brest", "la Ligue bleue | au sein du port".

    >>> import spacy; doc = spacy.blank("fr")("ministère de l'Intérieur et aux préfets")
    >>> [span.text for span in ended_by_others(doc, [Span(doc, 0, 7, label="ORG")])]
    ["ministère de l'Intérieur"]
    """
    return [_before_others(span) if span.label_ == "ORG" and len(span) > 3 else span for span in spans]


def _before_others(span: Span) -> Span:
    doc = span.doc
    for token in span[1:-1]:
        rest, follows = doc[token.i : span.end].text, doc[token.i + 1].lower_
        if _is_a_circumstance(token, follows, span):
            return Span(doc, span.start, token.i, label="ORG")
        if token.lower_ in lexicon.entries("grammar", "weekdays") or _is_a_clitic(doc, token.i):
            return Span(doc, span.start, token.i, label="ORG")
        other = token.lower_ == "et" and follows in ("à", "au", "aux")
        does = token.lower_ in ("de", "d'") and any(form.shape == "infinitive" for form in forms().get(follows, ()))
        if rest.islower() and (other or does):
            return Span(doc, span.start, token.i, label="ORG")
    return span


def _is_a_circumstance(token: Token, follows: str, span: Span) -> bool:
    """Whether what follows tells which one, when or where: "d'un an", "du 3 mai", "à Brest", "au sein du port".

    "Pour" and "contre" go on with what the body is for: "Comité pour la création d'un musée".
    """
    word, doc = token.lower_, span.doc
    if any(before.lower_ in ("pour", "contre") for before in doc[span.start : token.i]):
        return False
    if word in ("de", "d'", "à") and follows in ("un", "une"):
        return True
    if word == "du" and follows.isdigit():
        behind = doc[token.i + 2].lower_ if token.i + 2 < span.end else ""
        return token.i > span.start + 1 and behind in nouns("times")
    if word == "du" and follows[:1].isdigit():
        return bool(_DATE.fullmatch(follows))
    if word == "à" and span[0].lower_ not in lexicon.entries("names", "abroad"):
        return is_place(doc[token.i + 1 : span.end].text)
    return (word, follows) in _BEHIND


_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_BEHIND = frozenset({("au", "sein"), ("sur", "internet"), ("au", "dernier"), ("au", "prochain")})


def _is_a_clitic(doc: Doc, i: int) -> bool:
    """Whether a pronoun and its verb begin at token i: "le Centre national du livre | l'aide un peu"."""
    verb = doc[i + 1]
    free = doc[i - 1].lower_ not in lexicon.entries("grammar", "prepositions")
    return free and doc[i].lower_ in _CLITICS and verb.text.islower() and verb.lower_ in third_persons()


_CLITICS = frozenset({"l'", "le", "la", "les", "lui", "leur", "n'", "ne", "s'", "se", "m'", "nous", "vous"})


def places_told(doc: Doc, spans: list[Span]) -> list[Span]:
    """A name that the post calls a place is no organisation: "le village de Kerva", "à Kerva (Finistère)".

    >>> import spacy; doc = spacy.blank("fr")("À Kerva, un village calme. Les élus de Kerva et de Tilleau (Finistère).")
    >>> places_told(doc, [Span(doc, 1, 2, label="ORG"), Span(doc, 10, 11, label="ORG"), Span(doc, 13, 14, label="ORG")])
    []
    """
    bodies = {tuple(token.text for token in span) for span in spans if span.label_ == "ORG"}
    bodies = {body for body in bodies if all(word.istitle() or word == "-" for word in body)}
    texts, begins, sizes = texts_of(doc), {body[0] for body in bodies}, {len(body) for body in bodies}
    places = ((i, i + size) for i, text in enumerate(texts) if text in begins for size in sizes)
    named = (doc[i:end] for i, end in places if tuple(texts[i:end]) in bodies)
    told = {span.text for span in named if _is_called_a_place(span)}
    return [span for span in spans if span.label_ != "ORG" or span.text not in told] if told else spans


def _is_called_a_place(span: Span) -> bool:
    """Whether a noun for places leads or follows the name, or a known place stands behind it in brackets."""
    doc, i, places = span.doc, span.start - 1, lexicon.entries("names", "kinds_of_place")
    if i > 0 and doc[i].lower_ in ("de", "d'", "d’") and doc[i - 1].lower_ in places:
        return True
    behind = [token.text for token in doc[span.end : span.end + 3]]
    if behind[:1] == ["("] and i >= 0 and doc[i].lower_ in ("à", "de", "d'", "d’"):
        closes = next((t.i for t in doc[span.end + 1 : span.end + 6] if t.text == ")"), span.end)
        return is_place(doc[span.end + 1 : closes].text)
    apposed = len(behind) == 3 and behind[0] == "," and behind[1] in ("un", "une") and behind[2] in places
    return apposed or (i >= 0 and doc[i].lower_ in places and doc[i - 1 : i].text.lower() in ("le", "son", "ce"))


def same_bodies(doc: Doc, spans: list[Span]) -> list[Span]:
    """An organisation's name is one wherever it stands in the post, where the model saw nothing.

    Not so where the post uses it of several: "les EIG" are people.

    >>> import spacy; doc = spacy.blank("fr")("Le Cerema et la Ligue bleue. Chez Cerema, à la Ligue bleue.")
    >>> spans = [Span(doc, 1, 2, label="ORG"), Span(doc, 4, 6, label="ORG")]
    >>> [span.text for span in same_bodies(doc, spans)]
    ['Cerema', 'Ligue bleue', 'Cerema', 'Ligue bleue']
    """
    taken = {i for span in spans for i in range(span.start, span.end)}
    bodies = {tuple(token.text for token in span) for span in spans if span.label_ == "ORG" and _is_proper(span)}
    texts, sizes = texts_of(doc), {len(body) for body in bodies}
    several = {texts[i] for i in range(1, len(texts)) if texts[i - 1].lower() in lexicon.entries("names", "several")}
    begins = {body[0] for body in bodies} - several
    places = (i for i, text in enumerate(texts) if text in begins and i not in taken)
    stretches = ((i, i + size) for i in places for size in sizes if i + size <= len(texts))
    named = (place for place in stretches if tuple(texts[slice(*place)]) in bodies)
    added = [Span(doc, i, end, label="ORG") for i, end in named if taken.isdisjoint(range(i, end))]
    return sorted([*spans, *added], key=lambda span: span.start) if added else spans


def _is_proper(span: Span) -> bool:
    """Whether a name can be found again by its form: a lone word that begins sentences as any other cannot."""
    return span.text[0].isupper() and (len(span) > 1 or not span.text.istitle() or len(span.text) > 5)


def shouted(doc: Doc, spans: list[Span]) -> list[Span]:
    """In a line written in capitals a word is a name only if the post knows it elsewhere: "JE FAIS C'QUE J'PEUX".

    >>> import spacy; doc = spacy.blank("fr")("JE FAIS LE TOUR DU PORT AVEC PAUL ROUX")
    >>> [span.text for span in shouted(doc, [Span(doc, 1, 2, label="ORG"), Span(doc, 7, 9, label="PER")])]
    ['PAUL ROUX']
    """
    known = {span.text for span in spans if not _is_shouted(span)}
    return [span for span in spans if span.label_ != "ORG" or span.text in known or not _is_shouted(span)]


def _is_shouted(span: Span) -> bool:
    """Whether most words around a name in capitals are in capitals too."""
    if not span.text.isupper():
        return False
    doc = span.doc
    beside = [*doc[max(0, span.start - _BESIDE) : span.start], *doc[span.end : span.end + _BESIDE]]
    words = [token.text for token in beside if token.is_alpha and len(token) > 1]
    return len(words) > 2 and sum(word.isupper() for word in words) / len(words) > 0.7


_BESIDE = 4  # tokens before and behind


def named_after(doc: Doc, spans: list[Span]) -> list[Span]:
    """What is named after somebody is not the person: "le centre Anna Roux" is a body, "rue Anna Roux" no name.

    >>> import spacy; doc = spacy.blank("fr")("Au centre Anna Roux, rue Paul Blanc")
    >>> [span.text for span in named_after(doc, [Span(doc, 2, 4, label="PER"), Span(doc, 6, 8, label="PER")])]
    ['centre Anna Roux']
    """
    found: list[Span] = []
    for span in spans:
        head = _headed_by(span) if span.label_ == "PER" else ""
        if head in lexicon.entries("names", "bodies_named_after"):
            span = Span(doc, span.start - 1, span.end, label="ORG")
        if head not in lexicon.entries("names", "others_named_after"):
            found.append(span)
    return found


def _headed_by(span: Span) -> str:
    """The word before a name, or before the compound that it ends: "salle" of "salle François-[Mitterrand]"."""
    doc, i = span.doc, span.start - 1
    while i > 1 and doc[i].text == "-" and doc[i - 1].text.istitle():
        i -= 2
    return doc[i].lower_ if i >= 0 else ""


def marked_bodies(doc: Doc, spans: list[Span]) -> list[Span]:
    """A name between marks behind the noun for a body is one: "l'association « Petites mains »".

    >>> import spacy; doc = spacy.blank("fr")("L'association « Petites mains » recrute.")
    >>> [span.text for span in marked_bodies(doc, [])]
    ['Petites mains']
    """
    taken = {i for span in spans if span.label_ != "PROD" for i in range(span.start, span.end)}
    found: list[Span] = []
    for i, text in enumerate(texts_of(doc)):
        closer = CLOSERS.get(text)
        if closer is None or not i or doc[i - 1].lower_ not in lexicon.entries("names", "bodies"):
            continue
        end = next((t.i for t in doc[i + 1 : i + 1 + _LONGEST] if t.text == closer), i)
        named = end > i + 1 and doc[i + 1].text[:1].isupper() and taken.isdisjoint(range(i + 1, end))
        found += [Span(doc, i + 1, end, label="ORG")] if named else []
    return laid_over(spans, found)


def marked_things(doc: Doc, spans: list[Span]) -> list[Span]:
    """What marks name behind the noun for a thing is no body: "le défi « Académie des marées »".

    >>> import spacy; doc = spacy.blank("fr")("Le défi « Académie des marées » recrute.")
    >>> marked_things(doc, [Span(doc, 3, 6, label="ORG")])
    []
    """
    things = nouns("named") - _BODIES
    return [span for span in spans if span.label_ != "ORG" or not (span.start > 1 and _is_marked(span, things))]


def _is_marked(span: Span, things: frozenset[str]) -> bool:
    return span.doc[span.start - 1].text in CLOSERS and span.doc[span.start - 2].lower_ in things


def coordinated_ministries(doc: Doc, spans: list[Span]) -> list[Span]:
    """Ministries in the plural are each a body: "les ministères de la Culture, du Travail et des Sports".

    >>> import spacy; doc = spacy.blank("fr")("Les ministères de la Culture, du Travail et des Sports signent.")
    >>> [span.text for span in coordinated_ministries(doc, [])]
    ['ministères de la Culture', 'Travail', 'Sports']
    """
    texts = texts_of(doc)
    found: list[Span] = []
    for i in (i for i, text in enumerate(texts) if text.lower() == "ministères"):
        begins, at = i, i + 1
        while (noun := _portfolio_at(texts, at)) is not None:
            found.append(Span(doc, begins, noun + 1, label="ORG"))
            at = noun + 1
            at += at < len(texts) and texts[at] in (",", "et")
            begins = _portfolio_at(texts, at) or at
    return laid_over(spans, found)


def _portfolio_at(texts: Sequence[str], i: int) -> int | None:
    """Where the portfolio stands that "du", "des", "de la" or "de l'" leads at token i."""
    noun = i + 1 if texts[i : i + 1] in (["du"], ["des"]) else i + 2
    led = texts[i:noun] in (["du"], ["des"], ["de", "la"], ["de", "l'"], ["de", "l’"])
    return noun if led and noun < len(texts) and texts[noun].istitle() else None


def presented_bodies(doc: Doc, spans: list[Span]) -> list[Span]:
    """What a sentence begins with and says to be a body is one: "Les Voiles du soir est une association".

    >>> import spacy; doc = spacy.blank("fr")("Les Voiles du soir est une association. Elle chante.")
    >>> doc[0].is_sent_start, doc[8].is_sent_start = True, True
    >>> [span.text for span in presented_bodies(doc, [])]
    ['Les Voiles du soir']
    """
    taken = {i for span in spans if span.label_ != "PROD" for i in range(span.start, span.end)}
    found = []
    texts = texts_of(doc)
    for i in (i for i, text in enumerate(texts) if text == "est"):
        if i and texts[i + 1 : i + 2] in (["un"], ["une"]) and texts[i + 2 : i + 3] and texts[i + 2] in _BODIES:
            start = doc[i].sent.start
            span = without_edges(Span(doc, start, i, label="ORG")) if i - start <= _LONGEST else None
            if span is not None and _is_new_name(span, taken):
                found.append(span)
    return laid_over(spans, found)


_LONGEST = 7  # tokens of a name that a sentence presents


def told_bodies(doc: Doc, spans: list[Span]) -> list[Span]:
    """A lone word that the model takes for a person is a body throughout if a mention says so.

    "chez Nerval", "Valmor est une agence", "les ingénieurs Dorsal", "Anna Roux (Kermat)".

    >>> import spacy; doc = spacy.blank("fr")("Nerval paie. Chez Nerval on rit. Chez Paul on dort.")
    >>> spans = [Span(doc, i, i + 1, label="PER") for i in (0, 4, 9)]
    >>> [span.label_ for span in told_bodies(doc, spans)]
    ['ORG', 'ORG', 'PER']
    >>> doc = spacy.blank("fr")("Valmor est une agence. Les ingénieurs Dorsal, Anna Roux (Kermat), les sœurs Bihan.")
    >>> spans = [Span(doc, a, b, label="PER") for a, b in ((0, 1), (7, 8), (9, 11), (12, 13), (17, 18))]
    >>> [(span.text, span.label_) for span in told_bodies(doc, spans)]
    [('Valmor', 'ORG'), ('Dorsal', 'ORG'), ('Anna Roux', 'PER'), ('Kermat', 'ORG'), ('Bihan', 'PER')]
    """
    people = [span for span in spans if span.label_ == "PER"]
    parts = {token.text for span in people if len(span) > 1 for token in span}
    ends = {span.end for span in people if len(span) > 1}
    known = parts, lexicon.first_names(), lexicon.words("well_known_people")
    lone = [span for span in people if len(span) == 1 and not any(span.text in names for names in known)]
    bodies = {span.text for span in lone if _is_told_a_body(span, ends)}
    return [relabelled(span, "ORG") if span.label_ == "PER" and span.text in bodies else span for span in spans]


def _is_told_a_body(span: Span, ends: Set[int]) -> bool:
    doc, i = span.doc, span.start - 1
    before, behind = doc[i].lower_ if i >= 0 else "", [token.lower_ for token in doc[span.end : span.end + 3]]
    several = before.endswith("s") and before in nouns("human") and before.removesuffix("s") not in nouns("kin")
    presented = behind[:1] == ["est"] and behind[1:2] in (["le"], ["la"], ["l'"], ["un"], ["une"])
    affiliated = before == "(" and behind[:1] == [")"] and i in ends
    return before == "chez" or several or (presented and behind[-1] in _BODIES) or affiliated


def _is_new_name(span: Span, taken: set[int]) -> bool:
    word = span[1] if len(span) > 1 and span[0].lower_ in ("le", "la", "les", "l'") else span[0]
    free = taken.isdisjoint(range(span.start, span.end))
    return free and word.text[:1].isupper() and word.lower_ not in _COMMON


def whole_bodies(doc: Doc, spans: list[Span]) -> list[Span]:
    """A university's name, or an embassy's, goes on behind "à" and "en", others with a field of two capitals.

    Behind "et" it does not: more often another body is meant ("la Finance et Etalab").

    >>> import spacy; doc = spacy.blank("fr")("Université du Québec à Trois-Rivières")
    >>> [span.text for span in whole_bodies(doc, [Span(doc, 0, 3, label="ORG")])]
    ['Université du Québec à Trois-Rivières']
    >>> doc = spacy.blank("fr")("Réseau Breton du Sport en Milieu Rural et")
    >>> [span.text for span in whole_bodies(doc, [Span(doc, 0, 4, label="ORG")])]
    ['Réseau Breton du Sport en Milieu Rural']
    """
    starts = {span.start for span in spans}
    return [_prolonged(span, starts) if span.label_ == "ORG" else span for span in spans]


def _prolonged(span: Span, starts: set[int]) -> Span:
    doc, end = span.doc, span.end + 1
    if len(span) < 2 or end >= len(doc) or not doc[end].text[:1].isupper() or end in starts:
        return span
    goes_on = doc[span.end].lower_ in ("à", "en") and span[0].lower_ in lexicon.entries("names", "abroad")
    field = doc[span.end].lower_ == "en" and doc[end + 1 : end + 2].text.istitle() and end + 1 not in starts
    return Span(doc, span.start, end + 1 + field, label="ORG") if goes_on or field else span


def whole_ministries(doc: Doc, spans: list[Span]) -> list[Span]:
    """A ministry's name goes on with all that it is in charge of.

    >>> import spacy; doc = spacy.blank("fr")("ministère du Travail, de l'Emploi et de la Solidarité sociale")
    >>> spans = [Span(doc, 0, 3, label="ORG"), Span(doc, 10, 12, label="ORG")]
    >>> [span.text for span in whole_ministries(doc, spans)]
    ["ministère du Travail, de l'Emploi et de la Solidarité sociale"]
    """
    ends = {span.start: span.end for span in spans}
    found = [_with_portfolios(span, ends) if _is_a_ministry(span) else span for span in spans]
    taken = {i for old, new in zip(spans, found, strict=True) for i in range(old.end, new.end)}
    return [span for span in found if span.start not in taken] if taken else spans


def _is_a_ministry(span: Span) -> bool:
    return span.label_ == "ORG" and any(token.lower_ == "ministère" for token in span)


def _with_portfolios(span: Span, ends: Mapping[int, int]) -> Span:
    """The ministry with what follows it; `ends` of the spans by their start, for "Solidarité | sociale".

    A body of its own ends it: "du ministère de la Culture et de la Ville de Paris".
    """
    texts, end = texts_of(span.doc), span.end
    while end < len(texts) and texts[end] in (",", "et"):
        noun = end + 2 if texts[end + 1 : end + 2] in (["du"], ["des"]) else end + 3
        led = texts[end + 1 : noun] in (["du"], ["des"], ["de", "la"], ["de", "l'"], ["de", "l’"])
        if not led or noun >= len(texts) or not _is_a_portfolio(texts, noun):
            break
        end = ends.get(noun, noun + 1)
    return Span(span.doc, span.start, end, label="ORG")


def _is_a_portfolio(texts: Sequence[str], i: int) -> bool:
    place = texts[i + 1 : i + 2] in (["de"], ["d'"], ["d’"])
    return texts[i].istitle() and texts[i].lower() in lexicon.entries("names", "portfolios") and not place


def common_words(doc: Doc, spans: list[Span]) -> list[Span]:
    """A lone word that the post also writes in lower case is no organisation: "le Libre"."""
    common = in_lower_case(doc)

    def is_one(span: Span) -> bool:
        return len(span) == 1 and span.text.istitle() and span.text.isalpha() and span.text.lower() in common

    return [span for span in spans if span.label_ != "ORG" or not is_one(span)]
