"""The component `eignlp_entities`: the model's names, repaired by rules of French, one after the other.

It stands after a `ner`; it only rewrites `doc.ents`.
"""

from collections import Counter
from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc, Span, Token
from spacy.util import filter_spans

from eignlp import lexicon
from eignlp.components.entities import acronyms, organisations, people, somebody
from eignlp.components.entities.known import known_people
from eignlp.components.entities.spans import (
    cut,
    edges_of,
    is_no_body,
    is_place,
    label_of,
    looks_like_a_name,
    relabelled,
    without_edges,
    without_kind,
    without_title,
)
from eignlp.components.entities.well_known import WellKnown, papers
from eignlp.components.morphology.verbs import third_persons

LABELS = ("PER", "ORG", "PROD")

Rule = Callable[[Doc, list[Span]], list[Span]]


def ended_by_verbs(doc: Doc, spans: list[Span]) -> list[Span]:
    """A name ends before a verb in the third person: "Le CNLL représente 13 associations", "Anne Roux réagit".

    >>> import spacy; doc = spacy.blank("fr")("Le CNLL représente 13 associations")
    >>> [span.text for span in ended_by_verbs(doc, [Span(doc, 1, 5, label="ORG")])]
    ['CNLL']
    """
    return [_before_a_verb(span) if span.label_ != "PROD" and len(span) > 1 else span for span in spans]


def _before_a_verb(span: Span) -> Span:
    doc = span.doc
    for token in span[1:]:
        alike = token.text.islower() or (token.text.isupper() and span.text.isupper() and span.label_ == "ORG")
        before = doc[token.i - 1].lower_
        if (
            alike
            and (token.lower_ in third_persons() or _has_an_object(span, token))
            and before not in lexicon.entries("names", "edges")
            and before not in ("qui", "se", "ne")
        ):
            return without_edges(Span(doc, span.start, token.i, label=span.label)) or span
    return span


def _has_an_object(span: Span, token: Token) -> bool:
    """Whether a word that an article follows is rather a verb: "l'Union des commerçants | décore la rue"."""
    follows = span.doc[token.i + 1].lower_ if token.i + 1 < span.end else ""
    ends = token.lower_.endswith(("e", "ent", "it")) and token.lower_ not in lexicon.entries("grammar", "prepositions")
    return span.label_ == "ORG" and ends and token.i > span.start + 1 and follows in ("le", "la", "l'", "un", "une")


def one_name_one_label(doc: Doc, spans: list[Span]) -> list[Span]:
    """A name has one label in a post: that of most of its mentions, the first one's if they are equal."""
    votes: dict[str, Counter[str]] = {}
    for span in spans:
        votes.setdefault(span.text, Counter())[span.label_] += 1
    return [relabelled(span, votes[span.text].most_common(1)[0][0]) for span in spans]


RULES: tuple[Rule, ...] = (
    people.whole_words,
    known_people,
    ended_by_verbs,
    organisations.ended_by_others,
    organisations.called_organisations,
    organisations.presented_bodies,
    organisations.marked_bodies,
    organisations.marked_things,
    people.capital_surnames,
    people.people_of_organisations,
    people.people_of_bodies,
    people.first_names_before,
    people.two_people,
    people.initials_behind,
    people.full_names,
    people.presented_first_names,
    people.initials_before,
    people.glued_initials,
    somebody.bearers_of_names,
    somebody.parts_of_names,
    somebody.titled,
    somebody.aged,
    somebody.acting_products,
    organisations.told_bodies,
    somebody.lone_words,
    somebody.other_mentions,
    people.family_names,
    organisations.named_after,
    organisations.shouted,
    one_name_one_label,
    organisations.common_words,
    organisations.places_told,
    acronyms.defined_acronyms,
    acronyms.glossed_words,
    organisations.whole_bodies,
    organisations.whole_ministries,
    organisations.coordinated_ministries,
    organisations.same_bodies,
    papers,
)


class Entities:
    """The component `eignlp_entities`: mends each span of the model, then the spans of the Doc together."""

    def __init__(self, nlp: Language) -> None:
        self.well_known = WellKnown(nlp)

    def __call__(self, doc: Doc) -> Doc:
        """Repair `doc.ents`; labels other than `LABELS` go, but for organisations taken for places."""
        edges = edges_of(doc)
        spans = [span for ent in doc.ents for part in cut(ent, edges) if (span := self.repair(part)) is not None]
        spans = self.well_known(doc, spans)
        for rule in RULES:
            spans = rule(doc, spans)
        doc.ents = filter_spans(spans)
        return doc

    def repair(self, span: Span) -> Span | None:
        """The span with its edges trimmed and its label mended; None if it is no name."""
        trimmed = without_edges(span)
        if trimmed is None:
            return None
        trimmed = without_kind(trimmed)
        label = label_of(trimmed)
        if label == "PER":
            person = without_title(trimmed)
            if person == trimmed and is_place(trimmed.text) and not _is_known(trimmed):
                return None
            return relabelled(person, "PER") if person is not None and looks_like_a_name(person) else None
        if label == "ORG" and is_no_body(trimmed):
            return None
        if label in LABELS and looks_like_a_name(trimmed):
            return relabelled(trimmed, label)
        return None


def _is_known(place: Span) -> bool:
    """Whether a place's name is also a first name, or the family name of somebody the model finds: "Claire Redon"."""
    people = (ent for ent in place.doc.ents if ent.label_ == "PER" and len(ent) > 1)
    return place.text in lexicon.first_names() or any(ent[-1].text == place.text for ent in people)


@Language.factory("eignlp_entities", requires=["doc.ents"], assigns=["doc.ents"])
def make_entities(nlp: Language, name: str) -> Entities:
    """spaCy factory `eignlp_entities`."""
    return Entities(nlp)
