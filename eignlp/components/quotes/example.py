"""Examples for the rules' docstrings: short texts whose names are marked by hand, no model needed.

[Maud Kerbrat] is a person, {Insee} an organisation; the marks are taken out.
"""

import re
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from eignlp.components.quotes.component import make_quotes
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
        block.start -= 2 * sum(1 for m in re.finditer(r"[⟦⦃]", marked[: block.start]))
        block.end -= 2 * sum(1 for m in re.finditer(r"[⟦⦃]", marked[: block.end]))
    doc._.blocks = plain.blocks
    done: Doc = make_quotes(nlp, "quotes")(make_sentences(nlp, "sentences")(doc))
    return done


def example(text: str, place: int = 0) -> tuple[str, str | None, str | None] | None:
    """(rule, speaker's name, cue) of the text's quotation number `place`; None if there is none."""
    quotes = annotated(text)._.quotes
    if place >= len(quotes):
        return None
    quote = quotes[place]
    cue = annotated(text).text[slice(*quote.cue)] if quote.cue else None
    return quote.rule, quote.speaker.name if quote.speaker else None, cue


def refused(text: str) -> tuple[str, str] | None:
    """(reason, rule) of the first marked span that is no quotation."""
    rejected = annotated(text)._.rejected
    return (rejected[0].reason, rejected[0].rule) if rejected else None
