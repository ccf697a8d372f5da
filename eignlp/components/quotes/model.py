"""What the quotation component passes from hand to hand, from marked span to finished quotation."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

Stretch = tuple[int, int]  # code points of the Doc's text, end exclusive
Marks = Literal["guillemets", "curly", "straight", "single", "blockquote"]
SpeakerKind = Literal["person", "group", "anonymous", "org", "text"]


@dataclass(frozen=True, slots=True)
class Context:
    """What the front matter says: authors, title, full names in it or else in the summary, whose page it is."""

    authors: tuple[str, ...] = ()
    person: str | None = None
    titled: tuple[str, ...] = ()
    title: str = ""


@dataclass(slots=True)
class Marked:
    """A stretch of text between marks: `start`, `end` the words inside, `opens`, `closes` with the marks.

    `depth`: number of marked spans around it; `held`: the same with blockquotes; `holder`: the innermost of them;
    `closed` is False where the closing mark is missing;
    `block` and `last_block` index the Doc's blocks; `signed` is where the signature of a blockquote
    begins, between `end` and `closes`.
    """

    start: int
    end: int
    opens: int
    closes: int
    marks: Marks
    block: int
    last_block: int
    depth: int = 0
    held: int = 0
    holder: "Marked | None" = None
    closed: bool = True
    signed: int | None = None


class Cue(NamedTuple):
    """Reporting words: tokens [first, last), what they say of the subject, and an inverted pronoun's token.

    `classes` are those of `lexicon/verbs.toml`: "say" (its first meaning), "reflexive" (says with "se" only),
    "manner" (accompanies words: "sourit"), "fragment" (takes words as its object: "juge"), "weak" (with a colon only).
    """

    first: int
    last: int
    lemma: str
    classes: frozenset[str] = frozenset({"say"})
    person: int = 3
    number: str = ""
    pronoun: int | None = None
    shape: str = "finite"


class Mention(NamedTuple):
    """Words that designate somebody: tokens [first, last).

    `kind`: "name" (a person), "names" (several, coordinated), "org", "work" (a product, a site, a law, by its
    name), "noun" (a role, a group, a text),
    "pronoun", "demonstrative" (ce dernier). `head` is the lower-case noun or pronoun.
    """

    first: int
    last: int
    kind: Literal["name", "names", "org", "work", "noun", "pronoun", "demonstrative"]
    head: str = ""
    number: str = "s"
    gender: str = ""
    definite: bool = True

    @property
    def is_third(self) -> bool:
        """Whether it is "il" or "elle"."""
        return self.kind == "pronoun" and self.head in ("il", "elle")


class Evidence(NamedTuple):
    """What a rule found: who speaks (a mention, or a name known otherwise), and the cue.

    `end`: where the quoted words end if before the marked span's end (a signature inside a blockquote);
    `start`: where they begin if after its start (who speaks, in a transcript).
    """

    mention: Mention | None
    cue: Cue | None = None
    name: str | None = None
    end: int | None = None
    start: int | None = None


class Speaker(NamedTuple):
    """Who speaks, resolved: full name or noun phrase, kind, and the nearest words that designate them."""

    name: str
    kind: SpeakerKind
    mention: Stretch | None = None


@dataclass(slots=True)
class Quote:
    """A quotation in the Doc: offsets are code points of `doc.text`."""

    start: int
    end: int
    marks: Marks
    type: Literal["direct", "fragment"]
    speaker: Speaker | None
    cue: Stretch | None
    rule: str
    confidence: float


@dataclass(slots=True)
class Rejected:
    """A marked span that is no quotation, and why."""

    start: int
    end: int
    marks: Marks
    reason: str
    rule: str


Features = dict[str, float]
