"""Marked spans: every stretch of text between quotation marks, and every Markdown blockquote."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from eignlp.components.morphology.verbs import third_persons
from eignlp.components.quotes.model import Marked, Marks
from eignlp.components.tokens import CLOSERS
from eignlp.markup import Block
from eignlp.markup.plain import trimmed

SHOWN = 5  # words that a closing guillemet without an opening one marks: fewer are "Lire la suite »"
_BEHIND = 5  # code points in which a comma or a stop follows such a guillemet
MAX_DEPTH = 3  # marks nested deeper are left out: nobody writes them, and a file of 100,000 « stays cheap

_MARK = re.compile(r"[«»“”„‟\"‹›]|(?<!['‘])['‘]['‘](?!['‘])|['‘]|<<|>>")  # in the text read here, ’ is '
_GUILLEMET = re.compile("[«»]")
_KINDS: dict[str, Marks] = {
    "«": "guillemets", "»": "guillemets", "<<": "guillemets", ">>": "guillemets", "“": "curly", "”": "curly",
    "„": "curly", "‟": "curly", '"': "straight", "‹": "single", "›": "single", "‘": "single", "'": "single",
    "''": "single", "‘'": "single", "‘‘": "single",
}  # fmt: skip
_CLOSING = {"»", "”", "›", ">>"}
_CLOSES = {
    "«": {"»"},
    "<<": {">>"},
    "“": {"”", "“", '"'},
    "„": {"“", "”", "‟"},
    "‟": {"”"},
    "‹": {"›"},
    "‘": {"'", "’"},
    '"': {'"', "”"},
    "'": {"'"},
    "”": {"”"},
    "''": {"''"},
    "‘'": {"''"},
    "‘‘": {"''"},
}
_TRIM = " *_~`\u00a0\u202f\u2009\n\t"


@dataclass(slots=True)
class _Open:
    mark: str
    at: int
    block: int
    inner: list[Marked] = field(default_factory=list)


def marked_spans(text: str, blocks: list[Block]) -> list[Marked]:
    """All marked spans of a text, in order of their start; nested ones after the one that holds them.

    >>> text = 'Il dit « oui, "demain" » et l\\'autre “non".'
    >>> [text[m.start:m.end] for m in marked_spans(text, [Block("paragraph", 0, len(text))])]
    ['oui, "demain"', 'demain', 'non']
    """
    found = list(_Scanner(text, blocks).scan())
    found += _shown_as_quoted(text, blocks)
    found += _blockquotes(text, blocks, found)
    found = [m for m in found if m.start < m.end]
    found.sort(key=lambda m: (m.opens, -m.closes))
    _nest(found)
    return [m for m in found if m.depth < MAX_DEPTH]


class _Scanner:
    """Walks over the marks of all blocks with a stack of those that are open."""

    def __init__(self, text: str, blocks: list[Block]) -> None:
        self.text, self.blocks = text, blocks
        self.stack: list[_Open] = []
        self.closed = 0  # where the last pair closed
        self.last = -1, -1  # a block's start, and where its last guillemet stands
        self.shown = 0  # where the last guillemet stood that none opened
        self.guillemets = _Balance(text, blocks)

    def scan(self) -> Iterator[Marked]:
        for number, block in enumerate(self.blocks):
            for match in _MARK.finditer(self.text, block.start, block.end):
                yield from self.see(match, number, block)
            yield from self.end_of_block(number)

    def see(self, match: re.Match[str], number: int, block: Block) -> Iterator[Marked]:
        mark = match[0]
        if mark in ("'", "‘") and not self.is_single(match):
            return
        if mark in "«»":
            mark = self.meant(match, block)
        place = self.closes(mark, match, block)
        if place is not None:
            opened = self.stack[place]
            del self.stack[place:]
            self.closed = match.end()
            yield self.marked(opened, match.start(), match.end(), number)
        elif mark == "»":
            yield from self.never_opened(match, number, block)
        elif self.opens(mark, match, block):
            self.stack.append(_Open(mark, match.start(), number))

    def meant(self, match: re.Match[str], block: Block) -> str:
        """The guillemet that was meant, where writers take one for the other: "« Oui «, dit Maud", "a dit : » Non »".

        A « closes if it follows a word and no » comes next; a » opens behind a colon, or if its words are not the last
        of their block, as in a menu.

        >>> text = "Il a dit « Tout va bien «, puis s'est tu."
        >>> [text[m.start:m.end] for m in marked_spans(text, [Block("paragraph", 0, len(text))])]
        ['Tout va bien']
        >>> text = "Il a dit : » rien ne va plus du tout »."
        >>> [text[m.start:m.end] for m in marked_spans(text, [Block("paragraph", 0, len(text))])]
        ['rien ne va plus du tout']
        """
        behind = self.text[match.end() : min(block.end, match.end() + _BEHIND)].lstrip(_TRIM)
        stops = behind.startswith(tuple(",.;:!?)")) or not behind
        before = self.text[max(block.start, match.start() - _BEHIND) : match.start()]
        follows = _GUILLEMET.search(self.text, match.end(), block.end)
        if match[0] == "«":
            opened = len(self.stack) == 1 and self.stack[0].mark == "«"
            word = before.rstrip(_TRIM)[-1:].isalnum() or before.rstrip(_TRIM)[-1:] in ".!?)"
            return "»" if opened and stops and word and (follows is None or follows[0] == "«") else "«"
        if self.stack or stops or before[-1:].strip() or follows is None or follows[0] == "«":
            return "»"
        long = self.text[match.end() : follows.start()].count(" ") > SHOWN
        inside = before.rstrip(_TRIM).endswith((":", ",")) or follows.end() < block.end
        return "«" if long and inside else "»"

    def closes(self, mark: str, match: re.Match[str], block: Block) -> int | None:
        """The place on the stack of the mark that this one closes.

        A guillemet that no other closes in its block, one of another kind may: "« On y va”, dit Maud".
        """
        if mark in ('"', "'", "“") and self.opening_shape(match) and not self.spaced(match):
            return None
        for place in range(len(self.stack) - 1, max(-1, len(self.stack) - 1 - 4), -1):
            if mark in _CLOSES.get(self.stack[place].mark, ()):
                return place
        alone = mark in ("”", '"') and len(self.stack) == 1 and self.stack[0].mark == "«"
        return 0 if alone and self.stack[0].at == self.last_guillemet(block) else None

    def last_guillemet(self, block: Block) -> int:
        """Where the last guillemet of a block stands; looked up once, so that the scan stays linear."""
        if self.last[0] != block.start:
            self.last = block.start, max(self.text.rfind(mark, block.start, block.end) for mark in "«»")
        return self.last[1]

    def opens(self, mark: str, match: re.Match[str], block: Block) -> bool:
        if mark in _CLOSING and mark != "”":
            return False
        if mark == "«" and match.start() == block.start and any(o.mark == "«" for o in self.stack):
            return False  # guillemets that repeat at each paragraph of one quotation
        if mark == '"':
            before = self.text[match.start() - 1 : match.start()]
            if before.isdigit():
                return False  # inches: 27"
            return match.end() < block.end
        return mark not in ("”", "''", "‘'", "‘‘") or self.opening_shape(match)

    def never_opened(self, match: re.Match[str], number: int, block: Block) -> Iterator[Marked]:
        """Words that only their closing guillemet shows: they fill the italics, or the block up to it.

        >>> text = "On coupe la branche à la base », explique Maud."
        >>> [text[m.start:m.end] for m in marked_spans(text, [Block("paragraph", 0, len(text))])]
        ['On coupe la branche à la base']
        """
        italic = (a for a, b in block.italic if a < match.start() < b)
        first = next(italic, block.start)
        if self.stack or first < max(self.closed, self.shown):
            return
        self.shown = match.end()  # only the first such guillemet of a block can show them
        words = self.text[first : match.start()]
        behind = self.text[match.end() : match.end() + _BEHIND].lstrip(_TRIM)
        ends = behind.startswith((",", ".")) or words.rstrip().endswith((".", "!", "?", "…"))
        if ends and len(words.split()) >= SHOWN:
            start, end = trimmed(self.text, first, match.start(), _TRIM)
            self.closed = match.end()
            yield Marked(start, end, first, match.end(), "guillemets", number, number)

    def opening_shape(self, match: re.Match[str]) -> bool:
        """Whether a straight mark stands as an opening one: space or bracket before, a letter after."""
        before = self.text[max(0, match.start() - 1) : match.start()]
        after = self.text[match.end() : match.end() + 1]
        stops = after in ",;:!?)" or (after == "." and self.text[match.end() : match.end() + 3] != "...")
        begins = not before or before.isspace() or before in "([{«“-—–/'"
        return begins and bool(after) and not after.isspace() and not stops

    def spaced(self, match: re.Match[str]) -> bool:
        return self.text[match.end() : match.end() + 1].isspace()

    def is_single(self, match: re.Match[str]) -> bool:
        """Whether ' or ‘ is a quotation mark and no apostrophe, prime or elision."""
        before = self.text[max(0, match.start() - 1) : match.start()]
        after = self.text[match.end() : match.end() + 1]
        if match[0] == "‘":
            return True
        if self.stack and self.stack[-1].mark in ("'", "‘"):
            return not after.isalnum() and not before.isspace()
        opening = (not before or before.isspace() or before in "(«“[") and after.isalnum()
        return opening and bool(re.search(r"\S'(?!\w)", self.text[match.end() : match.end() + 200].split("\n\n")[0]))

    def end_of_block(self, number: int) -> Iterator[Marked]:
        """Marks still open at a block's end: guillemets may go on, others were no pair."""
        if not self.stack:
            return
        kept = [o for o in self.stack if o.mark == "«" or (o.mark in ('"', "“") and o.at == self.blocks[o.block].start)]
        first = kept[0] if kept else (self.stack[0] if self.stack[0].mark in ("«", "“") else None)
        self.stack = []
        if first is None:
            return
        if self.guillemets.goes_on(first.mark, first.block, number):
            self.stack = [first]
            return
        whole = first.at == self.blocks[first.block].start and first.mark in ("«", '"', "“")
        runs_on = whole and (first.mark != '"' or first.block == 0)
        last = self.guillemets.end_of_part(number) if runs_on else number
        if first.mark != '"' or whole:
            yield self.marked(first, self.blocks[last].end, self.blocks[last].end, last, closed=False)

    def marked(self, opened: _Open, end: int, closes: int, last: int, closed: bool = True) -> Marked:
        start, end = trimmed(self.text, opened.at + len(opened.mark), end, _TRIM)
        return Marked(start, end, opened.at, closes, _KINDS[opened.mark], opened.block, last, closed=closed)


