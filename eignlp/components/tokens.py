"""The text of a Doc, and of each of its tokens, made once: many rules look at all, and spaCy makes them anew."""

from spacy.tokens import Doc

CLOSERS = {"«": "»", "“": "”"}  # the closing quotation mark of each opening one that has another shape

for _name in ("text", "texts", "in_lower_case"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)


def text_of(doc: Doc) -> str:
    """`doc.text`."""
    if doc._.text is None:
        doc._.text = doc.text
    text: str = doc._.text
    return text


def texts_of(doc: Doc) -> list[str]:
    """The text of each token, by index.

    >>> import spacy; texts_of(spacy.blank("fr")("Le vent tourne."))
    ['Le', 'vent', 'tourne', '.']
    """
    if doc._.texts is None:
        strings = doc.vocab.strings
        doc._.texts = [strings[word] for word in doc.to_array("ORTH").tolist()]
    texts: list[str] = doc._.texts
    return texts


def in_lower_case(doc: Doc) -> frozenset[str]:
    """The words that the Doc has in lower case.

    >>> import spacy; sorted(in_lower_case(spacy.blank("fr")("Le vent tourne.")))
    ['tourne', 'vent']
    """
    if doc._.in_lower_case is None:
        doc._.in_lower_case = frozenset(text for text in texts_of(doc) if text.islower())
    words: frozenset[str] = doc._.in_lower_case
    return words
