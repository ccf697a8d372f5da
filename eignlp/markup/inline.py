"""The inside of a block: which characters of the source a reader sees, which are marks, targets or code."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import tree_sitter
import tree_sitter_markdown

from eignlp import lexicon
from eignlp.markup.mask import Masked
from eignlp.markup.plain import Range

_PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_markdown.inline_language()))
_ACTIVE = re.compile(rb"[*_`<&\\\[~]")  # without one of these, a block is plain
_URL_CHARS = r"[^\s<>\"«»()\[\]]*[^\s<>\"«»()\[\].,;:!?'’*_]"
_URL = re.compile(
    rf"(?:https?|ftp)://{_URL_CHARS}|www\.[\w-]+\.{_URL_CHARS}"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
)
_LEFT_OVER = re.compile(r"\*{2,}")  # marks of emphasis that paired with nothing
_TAG_NAME = re.compile(r"</?\s*([a-zA-Z][a-zA-Z0-9]*)")
# Icons that stand for quotation marks: Font Awesome's, and Remix Icon's in the French State's design system.
_ICON = re.compile(r"(?<![\w-])(?:fa|fr-icon|ri)-(?:double-)?quotes?-(?P<side>l|r)(?:eft|ight)?(?![a-z])")

_HIDDEN_ELEMENTS = lexicon.words("html_hidden")
_BLOCK_ELEMENTS = lexicon.words("html_blocks")


@dataclass(slots=True)
class Inline:
    """What one block shows, in source offsets.

    `shown`: (start, end, text), text being None where the source shows as it stands; `cuts`:
    (offset, element) where an HTML element begins or ends a block; `images`: the alt texts; `breaks`: where
    a hard line break ends; `quoted`: what a browser shows between quotation marks that nobody typed.
    """

    shown: list[tuple[int, int, str | None]] = field(default_factory=list)
    bold: list[Range] = field(default_factory=list)
    italic: list[Range] = field(default_factory=list)
    links: list[tuple[int, int, str]] = field(default_factory=list)
    images: list[Range] = field(default_factory=list)
    cuts: list[tuple[int, str]] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    quoted: list[Range] = field(default_factory=list)


class _Walk:
    """One walk over the parse of a block; collects what must not be shown and what shows otherwise."""

    def __init__(self, source: str, masked: Masked, base: int) -> None:
        self.source, self.masked, self.base = source, masked, base
        self.out = Inline()
        self.gone: list[Range] = []
        self.other: list[tuple[int, int, str]] = []
        self.hiding: tuple[str, int] | None = None  # an element whose content is not text, and its start
        self.quoting: list[tuple[str, int]] = []  # elements that open a quotation, by name, and where it begins

    def span(self, node: tree_sitter.Node) -> Range:
        return node.start_byte + self.base, node.end_byte + self.base

    def walk(self, root: tree_sitter.Node) -> None:
        stack = [root]
        while stack:
            node = stack.pop()
            action = getattr(self, "see_" + node.type, None)
            deeper = action(node) if action else True
            if deeper:
                stack.extend(reversed(node.named_children))

    def hide(self, node: tree_sitter.Node) -> bool:
        self.gone.append(self.span(node))
        return False

    see_emphasis_delimiter = see_code_span = see_link_destination = see_link_title = hide
    see_uri_autolink = see_email_autolink = see_link_label = hide

    def see_strong_emphasis(self, node: tree_sitter.Node) -> bool:
        self.out.bold.append(self.span(node))
        return True

    def see_emphasis(self, node: tree_sitter.Node) -> bool:
        self.out.italic.append(self.span(node))
        return True

    def see_backslash_escape(self, node: tree_sitter.Node) -> bool:
        start, _ = self.span(node)
        self.gone.append((start, start + 1))
        return False

    def see_hard_line_break(self, node: tree_sitter.Node) -> bool:
        start, end = self.span(node)
        self.gone.append((start, end - 1))  # what stands before the line's end may be hidden Liquid, not spaces
        self.other.append((end - 1, end, " "))
        self.out.breaks.append(end)
        return False

    def see_entity_reference(self, node: tree_sitter.Node) -> bool:
        start, end = self.span(node)
        self.other.append((start, end, html.unescape(self.source[start:end])))
        return False

    see_numeric_character_reference = see_entity_reference

    def see_html_tag(self, node: tree_sitter.Node) -> bool:
        start, end = self.span(node)
        match = _TAG_NAME.match(self.source, start, end)
        name = match[1].lower() if match else ""
        closing = self.source.startswith("</", start)
        if name == "br" and not self.hiding:
            self.other.append((start, end, " "))
            self.out.breaks.append(end)
        else:
            self.gone.append((start, end))
        if self.hiding:
            if closing and name == self.hiding[0]:
                self.gone.append((self.hiding[1], end))
                self.hiding = None
        elif name in _HIDDEN_ELEMENTS and not closing and not self.source.endswith("/>", start, end):
            self.hiding = (name, start)
        if name in _BLOCK_ELEMENTS or (name in _HIDDEN_ELEMENTS - {"code"} and closing):
            self.out.cuts.append((end, "/" + name if closing else name))
        self._quote(name, closing, start, end)
        return False

    def _quote(self, name: str, closing: bool, start: int, end: int) -> None:
        """Take in a tag that a browser shows as a quotation mark: `<q>`, or an icon of one, whose pair counts."""
        icon = _ICON.search(self.source, start, end) if name in ("i", "span") and not closing else None
        if name != "q" and icon is None:
            return
        if closing or (icon is not None and icon["side"] == "r"):
            if self.quoting and (self.quoting[-1][0] == "q") == closing:
                self.out.quoted.append((self.quoting.pop()[1], start))
        else:
            self.quoting.append((name, end))

    def see_inline_link(self, node: tree_sitter.Node) -> bool:
        text = next((c for c in node.named_children if c.type == "link_text"), None)
        target = next((c for c in node.named_children if c.type == "link_destination"), None)
        start, end = self.span(node)
        if text is None:
            self.gone.append((start, end))
            return False
        inner = self.span(text)
        self.gone += [(start, inner[0]), (inner[1], end)]
        if target is not None:
            url = self.source[slice(*self.span(target))]
            self.out.links.append((*inner, url))
        return True

    def see_image(self, node: tree_sitter.Node) -> bool:
        start, end = self.span(node)
        alt = next((c for c in node.named_children if c.type == "image_description"), None)
        inner = self.span(alt) if alt is not None else (end, end)
        self.gone += [(start, inner[0]), (inner[1], end)]
        self.out.images.append((start, end))
        return True

    def see_full_reference_link(self, node: tree_sitter.Node) -> bool:
        text = next((c for c in node.named_children if c.type == "link_text"), None)
        label = next((c for c in node.named_children if c.type == "link_label"), None)
        start, end = self.span(node)
        if text is None:
            return True
        inner = self.span(text)
        key = self.source[slice(*self.span(label))].strip("[]") if label is not None else ""
        url = self.masked.references.get((key or self.source[slice(*inner)]).strip().lower())
        if url is None and node.type != "full_reference_link":
            return node.type == "shortcut_link" or self._as_typed(text)
        self.gone += [(start, inner[0]), (inner[1], end)]
        if url is not None:  # where the definition stands elsewhere, in a file that is included
            self.out.links.append((*inner, url))
        return True

    see_shortcut_link = see_collapsed_reference_link = see_full_reference_link

    def _as_typed(self, text: tree_sitter.Node) -> bool:
        self.walk(text)
        return False

    def finish(self, start: int, end: int) -> Inline:
        if self.hiding:
            self.gone.append((self.hiding[1], end))
        self.gone += (m.span() for m in _LEFT_OVER.finditer(self.source, start, end) if not self._escaped(m.start()))
        self.out.shown = list(_shown(self.source, self.masked.hidden, start, end, self.gone, self.other))
        return self.out

    def _escaped(self, at: int) -> bool:
        return at > 0 and self.source[at - 1] == "\\"


def read_inline(source: str, masked: Masked, start: int, end: int, continuations: list[Range]) -> Inline:
    """What a reader sees of the block's source [start, end).

    `continuations` are the marks that repeat at a block's lines (`> `), in source offsets.

    >>> from eignlp.markup.mask import mask
    >>> text = "<q>Oui</q> <i class='fa fa-quote-left'></i>Non<i class='fa fa-quote-right'></i>"
    >>> [text[a:b] for a, b in read_inline(text, mask(text), 0, len(text), []).quoted]
    ['Oui', '</i>Non']
    >>> text = "un [**beau** lien](u) &amp; `x`"
    >>> inline = read_inline(text, mask(text), 0, len(text), [])
    >>> "".join(shown or text[a:b] for a, b, shown in inline.shown), inline.links
    ('un beau lien & ', [(4, 17, 'u')])
    """
    code = masked.ascii[start:end]
    walk = _Walk(source, masked, start)
    walk.gone += continuations
    if _ACTIVE.search(code):
        walk.walk(_PARSER.parse(_without(code, start, continuations)).root_node)
    return walk.finish(start, end)


def _without(code: bytes, base: int, continuations: list[Range]) -> bytes:
    if not continuations:
        return code
    clean = bytearray(code)
    for start, end in continuations:
        clean[start - base : end - base] = b" " * (end - start)
    return bytes(clean)


def _shown(
    source: str, hidden: list[Range], start: int, end: int, gone: list[Range], other: list[tuple[int, int, str]]
) -> Iterator[tuple[int, int, str | None]]:
    """The stretches of [start, end) left to show, in order, and what shows otherwise."""
    events: list[tuple[int, int, str | None]] = [(a, b, None) for a, b in gone]
    events += other
    events += ((a, b, None) for a, b in hidden if a < end and b > start)
    events += ((*m.span(), None) for m in _URL.finditer(source, start, end)) if "@" in source or "." in source else ()
    events.sort(key=lambda e: (e[0], -e[1]))
    at = start
    for first, last, text in events:
        if last <= at:
            continue
        if first > at:
            yield at, min(first, end), None
        if text is not None and first >= at:
            yield first, last, text
        at = max(at, last)
        if at >= end:
            return
    if at < end:
        yield at, end, None
