"""One span of the model: where it ends, what its label is, whether it can be a name at all."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from spacy.tokens import Doc, Span

from eignlp import lexicon
from eignlp.components.layout import blocks_of
from eignlp.components.morphology.people import is_human
from eignlp.lexicon import nouns
from eignlp.people import folded

_HEADS = lexicon.words("organisation_heads")
_NOT_NAMES = lexicon.words("not_names")
_TITLES = lexicon.words("titles")
_CIVIL = lexicon.entries("names", "civil")
_LEFT = lexicon.entries("names", "edges")
_ROLES = nouns("human") | nouns("trade_fields")


def cut(span: Span, edges: frozenset[int] = frozenset()) -> Iterator[Span]:
    """The span in the parts that a block's end, a wide gap, a slash or a dash between spaces, or an edge makes of it.

    `edges` are code points of the text: of a link's ends ("Maud de [Cerema](…)" is two names), of what
    follows a hard line break.

    >>> import spacy; doc = spacy.blank("fr")("Ligue bretonne – Cerema")
    >>> [part.text for part in cut(Span(doc, 0, 4, label="ORG"))]
    ['Ligue bretonne', 'Cerema']
    """
    start = span.start
    for token in span:
        if token.i > start and token.idx in edges:
            yield Span(span.doc, start, token.i, label=span.label)
            start = token.i
        spaced = (
            token.text == "-" and bool(token.whitespace_) and token.i > 0 and bool(span.doc[token.i - 1].whitespace_)
        )
        gap = "\n" in token.text or (token.is_space and len(token) >= _GAP)
        joins = span.label_ == "PER" and token.lower_ in _JOINS
        if token.text in _CUTS or spaced or gap or joins:
            if start < token.i:
                yield Span(span.doc, start, token.i, label=span.label)
            start = token.i + 1
    if start < span.end:
        yield Span(span.doc, start, span.end, label=span.label)


def edges_of(doc: Doc) -> frozenset[int]:
    """The code points of the text at which a link begins or ends, or a hard line break stands."""
    blocks = blocks_of(doc)
    links = (edge for block in blocks for first, last, _ in block.links for edge in (first, last))
    return frozenset(links) | {edge for block in blocks for edge in block.breaks}


_GAP = 3  # spaces that part the columns of a list: "Anne Roux     Cadette"
_JOINS = frozenset({"&", "and", "et"})  # "Madeleine & Louisa" are two people
_CUTS = frozenset({"/", "–", "—", "|", "•", "→", "+", "[", "]"})


def laid_over(spans: list[Span], found: Iterable[Span]) -> list[Span]:
    """The spans of a Doc with others that were found, in order; those into which one of these reaches are gone.

    >>> import spacy; doc = spacy.blank("fr")("Paul Roux dort ici")
    >>> laid_over([Span(doc, 1, 2, label="ORG"), Span(doc, 3, 4, label="ORG")], [Span(doc, 0, 2, label="PER")])
    [Paul Roux, ici]
    """
    new = list(found)
    inside = {i for span in new for i in range(span.start, span.end)}
    kept = [span for span in spans if inside.isdisjoint(range(span.start, span.end))]
    return sorted([*kept, *new], key=lambda span: span.start) if new else spans


def relabelled(span: Span, label: str) -> Span:
    """The same stretch under `label`."""
    return span if span.label_ == label else Span(span.doc, span.start, span.end, label=label)


def without_edges(span: Span) -> Span | None:
    """The span without articles, elisions, quotation marks and stops at its edges: "l'Insee" to "Insee".

    >>> import spacy; doc = spacy.blank("fr")("Qu'en dit l'Insee ?")
    >>> without_edges(doc[3:6]).text
    'Insee'
    """
    start, end = span.start, span.end
    doc = span.doc
    while start < end and (_is_edge(doc[start].text) or (doc[start].text in _LEFT)):
        start += 1
    while span.label_ == "PER" and end - 1 > start and (doc[end - 1].text.isdigit() or _begins_a_trade(doc, end - 1)):
        end -= 1  # "Anne Roux 1": the number of a note or of a picture; "Anne Roux UX Designer"
    if span.label_ == "PER" and end - start == 3 and doc[end - 1].lower_ in lexicon.entries("names", "age_classes"):
        end -= 1  # "Anne ROUX Cadette", in a list of results
    if span.label_ == "ORG" and start + 1 < end and re.fullmatch(r"(?:19|20)\d\d", doc[start].text):
        start += 1  # "2019 Etalab": a year before it
    while end > start and (_is_edge(doc[end - 1].text) and not _closes(doc, start, end)):
        end -= 1
    while end > start and doc[end - 1].text in _LEFT:
        end -= 1
    return Span(doc, start, end, label=span.label) if start < end else None


def _begins_a_trade(doc: Doc, i: int) -> bool:
    """Whether token i begins the English name of a trade: "Product Owner", but not in "Neymar Junior joue"."""
    follows = doc[i + 1].lower_ if i + 1 < len(doc) else ""
    return doc[i].lower_ in nouns("trade_fields") and (follows in _ROLES or follows == "of")


_ELISION = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’]$", re.IGNORECASE)


def _is_edge(text: str) -> bool:
    return bool(_ELISION.match(text)) or not any(c.isalnum() for c in text)


def _closes(doc: Doc, start: int, end: int) -> bool:
    """Whether the last token closes a bracket that the span opens: "(DINUM)" stays whole."""
    text = doc[end - 1].text
    return text == ")" and any(token.text == "(" for token in doc[start : end - 1])


def without_kind(span: Span) -> Span:
    """An organisation without the common noun before its own name: "l'agence Axance" to "Axance".

    >>> import spacy; doc = spacy.blank("fr")("À l'agence Axance")
    >>> without_kind(Span(doc, 2, 4, label="ORG")).text
    'Axance'
    """
    kind = len(span) > 1 and span[0].text in lexicon.entries("names", "kinds") and span[1].text[:1].isupper()
    if span.label_ == "ORG" and (meeting := _MEETING.match(span.text)):
        behind = [token.i for token in span if token.idx - span[0].idx >= meeting.end()]
        if behind and span.doc[behind[0]].text[:1].isupper():
            return Span(span.doc, behind[0], span.end, label="ORG")  # "l'assemblée générale de Framasoft"
    bare = span.label_ == "ORG" and kind and (len(span) == 2 or span[0].text not in _HEADS)
    return Span(span.doc, span.start + 1, span.end, label="ORG") if bare else span


_MEETING = re.compile(
    r"(?:assemblée générale|congrès|conseil d['’]administration|université d['’]été) "
    r"(?:de la |de l['’]|du |des |de |d['’])",
    re.IGNORECASE,
)


def label_of(span: Span) -> str:
    """The span's label: `ORG` where its head says so, whatever the model took it for."""
    if len(span) > 1 and span[0].lower_.rstrip(".") in _CIVIL:
        return "PER"  # "Dr Essaïdi"
    if span.label_ == "ORG" and len(span) == 1 and span.text in lexicon.first_names() and _may_be_somebody(span):
        return "PER"  # "pour Amanda"
    if span.label_ != "PER" and span[0].lower_ in _HEADS:
        return "ORG"
    return span.label_


