"""What the components know of a post's layout: its blocks, carried by the Doc."""

import re
from collections.abc import Iterator

from spacy.tokens import Doc

from eignlp.components.tokens import text_of
from eignlp.markup import Block
from eignlp.markup.plain import trimmed

if not Doc.has_extension("blocks"):
    Doc.set_extension("blocks", default=None)

_EMPTY_LINE = re.compile(r"\s*\n\s*\n\s*")


def blocks_of(doc: Doc) -> list[Block]:
    """The Doc's blocks, in code points of `doc.text`; of a plain text, what empty lines part.

    >>> import spacy
    >>> [doc_block.end for doc_block in blocks_of(spacy.blank("fr")("Un.\\n\\nDeux. Trois."))]
    [3, 17]
    """
    if doc._.blocks is None:
        doc._.blocks = list(_paragraphs(text_of(doc)))
    blocks: list[Block] = doc._.blocks
    return blocks


def _paragraphs(text: str) -> Iterator[Block]:
    start = 0
    for end, following in [*(m.span() for m in _EMPTY_LINE.finditer(text)), (len(text), len(text))]:
        first, last = trimmed(text, start, end)
        if first < last:
            yield Block("paragraph", first, last)
        start = following
