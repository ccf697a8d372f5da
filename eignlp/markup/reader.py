"""The blocks of a Markdown post, in order, each turned into plain text with its map."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import TypeVar

import tree_sitter
import tree_sitter_markdown

from eignlp.markup.inline import Inline, read_inline
from eignlp.markup.mask import mask
from eignlp.markup.plain import Block, Kind, Plain, Range

_PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_markdown.language()))

# A line that begins a block of its own inside what the parser takes for one paragraph: the definition
# of a note (its mark is covered by then) or of a term.
_NEW_BLOCK = re.compile(r"^[ \t]{0,3}(?:\[\^[^\]\s]{1,100}\]:|:[ \t]+)", re.MULTILINE)

MAX_LINES = 12  # of a block whose lines may mean something, as a signature on a line of its own
_CLOSING_MARKS = re.compile(r"(?:(?:^|\s)#+)?\s*$")
_DEFINITION = re.compile(r"[ \t]{0,3}:[ \t]+")

_HTML_KINDS: dict[str, Kind] = {
    "blockquote": "blockquote", "figcaption": "caption", "caption": "caption", "li": "list_item", "dd": "list_item",
    "td": "table_cell", "th": "table_cell", **{f"h{n}": "heading" for n in range(1, 7)},
}  # fmt: skip


_Span = TypeVar("_Span", Range, tuple[int, int, str], tuple[int, int, str | None])


@dataclass(slots=True)
class _Place:
    """Where the walk over the blocks stands: the containers around a node."""

    kind: Kind = "paragraph"
    quote: int | None = None
    row: int | None = None


class _HtmlQuotes:
    """The HTML blockquotes that are open, over the blocks that their empty lines part."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._count = 0
        self._open: list[bool] = []  # whether each quotes; the embedding of a tweet does not
        self._quoting = 0  # how many of them do

    @property
    def number(self) -> int | None:
        """Of the outer one, apart from the numbers of Markdown's blockquotes; None outside of one."""
        return -self._count if self._quoting else None

    @cached_property
    def _last_closed(self) -> int:
        return max((match.start() for match in _CLOSED_QUOTE.finditer(self._source)), default=-1)

    def see(self, name: str, at: int) -> None:
        """Take in a tag that ends at `at`; an element that is never closed is none."""
        if name == "/blockquote" and self._open:
            self._quoting -= self._open.pop()
        elif name == "blockquote" and at <= self._last_closed:
            quotes = not _EMBEDDED.search(self._source, self._source.rfind("<", 0, at), at)
            self._count += quotes and not self._quoting
            self._quoting += quotes
            self._open.append(quotes)


_CLOSED_QUOTE = re.compile("</blockquote", re.IGNORECASE)
_EMBEDDED = re.compile(r"class=[\"'][^\"']*(?:twitter|instagram|tiktok|mastodon|bluesky|embed)", re.IGNORECASE)


def parse(source: str, start: int = 0) -> Plain:
    """Plain text and blocks of `source` from code point `start` on (where the front matter ends).

    Returns a `Plain` whose `source(start, end)` leads from any stretch of text back to the file.

    >>> plain = parse("# Titre\\n\\nUn **mot** de [Maud](https://a.fr).\\n")
    >>> plain.text, [block.kind for block in plain.blocks]
    ('Titre\\n\\nUn mot de Maud.', ['heading', 'paragraph'])
    >>> plain.blocks[1].links
    [(17, 21, 'https://a.fr')]
    >>> quoted = "<blockquote>\\n<p>Un.</p>\\n\\n<p>Deux.</p>\\n</blockquote>\\n\\nTrois."
    >>> [block.quote for block in parse(quoted).blocks]
    [-1, -1, None]
    """
    masked = mask(source, start)
    plain = Plain()
    quotes = _HtmlQuotes(source)
    parted = False
    for node, place in _leaves(_PARSER.parse(masked.ascii).root_node, source):
        if node.type == "thematic_break":
            parted = True
            continue
        for begin, end in _paragraphs(source, node):
            inline = read_inline(source, masked, begin, end, _continuations(node, begin, end))
            parted = _write(plain, source, begin, end, inline, place, quotes, parted)
    return plain


_IS_ALERT = re.compile(r"[> \t]*\[![a-zA-Z]+\]")  # "> [!NOTE]": a note of the author's own


def _leaves(root: tree_sitter.Node, source: str) -> Iterator[tuple[tree_sitter.Node, _Place]]:
    """The nodes that hold text or part it, in order; a stack and no recursion, whatever the nesting."""
    quotes = rows = 0
    stack = [(root, _Place())]
    while stack:
        node, place = stack.pop()
        match node.type:
            case "inline" | "html_block" | "pipe_table_cell" | "thematic_break":
                yield node, place
                continue
            case "fenced_code_block" | "indented_code_block" | "link_reference_definition":
                continue
            case "minus_metadata" | "plus_metadata" | "pipe_table_delimiter_row":
                continue
            case "block_quote" if _IS_ALERT.match(source, node.start_byte):
                pass
            case "block_quote":
                if place.quote is None:
                    quotes += 1
                place = _Place("blockquote", place.quote or quotes)
            case "list_item":
                place = _Place("list_item", place.quote)
            case "atx_heading" | "setext_heading":
                place = _Place("heading", place.quote)
            case "pipe_table_row" | "pipe_table_header":
                rows += 1
                place = _Place("table_cell", place.quote, rows)
        stack.extend((child, place) for child in reversed(node.named_children))