def _may_be_somebody(span: Span) -> bool:
    """Whether nothing beside the name tells a body: not in "la Marine", "chez Clarence", "Erasme, laboratoire de…"."""
    doc, before = span.doc, span.doc[span.start - 1].lower_ if span.start else ""
    if before in _ARTICLES or before in lexicon.entries("names", "at"):
        return False
    if before in (",", "et", "ou") and span.start > 1 and doc[span.start - 2].ent_type_ == "ORG":
        return False  # "des sociétés comme Qwant, Lydia"
    behind = [token.lower_ for token in doc[span.end : span.end + 2]]
    return not (behind[:1] == [","] and behind[-1] in _HEADS)


_ARTICLES = frozenset({"le", "la", "l'", "les", "du", "des", "au", "aux", "en"})


def without_title(span: Span) -> Span | None:
    """A person without a title before the name: "Mme Kerbrat" to "Kerbrat".

    >>> import spacy; doc = spacy.blank("fr")("La ministre Anne Roux")
    >>> without_title(doc[1:4]).text
    'Anne Roux'
    """
    start = span.start
    while start < span.end and span.doc[start].lower_.rstrip(".") in _TITLES:
        start += 1
    return Span(span.doc, start, span.end, label=span.label) if start < span.end else None


def looks_like_a_name(span: Span) -> bool:
    """Whether a span can be a name at all: it has a capital, and is no word that only opens a sentence."""
    text = span.text
    if _is_inclusive(span[0].text):
        return False
    if not any(c.isupper() for c in text) and not any(c in "@.·" for c in text):
        return span.label_ == "ORG" and _is_told_by_its_head(span)
    if len(span) == 1 and (span[0].lower_ in _NOT_NAMES or len(text) == 1):
        return False
    if text in lexicon.words("abbreviated_things"):
        return False
    if span.label_ == "PER" and len(span) == 1 and span[0].lower_ in nouns("text"):
        return False  # "Source : Étude sur les ports"
    if text.lower() in lexicon.entries("names", "body_offices"):
        return True
    if span[0].lower_ in _ROLES and span.label_ != "PROD" and not any(t.lower_ == "sans" for t in span):
        return False  # "Coach", "Ingénieur des données"
    if span.label_ == "ORG" and (text.count("(") > text.count(")") or _is_common(span)):
        return False
    return not re.search(r"https?:|www\.|[<>{}|]", text)


