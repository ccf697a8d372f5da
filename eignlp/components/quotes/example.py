"""Examples for the rules' docstrings: short texts whose names are marked by hand, no model needed.

[Maud Kerbrat] is a person, {Insee} an organisation; the marks are taken out.
"""

import re
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from eignlp.components.quotes.candidates import Candidate
from eignlp.components.quotes.component import Observed, make_quotes, observed
from eignlp.components.quotes.refuse import refusal
from eignlp.components.sentences import make_sentences
from eignlp.markup import parse


@cache
def _blank() -> Language:
    return spacy.blank("fr")


def annotated(text: str) -> Doc:
    """A Doc of Markdown `text`, names taken from the brackets, with its quotations decided."""
    nlp = _blank()
    plain = parse(text.replace("[", "⟦").replace("]", "⟧").replace("{", "⦃").replace("}", "⦄"))
    marked = plain.text.replace("’", "'")
    names: list[tuple[int, int, str]] = []
    clean, at, shift = "", 0, 0
    for match in re.finditer(r"[⟦⦃]([^⟧⦄]+)[⟧⦄]", marked):
        clean += marked[at : match.start()] + match[1]
        start = match.start() - shift
        names.append((start, start + len(match[1]), "PER" if match[0][0] == "⟦" else "ORG"))
        at, shift = match.end(), shift + 2
    clean += marked[at:]
    doc = nlp.make_doc(clean)
    spans = [doc.char_span(a, b, label=label, alignment_mode="expand") for a, b, label in names]
    doc.ents = [span for span in spans if isinstance(span, Span)]
    for block in plain.blocks:
        block.start, block.end = _unmarked(marked, block.start), _unmarked(marked, block.end)
        block.bold = [(_unmarked(marked, first), _unmarked(marked, last)) for first, last in block.bold]
        block.italic = [(_unmarked(marked, first), _unmarked(marked, last)) for first, last in block.italic]
        block.lines = [_unmarked(marked, line) for line in block.lines]
    doc._.blocks = plain.blocks
    done: Doc = make_quotes(nlp, "quotes")(make_sentences(nlp, "sentences")(doc))
    return done


def _unmarked(marked: str, offset: int) -> int:
    """Where an offset lies once the marks of the names are taken out."""
    return offset - len(re.findall(r"[⟦⦃⟧⦄]", marked[:offset]))


def example(text: str, place: int = 0) -> tuple[str, str | None, str | None] | None:
    """(rule, speaker's name, cue) of the first rule that attributes marked span `place`; None if none does.

    Spans before it count as attributed by their first rule.
    """
    doc = annotated(text)
    for number, seen in enumerate(observed(doc)):
        candidates = [candidate for candidate in seen.candidates()[0] if candidate.evidence]
        first = next((c for rule in seen.rules for c in candidates if rule in c.evidence), None)
        if number == place:
            return _told(seen, first)
        seen.passage.note(seen, first)
    return None


def _told(seen: Observed, first: Candidate | None) -> tuple[str, str | None, str | None] | None:
    rule, evidence = next(iter(seen.rules.items()), (None, None))
    if rule is None or evidence is None:
        return None
    cue = seen.view.words.text_of(evidence.cue.first, evidence.cue.last) if evidence.cue else None
    return rule, first.speaker.name if first else None, cue


def refused(text: str) -> tuple[str, str] | None:
    """(reason, rule) by which the first marked span is no quotation, whatever rules attribute it."""
    return next((refusal(seen.view) for seen in observed(annotated(text))), None)
