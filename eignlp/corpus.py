"""The posts of a corpus: files and folders of Markdown or text, and JSON Lines with a text field."""

import gzip
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from eignlp.errors import Code, PostError, UsageError
from eignlp.posts import MAX_CHARS, Post, decode, from_text, read_bytes

POST_SUFFIXES = (".md", ".markdown", ".txt")
TABLE_SUFFIXES = (".jsonl", ".jsonl.gz")
Fields = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Raw:
    """A post's bytes, not parsed yet: enough to know whether it changed."""

    id: str
    data: bytes
    meta: dict[str, Any] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes."""
        return hashlib.sha256(self.data).hexdigest()

    def parse(self, fields: Fields | None = None) -> Post:
        """The post; raises `PostError`."""
        return from_text(decode(self.data), self.id, sha256=self.sha256, meta=self.meta, fields=fields)


@dataclass(frozen=True, slots=True)
class Item:
    """A post to read: its id, and the call that fetches its bytes (which may raise `PostError`)."""

    id: str
    fetch: Callable[[], Raw]


@dataclass(frozen=True, slots=True)
class Table:
    """Where the text and the id stand in JSON Lines."""

    text: str = "text"
    id: str = "id"


def find(paths: Iterable[str | Path], *, drafts: bool = False, table: Table | None = None) -> Iterator[Item]:
    """The posts of files and folders, each id once.

    A folder is searched to the end (symbolic links to folders are not followed) and is the root of
    its posts' ids; a file given by itself has its own name as id. Names that begin with `_` are
    drafts and stay out unless `drafts`. Of two inputs with one id, the first by path is read and
    the others become a `same-name` error.

    Raises `UsageError` if a path does not exist or is of no known kind.
    """
    found = sorted({item for path in paths for item in _walk(Path(path), drafts)}, key=lambda f: (f[0], str(f[1])))
    return _items(found, table or Table())


def _items(found: list[tuple[str, Path]], table: Table) -> Iterator[Item]:
    seen: dict[str, int] = {}
    for id, path in found:
        rows = _rows(path, table) if path.name.lower().endswith(TABLE_SUFFIXES) else [_file(id, path)]
        for item in rows:
            if item.id in seen:
                seen[item.id] += 1
                detail = f"input {seen[item.id]} of the name {item.id}: rename one, or run on a folder that holds both"
                item = _refused(f"{item.id}#{seen[item.id]}", "same-name", detail)
            seen.setdefault(item.id, 1)
            yield item


def _walk(path: Path, drafts: bool) -> Iterator[tuple[str, Path]]:
    if not path.exists():
        raise UsageError(f"{path}: no such file or folder")
    if not path.is_dir():
        if not path.name.lower().endswith(POST_SUFFIXES + TABLE_SUFFIXES):
            raise UsageError(f"{path}: not a post; known are {', '.join(POST_SUFFIXES + TABLE_SUFFIXES)}")
        yield path.name, path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            hidden = name.startswith(".") or (name.startswith("_") and not drafts)
            if not hidden and name.lower().endswith(POST_SUFFIXES):
                file = Path(folder, name)
                yield str(PurePosixPath(file.relative_to(path))), file


def _file(id: str, path: Path) -> Item:
    return Item(_shown(id), lambda: Raw(_shown(id), read_bytes(path)))


def _shown(id: str) -> str:
    """An id that UTF-8 can hold, whatever bytes the file's name has."""
    return id.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _refused(id: str, code: Code, detail: str) -> Item:
    def fetch() -> Raw:
        raise PostError(code, detail)

    return Item(id, fetch)


def _rows(path: Path, table: Table) -> Iterator[Item]:
    """The records of a JSON Lines file; a line that is no record becomes an error of its own."""
    opener = gzip.open if path.name.lower().endswith(".gz") else open
    number = 0
    try:
        with opener(path, "rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _row(f"{path.name}:{number}", number, line, table)
    except (OSError, EOFError) as error:
        yield _refused(f"{path.name}:{number + 1}", "unreadable", f"cannot be read on from line {number + 1}: {error}")


def _row(place: str, number: int, line: bytes, table: Table) -> Item:
    if len(line) > 8 * MAX_CHARS:
        return _refused(place, "too-large", f"line {number} has {len(line):,} bytes")
    try:
        record = json.loads(decode(line))
    except (ValueError, RecursionError) as error:
        return _refused(place, "bad-record", f"line {number} is not JSON: {error}")
    except PostError as error:
        return _refused(place, error.code, f"line {number}: {error.detail}")
    text = record.get(table.text) if isinstance(record, dict) else None
    if not isinstance(text, str):
        return _refused(place, "bad-record", f"line {number} has no text in field {table.text!r} (--text-field)")
    given = record.get(table.id)
    id = _shown(str(given)) if isinstance(given, (str, int)) and str(given).strip() else place
    try:
        raw = Raw(id, text.encode("utf-8"), {k: v for k, v in record.items() if k not in (table.text, table.id)})
    except UnicodeEncodeError as error:
        return _refused(id, "not-text", f"line {number}: character {error.start + 1} is half of a surrogate pair")
    return Item(id, lambda: raw)
