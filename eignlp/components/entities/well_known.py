"""Bodies and people whom everybody knows by name, whatever the model took them for: "Charlie Hebdo", "Voltaire"."""

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from eignlp import lexicon
from eignlp.components.tokens import texts_of

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


def papers(doc: Doc, spans: list[Span]) -> list[Span]:
    """A paper whose name is a common word is one behind a noun of the press: "un article du Monde", not "du Monde".

    >>> import spacy; doc = spacy.blank("fr")("Le tour du Monde, dit un journaliste du Monde")
    >>> [(span.text, span.start) for span in papers(doc, [])]
    [('Monde', 9)]
    """
    names = lexicon.entries("names", "papers")
    places = (i for i, text in enumerate(texts_of(doc)) if text in names and _is_of_press(doc, i))
    found = [Span(doc, i, i + 1, label="ORG") for i in places]
    mine = {span.start for span in found}
    kept = [span for span in spans if len(span) > 1 or span.start not in mine]
    taken = {i for span in kept for i in range(span.start, span.end)}
    added = [span for span in found if span.start not in taken]
    return sorted([*kept, *added], key=lambda span: span.start) if added else spans


def _is_of_press(doc: Doc, i: int) -> bool:
    """Whether a noun of the press stands before the name at token i: "journaliste à | Libération"."""
    before = [token.lower_ for token in doc[max(0, i - 3) : i]]
    goes_on = i + 1 < len(doc) and doc[i + 1].text.istitle() and not doc[i + 1].is_sent_start
    while before and before[-1] in _BEFORE_A_PAPER:
        before.pop()
    return not goes_on and len(before) < 3 and bool(before) and before[-1] in lexicon.entries("names", "press")


_BEFORE_A_PAPER = frozenset({"du", "de", "des", "la", "l'", "à", "au", "aux", "pour", '"', "«"})


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
