"""Plain text as a reader sees it, and its map: each character leads back to the stretch of file it came from."""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["paragraph", "heading", "list_item", "blockquote", "table_cell", "caption"]
Range = tuple[int, int]

GAP = "\n\n"  # stands between two blocks of the text
_IRREGULAR = re.compile(r"\s{2,}|[^\S ]")  # white space that is not one plain space


@dataclass(slots=True)
class Block:
    """A block of plain text: `start` and `end` count code points of `Plain.text`.

    `quote` numbers the blockquote that holds the block (None outside of one; below 0 in HTML), `row` the
    table row; `bold` and `italic` are stretches of emphasis, `links` stretches with their target,
    `lines` where a line of the file begins inside the block, `breaks` where what follows a hard
    line break (`<br>`, two spaces at a line's end) begins, `quoted` what a browser shows between
    quotation marks that nobody typed (`<q>`, icons), all in code points of `Plain.text`;
    `parted`: whether a thematic break (`---`) stands above.
    """

    kind: Kind
    start: int
    end: int
    quote: int | None = None
    row: int | None = None
    bold: list[Range] = field(default_factory=list)
    italic: list[Range] = field(default_factory=list)
    links: list[tuple[int, int, str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    quoted: list[Range] = field(default_factory=list)
    parted: bool = False


class Plain:
    """The plain text of one post.

    Attributes: `text` (blocks joined by an empty line), `blocks` (in the order of the file).
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._size = 0
        self._starts = array("Q")  # source offset of each character of the text
        self._wide: dict[int, int] = {}  # source end of a character that is not one code point there
        self.blocks: list[Block] = []
        self._text: str | None = None

    @property
    def text(self) -> str:
        """The whole plain text, blocks joined by `GAP`."""
        if self._text is None:
            self._text = "".join(self._parts)
        return self._text

    @property
    def size(self) -> int:
        """Code points of text written so far."""
        return self._size

    def source(self, start: int, end: int) -> Range:
        """Offsets in the file of the text's stretch [start, end), which must not be empty.

        >>> plain = Plain(); plain.open(); plain.add("du **gras**", 0, 3); plain.add("du **gras**", 5, 9)
        >>> block = plain.close("paragraph"); plain.text, plain.source(3, 7)
        ('du gras', (5, 9))
        """
        last = end - 1
        return self._starts[start], self._wide.get(last, self._starts[last] + 1)

    def text_range(self, first: int, last: int, block: Block) -> Range:
        """The stretch of the text, within `block`, that stands for the file's [first, last)."""
        start = bisect_left(self._starts, first, block.start, block.end)
        return start, bisect_left(self._starts, last, start, block.end)

    def block_at(self, offset: int) -> Block:
        """The block that holds the text's character `offset` (or the last one before it)."""
        return self.blocks[max(0, bisect_right(self.blocks, offset, key=lambda b: b.start) - 1)]

    # Writing: open, then add and replace in the order of the file, then close.

    def open(self) -> None:
        """Begin a block."""
        self._mark = len(self._parts), self._size
        if self.blocks:
            self._write(GAP, range(0, 0))
        self._begin = self._size

    def add(self, source: str, start: int, end: int) -> None:
        """Write `source[start:end]` as it stands, white space folded."""
        while start < end:
            gap = _IRREGULAR.search(source, start, end)
            stop = gap.start() if gap else end
            if stop > start:
                self._write_run(source[start:stop], start)
            if gap is None:
                return
            self.replace(" ", gap.start(), gap.end())
            start = gap.end()

    def replace(self, shown: str, start: int, end: int) -> None:
        """Write `shown` for the source's [start, end): what an entity or a line break looks like."""
        for char in shown:
            char = " " if char.isspace() else char
            if char == " " and self._at_space():
                continue
            self._wide[self._size] = end
            self._write(char, range(start, start + 1))

    def close(self, kind: Kind, quote: int | None = None, row: int | None = None) -> Block | None:
        """End the block; None (and nothing written) if it shows no character."""
        self._strip_end()
        if self._size == self._begin:
            self._cut(self._mark)
            return None
        block = Block(kind, self._begin, self._size, quote, row)
        self.blocks.append(block)
        self._text = None
        return block

    def _write_run(self, text: str, start: int) -> None:
        if text[0] == " " and self._at_space():
            text, start = text[1:], start + 1
        if text:
            self._write(text, range(start, start + len(text)))

    def _write(self, text: str, places: Iterable[int]) -> None:
        self._parts.append(text)
        self._size += len(text)
        self._starts.extend(places)
        if len(self._starts) < self._size:  # the gap between blocks stands for no place of its own
            last = self._starts[-1] if self._starts else 0
            self._starts.extend([last] * (self._size - len(self._starts)))

    def _at_space(self) -> bool:
        return self._size == self._begin or self._parts[-1].endswith(" ")

    def _strip_end(self) -> None:
        while self._size > self._begin and self._parts[-1].endswith(" "):
            kept = self._parts[-1].rstrip(" ")
            gone = len(self._parts[-1]) - len(kept)
            self._parts.pop()
            if kept:
                self._parts.append(kept)
            self._drop(gone)

    def _cut(self, mark: tuple[int, int]) -> None:
        del self._parts[mark[0] :]
        self._drop(self._size - mark[1])

    def _drop(self, count: int) -> None:
        if count:
            self._size -= count
            del self._starts[self._size :]
            for place in range(self._size, self._size + count):
                self._wide.pop(place, None)


def trimmed(text: str, start: int, end: int, chars: str | None = None) -> Range:
    """The stretch [start, end) of `text` without `chars` (default white space) at either end."""
    start += len(text[start:end]) - len(text[start:end].lstrip(chars))
    end -= len(text[start:end]) - len(text[start:end].rstrip(chars))
    return start, end