def _is_inclusive(word: str) -> bool:
    """Whether a word shows both genders, as no address does: "animateur.rice.s", "tou·te·s", not "eldiario.es"."""
    stem, *endings = re.split("[.·•]", word)
    gendered = all(end in _ENDINGS for end in endings)
    return word.islower() and bool(endings) and gendered and (len(endings) > 1 or is_human(stem))


_ENDINGS = frozenset("e es ère ères euse euses fe le les ne nes rice rices s se ses te tes trice trices ve ves".split())


def _is_common(span: Span) -> bool:
    """Whether the words tell of any such body or of a thing: "un Conseil collégial", "stratégie de la France"."""
    before = span.doc[span.start - 1].lower_ if span.start else ""
    headed = span[0].lower_ in _HEADS
    named = headed or span[0].lower_ in lexicon.entries("names", "lower_heads")
    return (before in ("un", "une") and headed) or (span[0].text.islower() and span[0].is_alpha and not named)


def _is_told_by_its_head(span: Span) -> bool:
    """Whether an organisation in lower case is named: "direction interministérielle du numérique", "la gendarmerie"."""
    return (len(span) >= 4 and span[0].text in _HEADS) or span.text in _UNIQUE


def is_no_body(span: Span) -> bool:
    """Whether what the model takes for an organisation is a place, a road, inhabitants, a tool, or any such body.

    >>> import spacy; doc = spacy.blank("fr")("Russie République du Congo ministère du Congo Franciliens D974 CSS")
    >>> is_no_body(doc[:1]), is_no_body(doc[1:4]), is_no_body(doc[4:7]), is_no_body(doc[7:8])
    (True, True, False, True)
    >>> is_no_body(doc[8:9]), is_no_body(doc[9:])
    (True, True)
    """
    text = " ".join(span.text.split())
    if text in lexicon.words("products") or _ROAD.fullmatch(text):
        return True
    lower = re.sub(r"^(?:l[ae]s? |l')", "", text.lower())
    told = is_place(text) or is_place(lower) or lower in _GENERIC or bool(_INHABITANTS.fullmatch(text))
    return told or (len(span) > 1 and (span[0].lower_ in _THINGS or bool(_OF_A_PLACE.match(text))))


def is_place(name: str) -> bool:
    """Whether a name is a place's that `lexicon/places.txt` has, however accents and hyphens are written.

    >>> is_place("Val de Marne"), is_place("Etats-Unis"), is_place("Nancy Roux")
    (True, True, False)
    """
    return folded(name) in _places()


@cache
def _places() -> frozenset[str]:
    return frozenset(map(folded, lexicon.words("places")))


_UNIQUE = lexicon.entries("names", "unique")
_THINGS = lexicon.entries("names", "things")

_GENERIC = (_HEADS - _UNIQUE) | lexicon.entries("names", "generic")

_ROAD = re.compile(r"[ADN]\d{1,4}")
_INHABITANTS = re.compile(r"[A-ZÉ]\w+(?:iens|iennes|oises|aises|ais|ois|taux)(?: et [A-ZÉ]\w+)?")

_OF_A_PLACE = re.compile(
    r"(?:(?i:sud|nord|est|ouest|centre|république|royaume|gouvernement|province|forêt|village|océan|mer|gare)s?"
    r"|ville|région|commune|capitale|quartier|avenue) (?:(?:de la|des?|du|français)\b|d[e'])(?! gendarmerie)"
    r"|(?i:[ée]tat) (?:fran|de la\b|du\b)"
)
