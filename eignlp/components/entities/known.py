"""The people's names of a Doc, and those that its front matter knows."""

from spacy.tokens import Doc

from eignlp.people import Names

if not Doc.has_extension("names"):
    Doc.set_extension("names", default=None)


def names_of(doc: Doc) -> Names:
    """The people's names of a Doc, those that its context knows included; made once."""
    if doc._.names is None:
        doc._.names = Names((ent.text for ent in doc.ents if ent.label_ == "PER"), known(doc))
    names: Names = doc._.names
    return names


def known(doc: Doc) -> list[str]:
    """The people whom the front matter names."""
    context = doc._.context if Doc.has_extension("context") else None
    return [*context.authors, *filter(None, [context.person]), *context.titled] if context else []