class _Balance:
    """Where guillemets go on after a block's end: looked up, so that the scan stays linear."""

    REACH = 40  # blocks that one quotation may run over

    def __init__(self, text: str, blocks: list[Block]) -> None:
        self.text, self.blocks = text, blocks

    def goes_on(self, mark: str, first: int, number: int) -> bool:
        """Whether the mark opened in block `first` closes in a block after `number`."""
        closer = CLOSERS.get(mark, mark)
        depth, repeated = 1, True  # whether each paragraph so far repeats the mark
        for block in self.blocks[number + 1 : first + self.REACH]:
            if block.kind == "heading":
                return False
            body = self.text[block.start : block.end]
            if mark == closer:
                if body.count(mark) % 2:
                    return body.rstrip().endswith(mark) or body.index(mark) > 0
                continue
            opening, closing = body.find(mark), body.find(closer)
            if opening == 0 and closing >= 0:
                # A paragraph of its own « … » is another quotation, unless its » is one too many.
                return repeated and not _stands_for_itself(body, mark, closer)
            depth += body.count(mark) * (opening != 0) - body.count(closer)
            if depth <= 0:
                return True
            repeated = repeated and opening == 0
        return False

    def end_of_part(self, number: int) -> int:
        """The last block before the next heading: how far an unclosed quotation may reach."""
        last = number
        while last + 1 < len(self.blocks) and self.blocks[last + 1].kind != "heading":
            if re.search(r"[«“\"]", self.text[self.blocks[last + 1].start : self.blocks[last + 1].end]):
                break
            last += 1
        return last


