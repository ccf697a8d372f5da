"""The people's names of a Doc, and those that its front matter knows."""

from spacy.tokens import Doc, Span

from eignlp.components.morphology.people import bears
from eignlp.people import Names

if not Doc.has_extension("names"):
    Doc.set_extension("names", default=None)


def names_of(doc: Doc) -> Names:
    """The people's names of a Doc, those that its context knows included; made once."""
    if doc._.names is None:
        doc._.names = Names((ent.text for ent in doc.ents if ent.label_ == "PER"), known(doc))
    names: Names = doc._.names
    return names


def full_name(names: Names, ent: Span) -> str:
    """The fullest form of a name in the post, but for another's: "Mme Bernard" beside Loïc Bernard is Bernard."""
    text = " ".join(ent.text.split())
    full, title = names.full(text), ent.doc[ent.start - 1].text if ent.start else ""
    return full if bears(full, title) else text


def known(doc: Doc) -> list[str]:
    """The people whom the front matter names."""
    context = doc._.context if Doc.has_extension("context") else None
    return [*context.authors, *filter(None, [context.person]), *context.titled] if context else []
