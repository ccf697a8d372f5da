"""Bodies and people whom everybody knows by name, whatever the model took them for: "Charlie Hebdo", "Voltaire"."""

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span, Token
from spacy.util import filter_spans

from eignlp import lexicon
from eignlp.components.morphology.verbs import finite
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

        >>> import spacy; nlp = spacy.blank("fr"); doc = nlp("La loi Hadopi, lue dans Le Monde ou chez Voltaire")
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
    people = {i for span in spans if span.label_ == "PER" for i in range(span.start, span.end)}
    found = {i: Span(doc, i, i + 1, label="ORG") for i in places if i not in people}
    kept = [span for span in spans if len(span) > 1 or span.start not in found]
    taken = {i for span in kept for i in range(span.start, span.end)}
    added = [span for i, span in found.items() if i not in taken]
    return sorted([*kept, *added], key=lambda span: span.start) if added else spans


def _is_of_press(doc: Doc, i: int) -> bool:
    """Whether a noun of the press and an article or preposition stand before the name: "journaliste à | Libération"."""
    goes_on = i + 1 < len(doc) and doc[i + 1].text[:1].isupper() and not doc[i + 1].is_sent_start
    first = i
    while first > 0 and doc[first - 1].lower_ in _BEFORE_A_PAPER:
        first -= 1
    return not goes_on and 0 < first < i and doc[first - 1].lower_ in lexicon.entries("names", "press")


_BEFORE_A_PAPER = frozenset({"du", "de", "des", "la", "l'", "à", "au", "aux"})


def _stands_alone(span: Span) -> bool:
    """Whether it is no part of another name ("Le Monde des Ados"), nor a law's, a street's ("la loi Hadopi")."""
    doc, first = span.doc, span.start
    while first > 0 and doc[first - 1].lower_ in _LINKS and not doc[first].is_sent_start:
        first -= 1
    opens = doc[first].is_sent_start or first == 0
    before = None if opens else doc[first - 1]
    behind = doc[span.end] if span.end < len(doc) and not doc[span.end].is_sent_start else None
    if before is not None and (before.lower_ in _NAMED_AFTER or (before.text.istitle() and not before.is_sent_start)):
        return False
    if behind is not None and behind.text[:1].isupper():
        return False
    return not (opens and doc[span.start].lower_ in _ARTICLES) or _acts(behind)


def _acts(behind: Token | None) -> bool:
    """Whether a verb follows, as it does not in a title: "Le Monde écrit", but "Le Monde d'après"."""
    return behind is not None and behind.lower_ in finite()


_LINKS = frozenset({"de", "d'", "du", "des", "la", "le", "l'", "libre", "dite", "dit", "La", "Le", "L'"})
_ARTICLES = frozenset({"le", "la", "les", "l'"})
_NAMED_AFTER = frozenset().union(
    *(lexicon.entries("names", key) for key in ("no_body_behind", "bodies_named_after", "others_named_after"))
)