def _shown_as_quoted(text: str, blocks: list[Block]) -> Iterator[Marked]:
    """What a browser shows between marks that nobody typed, as `<q>`; not where somebody typed them too.

    >>> [m.marks for m in _shown_as_quoted("Oui", [Block("paragraph", 0, 3, quoted=[(0, 3)])])]
    ['guillemets']
    """
    for number, block in enumerate(blocks):
        for first, last in block.quoted:
            start, end = trimmed(text, first, last, _TRIM)
            if start < end and not _MARK.match(text, start):
                yield Marked(start, end, first, last, "guillemets", number, number)


def _blockquotes(text: str, blocks: list[Block], found: list[Marked]) -> Iterator[Marked]:
    """One span for each blockquote, of Markdown or HTML, that no quotation marks fill."""
    groups: dict[int, list[int]] = {}
    for number, block in enumerate(blocks):
        if block.quote is not None and block.kind != "caption":
            groups.setdefault(block.quote, []).append(number)
    whole = _with_their_signatures(text, blocks, list(groups.values()))
    for numbers in (turn for group in whole for turn in _turns(text, blocks, group)):
        start, end = blocks[numbers[0]].start, blocks[numbers[-1]].end
        inside = sum(m.closes - m.opens for m in found if start <= m.opens and m.closes <= end)
        signed = _signature(text, [blocks[n] for n in numbers])
        last = end if signed is None else trimmed(text, start, signed, _TRIM)[1]
        if inside * 2 < last - start:
            yield Marked(start, last, start, end, "blockquote", numbers[0], numbers[-1], signed=signed)


