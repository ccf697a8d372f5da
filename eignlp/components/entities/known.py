"""The people's names of a Doc, and those whom its front matter knows."""

import re

from spacy.tokens import Doc, Span

from eignlp import lexicon
from eignlp.components.entities.spans import laid_over
from eignlp.components.morphology.people import bears
from eignlp.components.tokens import text_of
from eignlp.people import Names

if not Doc.has_extension("names"):
    Doc.set_extension("names", default=None)


def names_of(doc: Doc) -> Names:
    """The people's names of a Doc, those that its context knows included; made once."""
    if doc._.names is None:
        doc._.names = Names((ent.text for ent in doc.ents if ent.label_ == "PER"), known(doc))
    names: Names = doc._.names
    return names


def known_people(doc: Doc, spans: list[Span]) -> list[Span]:
    """Whom the front matter names in full is a person where the text names them and the model saw nothing.

    >>> import spacy; from eignlp.components.quotes.component import Context
    >>> doc = spacy.blank("fr")("Zadrian Nabou rit")
    >>> doc._.context = Context(authors=("Zadrian Nabou",))
    >>> known_people(doc, [])
    [Zadrian Nabou]
    """
    taken = {i for span in spans for i in range(span.start, span.end)}
    found: list[Span] = []
    for name in dict.fromkeys(known(doc)):
        words = name.split()
        if len(words) < 2 or words[0].lower() in lexicon.words("organisation_heads"):
            continue
        for match in re.finditer(re.escape(name), text_of(doc)):
            span = doc.char_span(*match.span(), label="PER")
            if span is not None and taken.isdisjoint(range(span.start, span.end)):
                found.append(span)
                taken |= set(range(span.start, span.end))
    return laid_over(spans, found)


def full_name(names: Names, ent: Span) -> str:
    """The fullest form of a name in the post, but for another's: "Mme Bernard" beside Loïc Bernard is Bernard."""
    text = " ".join(ent.text.split())
    full, title = names.full(text), ent.doc[ent.start - 1].text if ent.start else ""
    return full if bears(full, title) else text


def known(doc: Doc) -> list[str]:
    """The people whom the front matter names."""
    context = doc._.context if Doc.has_extension("context") else None
    return [*context.authors, *filter(None, [context.person]), *context.titled] if context else []
