"""The Doc's tokens as the quotation rules look at them: lower-case words, places, names."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from copy import copy

from spacy.tokens import Doc, Span

from eignlp.components.quotes.model import Cue
from eignlp.components.tokens import text_of, texts_of


class Words:
    """Tokens of a Doc by index; `low[i]` is token i in lower case, `names[i]` the entity it belongs to."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.text = text_of(doc)
        self.low = [text.lower().replace("’", "'") for text in texts_of(doc)]
        self.starts: list[int] = doc.to_array("IDX").tolist()
        self.entities = doc.ents
        self.names: dict[int, Span] = {i: ent for ent in self.entities for i in range(ent.start, ent.end)}
        self.sentence_starts = [sent.start for sent in doc.sents]
        self.depths = [0] * len(self.low)  # marked spans around each token
        self.quoted = [False] * len(self.low)  # tokens between marks, which are no part of the sentence around
        self.cues: dict[tuple[int, int], Cue | None] = {}  # what `cue_at` found: many rules ask for the same place

    def cover(self, start: int, end: int) -> None:
        """Note that code points [start, end) stand between marks."""
        for i in range(self.at(start), self.at(end)):
            self.depths[i] += 1
            self.quoted[i] = True

    def within(self, start: int, end: int, held: int) -> "Words":
        """The words as they look from inside nested marks, the innermost of them at code points [start, end).

        There a word is quoted only where more than `held` marked spans are around it.
        """
        inner = copy(self)
        inner.quoted = list(self.quoted)
        for i in range(self.at(start), self.at(end)):
            inner.quoted[i] = self.depths[i] > held
        return inner

    def __len__(self) -> int:
        return len(self.low)

    def at(self, offset: int) -> int:
        """The first token that begins at or after code point `offset`."""
        return bisect_left(self.starts, offset)

    def sentence(self, token: int) -> tuple[int, int]:
        """First token of the sentence that holds `token`, and the first of the next one."""
        place = bisect_right(self.sentence_starts, token)
        first = self.sentence_starts[place - 1] if place else 0
        return first, self.sentence_starts[place] if place < len(self.sentence_starts) else len(self.low)

    def offsets(self, first: int, last: int) -> tuple[int, int]:
        """Code points of tokens [first, last)."""
        end = self.starts[last - 1] + len(self.doc[last - 1])
        return self.starts[first], end

    def text_of(self, first: int, last: int) -> str:
        """The text of tokens [first, last)."""
        start, end = self.offsets(first, last)
        return self.text[start:end]

    def names_from(self, first: int, end: int) -> Sequence[Span]:
        """The names that begin within tokens [first, end)."""
        place = bisect_left(self.entities, first, key=_start)
        return self.entities[place : bisect_left(self.entities, end, key=_start)]

    def is_taken(self, i: int) -> bool:
        """Whether token i belongs to a name, or stands between marks."""
        return self.quoted[i] or i in self.names

    def capital(self, i: int) -> bool:
        """Whether token i begins with a capital."""
        return self.text[self.starts[i]].isupper()


def _start(name: Span) -> int:
    return name.start
