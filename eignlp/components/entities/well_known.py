"""Bodies and people whom everybody knows by name, whatever the model took them for: "Charlie Hebdo", "Voltaire"."""

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from eignlp import lexicon

_LISTS = {"ORG": "well_known_bodies", "PER": "well_known_people"}


class WellKnown:
    """Finds the names of `lexicon/well_known_bodies.txt` and `well_known_people.txt` in a Doc."""

    def __init__(self, nlp: Language) -> None:
        self._matcher = PhraseMatcher(nlp.vocab)
        for label, names in _LISTS.items():
            self._matcher.add(label, [nlp.make_doc(name) for name in sorted(lexicon.words(names))])

    def __call__(self, doc: Doc, spans: list[Span]) -> list[Span]:
        """The spans with those names in place of what the model sees there; a longer name stays as it is.

        >>> import spacy; nlp = spacy.blank("fr"); doc = nlp("Une licence MIT, lue dans Le Monde ou chez Voltaire")
        >>> [(span.text, span.label_) for span in WellKnown(nlp)(doc, [Span(doc, 10, 11, label="ORG")])]
        [('Le Monde', 'ORG'), ('Voltaire', 'PER')]
        """
        found = filter_spans(self._matcher(doc, as_spans=True))
        known = {i: span for span in found if _stands_alone(span) for i in range(span.start, span.end)}
        kept = [span for span in spans if span.start not in known or known[span.start] is not known.get(span.end - 1)]
        taken = {i for span in kept for i in range(span.start, span.end)}
        added = [span for i, span in known.items() if i == span.start and taken.isdisjoint(range(span.start, span.end))]
        return sorted([*kept, *added], key=lambda span: span.start) if added else spans


def _stands_alone(span: Span) -> bool:
    """Whether it is no part of another name ("Le Monde des Ados"), nor a law's, a street's ("la loi Hadopi")."""
    before = [] if span[0].is_sent_start else list(span.doc[max(0, span.start - 1) : span.start])
    behind = [token for token in span.doc[span.end : span.end + 1] if not token.is_sent_start]
    if any(token.lower_ in _NAMED_AFTER for token in before):
        return False
    return not any(token.text.istitle() and token.text not in _ARTICLES for token in [*before, *behind])


_ARTICLES = lexicon.entries("names", "edges") | {"Le", "La", "Les", "L'"}
_NAMED_AFTER = frozenset().union(
    *(lexicon.entries("names", key) for key in ("no_body_behind", "bodies_named_after", "places_named_after"))
)
