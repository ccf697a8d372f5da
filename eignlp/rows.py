"""A finished post as it travels: its records already as lines of the output files, compressed."""

import io
import json
import zlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import jsonlines

Records = Mapping[str, list[Any]]  # the records of one post by the name of their file, without `.jsonl`


class Row(NamedTuple):
    """A post's lines under the key of what they were made from; an empty key is never taken up again."""

    post: str
    key: str
    blob: bytes


def pack(post: str, key: str, records: Records) -> Row:
    """The row of a post: what can be counted of its records, and their lines.

    >>> counts, lines = unpack(pack("a.md", "k", {"errors": [{"post": "a.md"}]}).blob)
    >>> counts, lines
    ({'errors': 1}, {'errors': '{"post":"a.md"}\\n'})
    """
    counts = {name: len(found) for name, found in records.items() if found}
    if records.get("posts"):
        counts["words"] = sum(record["counts"]["words"] for record in records["posts"])
        counts["attributed"] = sum(record["speaker"] is not None for record in records.get("quotes", ()))
    lines = {name: _lines(found) for name, found in records.items() if found}
    packed = json.dumps([counts, lines], ensure_ascii=False).encode("utf-8")
    return Row(post, key, zlib.compress(packed, 1))


def unpack(blob: bytes) -> tuple[dict[str, int], dict[str, str]]:
    """The counts and the lines of a row, by file."""
    counts, lines = json.loads(zlib.decompress(blob))
    return counts, lines


def _lines(records: list[Any]) -> str:
    text = io.StringIO()
    with jsonlines.Writer(text, compact=True) as writer:
        writer.write_all(records)
    return text.getvalue()
