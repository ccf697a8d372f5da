"""A marked span and its surroundings, as the rules look at them."""

from dataclasses import dataclass, field
from functools import cached_property

from eignlp.components.quotes.interviews import is_question
from eignlp.components.quotes.model import Context, Cue, Evidence, Marked
from eignlp.components.quotes.reading.cues import SAYING, cues_in
from eignlp.components.quotes.reading.words import Words
from eignlp.lexicon import grammar
from eignlp.markup import Block

FAR = 300  # tokens that are looked at before and after a span in its sentence and block: keeps many of them linear
NEAR = 8  # tokens from a span to the reporting words that are the nearest
ANSWER_BLOCKS = 5  # blocks of an answer
_LISTING = frozenset({",", ";", ":", "et", "ou", "encore", "puis"})
LIST_BLOCKS = 30  # blocks of a list or of blockquotes that one sentence leads


@dataclass(slots=True)
class Decided:
    """A span that a rule has paired: what later spans of the same passage may lean on."""

    marked: Marked
    evidence: Evidence
    rule: str


@dataclass
class View:
    """One marked span in its Doc.

    Tokens: [`open`, `close`) is the span with its marks; `before` .. `open` is what stands before it
    in its sentence, `close` .. `after` what follows. `previous` is the span before it in the text,
    `decided` the pairs made so far.
    """

    words: Words
    marked: Marked
    blocks: list[Block]
    context: Context
    previous: Marked | None = None
    decided: list[Decided] = field(default_factory=list)
    guest: Evidence | None = None  # who answers, if the post is an interview
    echoed: Evidence | None = None  # who says the same words elsewhere in the post
    headed: Evidence | None = None  # who speaks first in the section that the span heads
    asked: bool = False  # whether several spans of the post are questions that fill their blocks
    open: int = 0
    close: int = 0
    before: int = 0
    after: int = 0

    def __post_init__(self) -> None:
        words, marked = self.words, self.marked
        self.open = words.at(marked.opens)
        self.close = words.at(marked.closes)
        self.before = max(words.sentence(self.open)[0], words.at(self.block.start), self.open - FAR)
        end = words.at(self.last_block.end)
        self.after = self.close
        if self.close < end:
            first, last = words.sentence(self.close)
            if first < self.close or not marked.closed:
                self.after = min(last, end, self.close + FAR)

    @cached_property
    def block(self) -> Block:
        """The block in which the span opens."""
        return self.blocks[self.marked.block]

    @cached_property
    def last_block(self) -> Block:
        """The block in which the span closes."""
        return self.blocks[self.marked.last_block]

    @cached_property
    def inner(self) -> str:
        """The words between the marks."""
        return self.words.text[self.marked.start : self.marked.end]

    @cached_property
    def size(self) -> int:
        """Number of words between the marks."""
        return len(self.inner.split())

    @cached_property
    def opens_block(self) -> bool:
        """Whether nothing stands before the span in its block."""
        return self.marked.opens <= self.block.start

    @cached_property
    def fills_block(self) -> bool:
        """Whether the span is all that its blocks hold, final stops apart."""
        rest = self.words.text[self.marked.closes : self.last_block.end]
        return self.opens_block and not any(c.isalnum() for c in rest)

    @cached_property
    def is_clause(self) -> bool:
        """Whether the span reads as an utterance: several words, a final mark of its own, a subject, an answer."""
        start = self.words.at(self.marked.start)
        first = self.words.low[start : start + 1]
        opened = self.size >= 3 and not grammar("opening_subjects").isdisjoint(first)
        whole = self.size >= 5 or opened or (self.size >= 2 and self.inner[-1:] in ".!?…")
        return whole or (self.has_colon and self.inner.lower().rstrip(" .!?…") in grammar("answers"))

    @cached_property
    def is_link(self) -> bool:
        """Whether the span is what a link shows, or a part of it; or a blockquote of links."""
        shown = sum(b - a for a, b, _ in self.block.links) if self.marked.marks == "blockquote" else 0
        whole = shown >= 0.9 * (self.marked.end - self.marked.start)
        return whole or any(a <= self.marked.start and self.marked.end <= b for a, b, _ in self.block.links)

    def block_before(self) -> Block | None:
        """The block before the one in which the span opens."""
        return self.blocks[self.marked.block - 1] if self.marked.block > 0 else None

    def block_after(self) -> Block | None:
        """The block after the one in which the span closes."""
        following = self.marked.last_block + 1
        return self.blocks[following] if following < len(self.blocks) else None

    @cached_property
    def lead(self) -> tuple[int, int] | None:
        """Tokens of the sentence with a colon that introduces the block, above it or above its list.

        "Voici ce qu'en disent les agentes :" leads each item and blockquote below it.
        """
        if not (self.opens_block or self.block.kind == "list_item" or self.block.quote is not None):
            return None
        place = self.marked.block - 1
        floor = max(-1, place - LIST_BLOCKS)
        while place > floor and self._goes_on(self.blocks[place]):
            place -= 1
        block = self.blocks[place] if place > floor else None
        if block is None or not self.words.text[block.start : block.end].rstrip().endswith(":"):
            return None
        last = self.words.at(block.end)
        return max(self.words.sentence(last - 1)[0], self.words.at(block.start), last - FAR), last

    def _goes_on(self, block: Block) -> bool:
        """Whether a block above belongs to what the lead introduces: an item of the same list, a blockquote."""
        quoted = self.opens_block and self.words.text[block.start] in '«“"'
        same = self.block.kind == block.kind == "list_item" or quoted
        return same or (self.block.quote is not None and block.quote is not None)

    @cached_property
    def question(self) -> Block | None:
        """The nearest block above that asks a question, as in an interview without labels."""
        above = self.blocks[max(0, self.marked.block - ANSWER_BLOCKS) : self.marked.block]
        return next((block for block in reversed(above) if is_question(self.words.text, block)), None)

    @property
    def asks_you(self) -> bool:
        """Whether the question above is put to somebody: "Comment travaillez-vous ?"."""
        asked = self.question
        if asked is None:
            return False
        return not grammar("addressed").isdisjoint(
            self.words.low[self.words.at(asked.start) : self.words.at(asked.end)]
        )

    @property
    def i_around(self) -> bool:
        """Whether "je" stands in the block of the words, outside of marks: in an interview, the guest speaks there."""
        words = self.words
        around = range(words.at(self.block.start), words.at(self.last_block.end))
        return any(words.low[i] in ("je", "j'", "m'", "me", "mon", "ma") and not words.quoted[i] for i in around)

    @property
    def answers(self) -> bool:
        """Whether a question stands above."""
        return self.question is not None

    @property
    def changes_speaker(self) -> bool:
        """Whether the words are another's than those of the quotation before: an answer, or set against it."""
        return self.replies or self.contrasts

    @property
    def replies(self) -> bool:
        """Whether the quotation before, in this block, asks a question that the words can answer."""
        last = self.last_decided()
        if last is None or self.inner[-1:] == "?" or last.marked.last_block != self.marked.block:
            return False
        asks = self.words.text[last.marked.end - 1 : last.marked.end] == "?"
        first = self.words.at(self.marked.start)
        follows = self.words.low[first : first + 1] in (["parce"], ["car"])  # one goes on oneself
        return asks and last.evidence.cue is not None and last.evidence.cue.lemma in grammar("asking") and not follows

    @property
    def contrasts(self) -> bool:
        """Whether the words set their speaker against another's: "Moi, …", "Et moi non", "Pas moi"."""
        first = self.words.at(self.marked.start)
        low = self.words.low[first : first + 2]
        return low[:1] == ["moi"] or low in (["et", "moi"], ["pas", "moi"], ["mais", "moi"])

    @property
    def is_unsigned(self) -> bool:
        """Whether the words fill an item of a list, in which another item before is signed, or labelled with a name."""
        last = self.decided[-1] if self.decided else None
        if last is None or last.rule not in ("signature", "label") or not self.fills_block:
            return False
        between = self.blocks[last.marked.block : self.marked.block + 1]
        return len(between) <= LIST_BLOCKS and all(block.kind == "list_item" for block in between)

    def just_before(self) -> Decided | None:
        """The pair made last, if no span stands between and both end in this block."""
        last = self.last_decided()
        goes_on = last is not None and self.previous is last.marked and last.marked.last_block == self.marked.block
        return last if goes_on else None

    def last_decided(self) -> Decided | None:
        """The pair made last, if it stands in this span's block or the one before."""
        last = self.decided[-1] if self.decided else None
        return last if last is not None and last.marked.last_block >= self.marked.block - 1 else None

    @property
    def has_colon(self) -> bool:
        """Whether a colon stands right before the opening mark."""
        return self.open > self.before and self.words.low[self.open - 1] == ":"

    @property
    def before_its_list(self) -> int:
        """Where the opening mark stands, or that of the first of several spans that are listed: "| « … », « … »"."""
        words, i = self.words, self.open
        while True:
            last = i - 1
            while last > self.before and words.low[last] in _LISTING:
                last -= 1
            if last <= self.before or not words.quoted[last]:
                return i
            i = next((j + 1 for j in range(last, self.before - 1, -1) if not words.quoted[j]), self.before)

    @property
    def past_its_list(self) -> int:
        """The first token behind the words, and behind others listed with them: "« … » ou « … », | clamaient"."""
        words, i = self.words, self.behind
        while i < self.after:
            start = i + (words.low[i] in ("et", "ou", "puis"))
            if start >= self.after or not words.quoted[start]:
                return i
            i = next((j for j in range(start, self.after) if not words.quoted[j]), self.after)
            while i < self.after and words.low[i] in (",", ";"):
                i += 1
        return i

    @property
    def behind(self) -> int:
        """The first token after the closing mark and a comma or dash."""
        i = self.close
        while i < self.after and self.words.low[i] in (",", "—", "–", "-", "!", "?", "…", "...", ")"):
            i += 1
        return i

    @cached_property
    def cues_around(self) -> list[tuple[int, Cue]]:
        """(signed distance in tokens, cue) of the reporting words in the span's sentence, outside of marks."""
        before = ((cue.last - self.open, cue) for cue in cues_in(self.words, self.before, self.open))
        after = ((cue.first - self.close, cue) for cue in cues_in(self.words, self.close, self.after))
        return [*before, *after]

    @cached_property
    def nearest_cue(self) -> Cue | None:
        """The reporting words of the sentence that stand nearest to the span, if they are near."""
        near = [(abs(place), n, cue) for n, (place, cue) in enumerate(self.cues_around) if cue.classes & SAYING]
        place, _, cue = min(near, default=(NEAR, 0, None))
        return cue if place < NEAR else None