def _continuations(node: tree_sitter.Node, begin: int, end: int) -> list[Range]:
    marks = ((c.start_byte, c.end_byte) for c in node.named_children if c.type == "block_continuation")
    return [(a, b) for a, b in marks if a < b and begin <= a and b <= end]


def _paragraphs(source: str, node: tree_sitter.Node) -> Iterator[Range]:
    """The node's range, cut where a line defines a note or a term; a heading's closing marks left out."""
    start, end = node.start_byte, min(node.end_byte, len(source))
    if node.parent is not None and node.parent.type == "atx_heading":
        end -= len(_CLOSING_MARKS.search(source[start:end])[0])  # type: ignore[index]
    cuts = [m.start() for m in _NEW_BLOCK.finditer(source, start, end) if m.start() > start]
    for first, last in zip([start, *cuts], [*cuts, end], strict=True):
        colon = _DEFINITION.match(source, first, last)
        yield colon.end() if colon else first, last


def _write(
    plain: Plain, source: str, begin: int, end: int, inline: Inline, place: _Place, quotes: _HtmlQuotes, parted: bool
) -> bool:
    """Write one parsed block: cut at its images, which become captions, and at HTML blocks.

    `parted`: whether a thematic break stands above; returned for what follows.
    """
    cuts: list[tuple[int, int, str]] = [(at, at, name) for at, name in inline.cuts]
    cuts += [(first, last, "img") for first, last in inline.images]
    kind, at, after_image, rest = place.kind, begin, False, _Rest(inline)
    for first, last, name in [*sorted(cuts), (end, end, "")]:
        if first < at:
            continue
        written, quote = len(plain.blocks), place.quote or quotes.number
        _write_part(plain, source, (at, first), rest.take(at, first), _Place(kind, quote, place.row), after_image)
        if name == "img":
            _write_part(plain, source, (first, last), rest.take(first, last), _Place("caption", quote, place.row))
            after_image = True
        elif name:
            kind = _HTML_KINDS.get(name, place.kind)
            quotes.see(name, last)
        if len(plain.blocks) > written:
            plain.blocks[written].parted, parted = parted, False
        parted |= name == "hr"
        at = last
    return parted


class _Rest:
    """What a parsed block shows and is not written yet: each part takes its own, in the order of the file."""

    def __init__(self, inline: Inline) -> None:
        self._shown, self._links = deque(inline.shown), deque(inline.links)
        self._bold, self._italic = deque(inline.bold), deque(inline.italic)
        self._quoted = deque(sorted(inline.quoted))
        self._breaks = deque((at, at + 1) for at in inline.breaks)

    def take(self, begin: int, end: int) -> Inline:
        """What stands, at least in part, in the source's [begin, end)."""
        return Inline(
            shown=_taken(self._shown, begin, end),
            links=_taken(self._links, begin, end),
            bold=_taken(self._bold, begin, end),
            italic=_taken(self._italic, begin, end),
            quoted=_taken(self._quoted, begin, end),
            breaks=[at for at, _ in _taken(self._breaks, begin, end) if at >= begin],
        )


def _taken(spans: deque[_Span], begin: int, end: int) -> list[_Span]:
    """The spans, ordered by their start, that reach into [begin, end); what ends before is let go."""
    while spans and spans[0][1] <= begin:
        spans.popleft()
    return list(takewhile(lambda span: span[0] < end, spans))


def _write_part(
    plain: Plain, source: str, part: Range, inline: Inline, place: _Place, after_image: bool = False
) -> None:
    """Write what `inline` shows of `part` as a block of its own, if it shows anything."""
    begin, end = part
    plain.open()
    for first, last, shown in inline.shown:
        first, last = max(first, begin), min(last, end)
        if first >= last:
            continue
        if shown is None:
            plain.add(source, first, last)
        else:
            plain.replace(shown, first, last)
    block = plain.close(place.kind, place.quote, place.row)
    if block is None:
        return
    block.bold = list(_within(plain, block, inline.bold))
    block.italic = list(_within(plain, block, inline.italic))
    block.quoted = list(_within(plain, block, inline.quoted))
    block.links = [(a, b, url) for first, last, url in inline.links for a, b in _within(plain, block, [(first, last)])]
    if source.count("\n", begin, end) <= MAX_LINES:
        ends = (m.end() for m in re.finditer("\n", source[begin:end]))
        block.lines = [plain.text_range(begin + at, end, block)[0] for at in ends]
    block.breaks = [plain.text_range(at, end, block)[0] for at in inline.breaks]
    if block.kind == "paragraph" and _is_caption(plain, block, after_image):
        block.kind = "caption"


def _within(plain: Plain, block: Block, spans: list[Range]) -> Iterator[Range]:
    """Source ranges as stretches of the block's text; those that show nothing are left out."""
    for first, last in spans:
        start, end = plain.text_range(first, last, block)
        if start < end:
            yield start, end


def _is_caption(plain: Plain, block: Block, after_image: bool) -> bool:
    """Whether a paragraph is a caption: all in italics, right after an image."""
    whole = any(a <= block.start and b >= block.end for a, b in block.italic)
    before = plain.blocks[-2].kind if len(plain.blocks) > 1 else None
    return whole and (after_image or before == "caption")
