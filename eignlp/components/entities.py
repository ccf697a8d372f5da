"""People and organisations: what the statistical model tags, repaired by rules of French.

The component stands after a `ner`; it only rewrites `doc.ents`.
"""

import re
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from eignlp import lexicon
from eignlp.people import Names

LABELS = ("PER", "ORG", "PROD")

_HEADS = lexicon.words("organisation_heads")
_NOT_NAMES = lexicon.words("not_names")
_TITLES = lexicon.words("titles")
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’]$", re.IGNORECASE)
_LEFT = frozenset(
    [
        "le",
        "la",
        "les",
        "l'",
        "un",
        "une",
        "des",
        "du",
        "de",
        "d'",
        "à",
        "au",
        "aux",
        "en",
        "et",
        "ce",
        "cet",
        "cette",
        "ces",
        "notre",
        "nos",
    ]
)


if not Doc.has_extension("names"):
    Doc.set_extension("names", default=None)


def names_of(doc: Doc) -> Names:
    """The people's names of a Doc, those that its context knows included; made once."""
    if doc._.names is None:
        context = doc._.context if Doc.has_extension("context") else None
        known = [*context.authors, *filter(None, [context.person])] if context else []
        doc._.names = Names((ent.text for ent in doc.ents if ent.label_ == "PER"), known)
    names: Names = doc._.names
    return names


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


class Entities:
    """The component `eignlp_entities`: each rule takes a span and gives it back, mended, or None."""

    def __call__(self, doc: Doc) -> Doc:
        """Repair `doc.ents`; labels other than `LABELS` go, but for organisations taken for places."""
        kept = (self.repair(span) for span in doc.ents)
        doc.ents = filter_spans([span for span in kept if span is not None and self._in_one_block(span)])
        return doc

    def repair(self, span: Span) -> Span | None:
        """The span with its edges trimmed and its label mended; None if it is no name."""
        trimmed = without_edges(span)
        if trimmed is None:
            return None
        label = label_of(trimmed)
        if label == "PER":
            person = without_title(trimmed)
            return relabelled(person, "PER") if person is not None and looks_like_a_name(person) else None
        if label in LABELS and looks_like_a_name(trimmed):
            return relabelled(trimmed, label)
        return None

    @staticmethod
    def _in_one_block(span: Span) -> bool:
        return not any(token.is_space and "\n" in token.text for token in span)


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
    while end > start and (_is_edge(doc[end - 1].text) and not _closes(doc, start, end)):
        end -= 1
    return Span(doc, start, end, label=span.label) if start < end else None


def _is_edge(text: str) -> bool:
    return bool(_ELISION.match(text)) or not any(c.isalnum() for c in text)


def _closes(doc: Doc, start: int, end: int) -> bool:
    """Whether the last token closes a bracket that the span opens: "(DINUM)" stays whole."""
    text = doc[end - 1].text
    return text == ")" and any(token.text == "(" for token in doc[start : end - 1])


def label_of(span: Span) -> str:
    """The span's label: `ORG` where its head says so, whatever the model took it for."""
    if span.label_ != "PER" and span[0].lower_ in _HEADS:
        return "ORG"
    return span.label_


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
    if not any(c.isupper() for c in text) and not any(c in "@.·" for c in text):
        return False
    if len(span) == 1 and (span[0].lower_ in _NOT_NAMES or len(text) == 1):
        return False
    return not re.search(r"https?:|www\.|[<>{}|]", text)


@Language.factory("eignlp_entities", requires=["doc.ents"], assigns=["doc.ents"])
def make_entities(nlp: Language, name: str) -> Entities:
    """spaCy factory `eignlp_entities`."""
    return Entities()
