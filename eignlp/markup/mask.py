"""What stands in a post's file but is no Markdown: Liquid, ERB, Hugo shortcodes, kramdown attributes, notes' marks.

Each is found here and covered, length for length, before the Markdown is parsed.
"""

import re
from dataclasses import dataclass, field

from eignlp.markup.plain import Range

_LIMIT = 20_000  # code points that one covered element may span: bounds the search for its end

# Paired tags whose content is code or a comment, in Liquid and in Hugo.
_CODE_TAGS = "highlight|raw|comment|schema|javascript|style|stylesheet|mermaid"
_LIQUID_CODE = re.compile(
    rf"\{{%-?\s*(?P<tag>{_CODE_TAGS})\b[^%]{{0,500}}%\}}.{{0,{_LIMIT}}}?\{{%-?\s*end(?P=tag)\s*-?%\}}"
    rf"|\{{\{{[<%]\s*(?P<code>{_CODE_TAGS})\b[^}}]{{0,500}}\}}\}}.{{0,{_LIMIT}}}?\{{\{{[<%]\s*/\s*(?P=code)\s*[>%]\}}\}}",
    re.DOTALL,
)
_TAG = re.compile(
    r"\{%.{0,2000}?%\}"  # {% include x %}
    r"|\{\{.{0,2000}?\}\}"  # {{ page.title }}, {{< figure >}}, {{% note %}}
    r"|<%.{0,2000}?%>"  # <%= link('address', 'text') %>, of ERB and EJS
    r"|\{::?[^{}\n]{0,500}\}"  # {: .class}, {::options /}
    r"|(?<=[^\s{])?\{[#.][\w#.:=\"' -]{1,200}\}(?=[ \t]*$)",  # {#id .class} at the end of a line
    re.DOTALL | re.MULTILINE,
)
# The label of an alert, as GitHub and Obsidian have it: "> [!NOTE]", "> [!tip]-".
_ALERT = re.compile(r"(?<=>)[ \t]*\[![a-zA-Z]+\][-+]?(?=[ \t\r\n]|$)")
# A line that opens or closes a division, as Pandoc and Docusaurus have them: "::: note", ":::", "::: {.note}".
_DIVISION = re.compile(
    r"(?:^|(?<=[>] )) {0,3}:{3,}[ \t]*(?:[a-z][\w-]*(?=[ \t{\r\n]|$))?[ \t]*(?:\{[^{}\n]{0,200}\})?(?=[ \t\r]|$)",
    re.MULTILINE,
)
_BESIDE_UNDERSCORE = re.compile(r"(?<=_)[^\x00-\x7f\w]|[^\x00-\x7f\w](?=_)")
_HTML_TAG = re.compile(r"<[a-zA-Z][^<>]{0,2000}>")
_BARE_ATTRIBUTE = re.compile(r"(?<=[ \t])[a-zA-Z][\w-]*(?=[ \t/>])(?![ \t]*=)")
_NOTE = re.compile(r"(?<!\\)\[\^[^\]\s]{1,100}\](?P<define>:)?")
# The number of a note, linked or in a superscript: "mot[3](#note-3)", "mot<sup>[3]</sup>".
_NUMBERED_NOTE = re.compile(
    r"(?<=[\w.,;:!?»”)])\[\d{1,3}\]\(#[^)\s]{1,100}\)"
    r"|<sup[^<>]{0,100}>(?:<a [^<>]{1,300}>\[?\d{1,3}\]?</a>|\[\d{1,3}\])</sup>"
)
# The file of an image or link, in which spaces stand as writers leave them: CommonMark would not take it for a target.
_FILE = re.compile(r"(?<=\]\()[^()\n\"'<>]{1,300}\.(?:gif|jpe?g|pdf|png|svg|webp)(?=[ )])", re.IGNORECASE)
_REFERENCE = re.compile(
    r"^ {0,3}\[(?P<label>(?!\^)[^\]\n]{1,999})\]:[ \t]+<?(?P<url>[^\s>]+)>?"
    r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^)\n]*\)))?[ \t\r]*$"
    r"|^\*\[[^\]\n]{1,100}\]:[^\n]*$",  # kramdown's abbreviations
    re.MULTILINE,
)


@dataclass(slots=True)
class Masked:
    """A source made safe for the Markdown parser.

    `ascii` has one byte for each code point of the source, and a last line end; `hidden` are the covered stretches, in
    order; `references` the targets of link references, by lower-case label.
    """

    ascii: bytes
    hidden: list[Range]
    references: dict[str, str] = field(default_factory=dict)


def mask(source: str, start: int = 0) -> Masked:
    """Cover everything before `start` and all that is not Markdown.

    >>> masked = mask("{% include a.html %}\\nVoir {{ page.x }} et [^1].")
    >>> masked.ascii
    b'                    \\nVoir xxxxxxxxxxxx et xxxx.\\n'
    """
    hidden: list[Range] = []
    references: dict[str, str] = {}
    shown = source
    if "{" in source or "<%" in source:
        shown = _cover(_LIQUID_CODE, shown, hidden)
        shown = _cover(_TAG, shown, hidden)
    if "[!" in source:
        shown = _cover(_ALERT, shown, hidden)
    if ":::" in source:
        shown = _cover(_DIVISION, shown, hidden)
    if "]:" in source:
        for match in _REFERENCE.finditer(shown, start):
            if match["label"]:
                references.setdefault(match["label"].strip().lower(), match["url"])
        shown = _cover(_REFERENCE, shown, hidden)
    if "[^" in source:
        shown = _cover(_NOTE, shown, hidden)
    if "](#" in source or "<sup" in source:
        shown = _cover(_NUMBERED_NOTE, shown, hidden)
    if start:
        shown = " " * start + shown[start:]
    return Masked(_one_byte_each(shown), sorted(hidden), references)


def _cover(pattern: re.Pattern[str], text: str, hidden: list[Range]) -> str:
    def cover(match: re.Match[str]) -> str:
        hidden.append(match.span())
        fill = " " if _alone(text, *match.span()) else "x"
        return re.sub(r"[^\n]", fill, match[0])

    return pattern.sub(cover, text)


def _alone(text: str, start: int, end: int) -> bool:
    """Whether nothing else stands on the lines of [start, end)."""
    line = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    return not text[line:start].strip(" \t>") and not text[end : stop if stop >= 0 else None].strip()


def _one_byte_each(text: str) -> bytes:
    """One ASCII byte for each code point, so that the parser's byte offsets are code points.

    Letters and typographic marks become a letter: beside `**`, « counts as one, which lets `**«**`
    be emphasis although CommonMark's flanking rule would leave the asterisks standing. Beside `_`,
    which no letter may touch, marks and special spaces become a stop.
    """
    text = text.replace("\r\n", " \n").replace("\r", "\n")
    if "<" in text:
        # tree-sitter-markdown 0.5.4 knows no attribute without a value: <script async src="x">.
        text = _HTML_TAG.sub(lambda tag: _BARE_ATTRIBUTE.sub(lambda name: " " * len(name[0]), tag[0]), text)
    if "](" in text:
        text = _FILE.sub(lambda file: file[0].replace(" ", "x"), text)
    text = _BESIDE_UNDERSCORE.sub(".", text)
    return re.sub(r"[^\x01-\x7f]", "a", text).encode("ascii") + b"\n"
