"""The output contract as types: one record a line of each file, and the JSON Schema made from them."""

import hashlib
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter
from typing_extensions import TypedDict

Start = Annotated[int, Field(ge=0, description="First code point of the post's file (inclusive).")]
End = Annotated[int, Field(ge=0, description="Code point after the last one (exclusive).")]
PostId = Annotated[str, Field(description="POSIX path of the post relative to the corpus root; the join key.")]
Text = Annotated[str, Field(description="The stretch as a reader sees it: no Markdown marks, white space folded.")]
Id = Annotated[str, Field(description="Stable identifier: 16 hexadecimal digits.")]
BlockKind = Literal["paragraph", "heading", "list_item", "blockquote", "table_cell", "caption"]
Marks = Literal["guillemets", "curly", "straight", "single", "blockquote"]
SpeakerKind = Literal["person", "group", "anonymous", "org", "text"]
Label = Literal["PER", "ORG", "PROD"]


class Counts(TypedDict):
    """How much a post holds."""

    words: int
    sentences: int
    entities: int
    quotes: int


class PostRecord(TypedDict):
    """A line of `posts.jsonl`: one post read."""

    post: PostId
    sha256: Annotated[str, Field(description="SHA-256 of the file's bytes.")]
    title: str | None
    date: Annotated[str | None, Field(description="ISO 8601, from the front matter or the file's name.")]
    authors: list[str]
    tags: list[str]
    url: str | None
    meta: Annotated[dict[str, Any], Field(description="The whole front matter.")]
    counts: Counts


class SentenceRecord(TypedDict):
    """A line of `sentences.jsonl`."""

    post: PostId
    id: Id
    start: Start
    end: End
    text: Text
    block: BlockKind


class EntityRecord(TypedDict):
    """A line of `entities.jsonl`: one mention of a person, an organisation or (on request) a product."""

    post: PostId
    id: Id
    label: Label
    start: Start
    end: End
    text: Text
    name: Annotated[str, Field(description="The fullest form of that name in the post.")]
    entity: Annotated[
        str | None,
        Field(description="What identifies it across posts: the registry's id, or the URL it links to; or null."),
    ]
    sentence: Annotated[str, Field(description="Id of the sentence that holds it.")]


class SpanRecord(TypedDict):
    """A stretch of the post's file."""

    start: Start
    end: End
    text: Text


class SpeakerRecord(TypedDict):
    """Who says a quotation."""

    name: Annotated[str, Field(description="Full name; for a group or a role, the noun phrase without its article.")]
    kind: SpeakerKind
    entity: str | None
    mention: Annotated[SpanRecord | None, Field(description="The nearest words that designate the speaker.")]


class QuoteRecord(TypedDict):
    """A line of `quotes.jsonl`: one quotation with its speaker."""

    post: PostId
    id: Annotated[str, Field(description="Stable when the rest of the post is edited: 16 hexadecimal digits.")]
    start: Start
    end: End
    text: Text
    marks: Marks
    type: Annotated[Literal["direct", "fragment"], Field(description="A whole utterance or clause; or a fragment.")]
    speaker: SpeakerRecord | None
    cue: Annotated[SpanRecord | None, Field(description="The reporting words.")]
    rule: Annotated[
        str, Field(description="Name of the rule that paired quotation and speaker, or where the speaker comes from.")
    ]
    confidence: Annotated[float, Field(ge=0, le=1, description="Probability that quotation and speaker are right.")]
    sentences: Annotated[list[str], Field(description="Ids of the sentences that hold it.")]
    context: Annotated[str, Field(description="Text of these sentences.")]


class RejectedRecord(TypedDict):
    """A line of `rejected.jsonl`: a marked span judged not to be a quotation."""

    post: PostId
    start: Start
    end: End
    text: Text
    marks: Marks
    reason: str
    rule: str


class ErrorRecord(TypedDict):
    """A line of `errors.jsonl`: a post that could not be read or processed."""

    post: PostId
    stage: str
    error: Annotated[str, Field(description="A stable code.")]
    detail: Annotated[str, Field(description="One line in plain words, with line and column where they exist.")]


RECORDS: dict[str, Any] = {
    "posts": PostRecord,
    "sentences": SentenceRecord,
    "entities": EntityRecord,
    "quotes": QuoteRecord,
    "rejected": RejectedRecord,
    "errors": ErrorRecord,
}


def schema(record: str) -> dict[str, Any]:
    """JSON Schema of the lines of `<record>.jsonl`; `record` is a key of `RECORDS`.

    >>> sorted(schema("rejected")["required"])
    ['end', 'marks', 'post', 'reason', 'rule', 'start', 'text']
    """
    made = TypeAdapter(RECORDS[record]).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"{record}.schema.json", **made}


class Ids:
    """Stable ids within one post: a hash of what the thing is, and its rank among equal ones.

    >>> ids = Ids("a.md"); one, two = ids.new("quote", "Oui"), ids.new("quote", "Oui"); one != two
    True
    >>> Ids("a.md").new("quote", "Oui") == one
    True
    """

    def __init__(self, post: str) -> None:
        self._post = post
        self._seen: dict[tuple[str, ...], int] = {}

    def new(self, *what: str) -> str:
        """A new id for `what`: 16 hexadecimal digits of a BLAKE2 hash."""
        rank = self._seen[what] = self._seen.get(what, -1) + 1
        key = "\x1f".join((self._post, *what, str(rank)))
        return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