def _with_their_signatures(text: str, blocks: list[Block], groups: list[list[int]]) -> list[list[int]]:
    """The blocks of each blockquote; one that is the signature of the one right before belongs to it.

    >>> text = "Il pleut.\\n\\nMaud Kerbrat, agente."
    >>> blocks = [Block("paragraph", 0, 9, quote=1), Block("paragraph", 11, 32, quote=2, bold=[(11, 23)])]
    >>> _with_their_signatures(text, blocks, [[0], [1]])
    [[0, 1]]
    """
    whole: list[list[int]] = []
    for group in groups:
        signs = len(group) == 1 and whole and whole[-1][-1] == group[0] - 1
        if signs and _begins_with_a_name(text, blocks[group[0]]):
            whole[-1] = whole[-1] + group
        else:
            whole.append(group)
    return whole


def _begins_with_a_name(text: str, block: Block) -> bool:
    """Whether a short line begins with a name in bold, and a function behind it: "**Maud Kerbrat**, agente."."""
    first, last = block.bold[0] if block.bold else (block.end, block.end)
    named = first <= block.start + 1 and _FULL_NAME.fullmatch(text, first, last)
    rest = text[last : block.end].lstrip()
    acts = not third_persons().isdisjoint(re.findall(r"\w+", rest.lower()))  # "**Article Deux**, le quai ferme"
    short = block.end - block.start <= _LONGEST_SIGNATURE
    return bool(named) and rest[:1] in ("", ",", ".", "(") and short and not acts


_FULL_NAME = re.compile(r"[A-ZÀ-Ý][\w’'-]+(?: [\w’'-]+){0,3} [A-ZÀ-Ý][\w’'-]+,?")
_LABEL = re.compile(r"(?:M(?:M|mes?|lles?|e|r|gr)?\.? )?[A-ZÀ-Ý][^.!?:«»\n]{0,40} ?:\s")


def _turns(text: str, blocks: list[Block], numbers: list[int]) -> list[list[int]]:
    """The blocks of a blockquote, parted where it is a transcript in which each turn begins with its speaker.

    >>> text = "Maud : Oui.\\n\\nPaul : Non."
    >>> _turns(text, [Block("paragraph", 0, 11), Block("paragraph", 13, 24)], [0, 1])
    [[0], [1]]
    """
    labelled = [n for n in numbers if _LABEL.match(text, blocks[n].start, blocks[n].end)]
    if len(labelled) < 2 or labelled[0] != numbers[0]:
        return [numbers]
    ends = [*labelled[1:], numbers[-1] + 1]
    return [[n for n in numbers if first <= n < end] for first, end in zip(labelled, ends, strict=True)]


_SIGNS = re.compile(r"[—–―(]|---? ?|- |~ ")
REFERS = re.compile(r"\(?pp?\. ?\d[\d–-]*, ")  # "p. 62, Maud Kerbrat, Le Port"
_LONGEST_SIGNATURE, _LONGEST_REFERENCE = 120, 300  # code points


def _signature(text: str, blocks: list[Block]) -> int | None:
    """Where the signature of a blockquote begins: in its last block or line, after a dash or without a full stop.

    A reference is one too: "p. 62, Maud Kerbrat, Le Port. Brest, 2007."

    >>> text = "Le port ne dort jamais.\\n\\n— Maud, directrice"
    >>> _signature(text, [Block("paragraph", 0, 23), Block("paragraph", 25, len(text))])
    25
    """
    last = blocks[-1]
    starts = [line for line in last.lines if line > last.start] + ([last.start] if len(blocks) > 1 else [])
    for start in sorted(starts, reverse=True):
        line, before = text[start : last.end].strip(), text[blocks[0].start : start].rstrip(_TRIM + '»”"')
        if _SIGNS.match(line) and len(line) <= _LONGEST_SIGNATURE:
            return start
        if start == last.start and _begins_with_a_name(text, last):
            return start
        if start == last.start and REFERS.match(line) and len(line) <= _LONGEST_REFERENCE:
            return start
        stopped = re.search(r"[.!?…:;,]$|[?!…]|\.\.\.", line.rstrip(_TRIM + '»”"'))
        if not stopped and before.endswith((".", "!", "?", "…")) and len(line) <= _LONGEST_SIGNATURE:
            return start
    return None


def _nest(found: list[Marked]) -> None:
    """Set how many others hold each span, with blockquotes and without. `found` is in order."""
    around: list[Marked] = []
    for marked in found:
        while around and around[-1].closes <= marked.start:
            around.pop()
        holding = [a for a in around if a.closes >= marked.closes]
        marked.held, marked.depth = len(holding), sum(a.marks != "blockquote" for a in holding)
        marked.holder = holding[-1] if holding else None
        around.append(marked)
        if len(around) > 50:
            del around[0]


def _stands_for_itself(body: str, mark: str, closer: str) -> bool:
    """Whether « … » of a later block is a quotation of its own: the mark of the block before then never closes."""
    return body.count(mark) == body.count(closer) and not body.rstrip(" .").endswith(closer)
