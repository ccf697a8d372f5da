"""The posts of a corpus: files and folders of Markdown or text, JSON Lines and Parquet with a text field."""

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import Any

from eignlp.errors import Code, PostError, UsageError
from eignlp.posts import MAX_CHARS, Post, decode, from_text, read_bytes

POST_SUFFIXES = (".md", ".markdown", ".txt")
TABLE_SUFFIXES = (".jsonl", ".jsonl.gz", ".parquet")
MAX_LINE = 8 * MAX_CHARS  # bytes of a line of JSON
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
    """A post to read: its id, where it comes from, and the call that fetches its bytes.

    `origin` is a file, or a row of one; `fetch` may raise `PostError`.
    """

    id: str
    origin: str
    fetch: Callable[[], Raw]


@dataclass(frozen=True, slots=True)
class Table:
    """Where the text and the id stand in JSON Lines and Parquet."""

    text: str = "text"
    id: str = "id"


def find(paths: Iterable[str | Path], *, drafts: bool = False, table: Table | None = None) -> Iterator[Item]:
    """The posts of files and folders, one after the other: a corpus of any size streams through.

    A folder is searched to the end (symbolic links to folders are not followed) and is the root of
    its posts' ids; a file given by itself has its own name as id. Files whose names begin with `_`, and a
    folder `_drafts`, are drafts and stay out unless `drafts`; `_site`, `node_modules` and hidden folders always
    do, and tables are read only where they are named. Paths, and the files of a folder, are taken by name, so that
    of two inputs with one id the same one comes first wherever, and in whatever order, they are given.

    Raises `UsageError` if a path does not exist or is of no known kind, or pyarrow is missing for it.
    """
    places = sorted(dict.fromkeys(map(Path, paths)), key=str)
    for place in places:
        _check(place)
    return (item for place in places for item in _items(place, drafts, table or Table()))


def _check(path: Path) -> None:
    if not path.exists():
        raise UsageError(f"{path}: no such file or folder")
    if not path.is_dir() and not path.name.lower().endswith(POST_SUFFIXES + TABLE_SUFFIXES):
        raise UsageError(f"{path}: not a post; known are {', '.join(POST_SUFFIXES + TABLE_SUFFIXES)}")
    if path.name.lower().endswith(".parquet") and find_spec("pyarrow") is None:
        raise UsageError(f"{path}: Parquet inputs need pyarrow: pip install 'eignlp[parquet]'")


def _items(path: Path, drafts: bool, table: Table) -> Iterator[Item]:
    if path.is_dir():
        root = path.resolve()
        yield from (_file(str(PurePosixPath(file.relative_to(root))), file) for file in _walk(root, drafts))
    elif path.name.lower().endswith(".parquet"):
        yield from _parquet(path, table)
    elif path.name.lower().endswith(TABLE_SUFFIXES):
        yield from _rows(path, table)
    else:
        yield _file(path.name, path.resolve())


def _walk(folder: Path, drafts: bool) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        left = _BUILT if drafts else _BUILT | {"_drafts"}
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in left)
        for name in sorted(names):
            hidden = name.startswith(".") or (name.startswith("_") and not drafts)
            if not hidden and name.lower().endswith(POST_SUFFIXES):
                yield Path(parent, name)


_BUILT = {"_site", "node_modules"}  # what Jekyll and npm write


def _file(id: str, path: Path) -> Item:
    shown = _shown(id)
    return Item(shown, str(path), lambda: Raw(shown, read_bytes(path)))


def _shown(id: str) -> str:
    """An id that UTF-8 can hold, whatever bytes the file's name has."""
    return id.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _refused(place: "_Place", code: Code, detail: str, id: str | None = None) -> Item:
    def fetch() -> Raw:
        raise PostError(code, detail)

    return Item(id or str(place), place.origin, fetch)


def _rows(path: Path, table: Table) -> Iterator[Item]:
    """The records of a JSON Lines file; a line that is no record becomes an error of its own."""
    opener = gzip.open if path.name.lower().endswith(".gz") else open
    real, number = str(path.resolve()), 0
    try:
        with opener(path, "rb") as file:
            for number, (line, size) in enumerate(_lines(file), start=1):
                place = _Place(path.name, real, "line", number)
                if size > len(line):
                    yield _refused(place, "too-large", f"line {number} has {size:,} bytes")
                elif line.strip():
                    yield _line(place, line, table)
    except (OSError, EOFError, zlib.error) as error:
        yield _broken(_Place(path.name, real, "line", number + 1), error)


def _lines(file: gzip.GzipFile | BufferedReader) -> Iterator[tuple[bytes, int]]:
    """Each line with its size in bytes; of one that is too long only the beginning is held."""
    while line := file.readline(MAX_LINE):
        size, last = len(line), line
        while not last.endswith(b"\n") and (last := file.readline(MAX_LINE)):
            size += len(last)
        yield line, size


def _parquet(path: Path, table: Table) -> Iterator[Item]:
    """The rows of a Parquet file; without a text, a row becomes an error of its own."""
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    real, number = str(path.resolve()), 0
    try:
        # Read on as rows are asked for: by default a whole row group, often the whole file, is.
        with ParquetFile(path, pre_buffer=False, buffer_size=1 << 20) as file:
            for batch in file.iter_batches(batch_size=16, use_threads=False):
                for record in batch.to_pylist():
                    number += 1
                    yield _record(_Place(path.name, real, "row", number), record, table)
    except (OSError, ArrowException, ValueError, ArithmeticError) as error:
        yield _broken(_Place(path.name, real, "row", number + 1), error)


@dataclass(frozen=True, slots=True)
class _Place:
    """A line or row of the file `name`; `real` is its path, by whatever links it was given."""

    name: str
    real: str
    kind: str
    number: int

    def __str__(self) -> str:
        return f"{self.name}:{self.number}"

    @property
    def origin(self) -> str:
        """What tells the place from all others."""
        return f"{self.real}:{self.number}"


def _broken(place: "_Place", error: Exception) -> Item:
    return _refused(place, "unreadable", f"cannot be read on from {place.kind} {place.number}: {error}")


def _line(place: _Place, line: bytes, table: Table) -> Item:
    try:
        record = json.loads(decode(line))
    except (ValueError, RecursionError) as error:
        return _refused(place, "bad-record", f"line {place.number} is not JSON: {error}")
    except PostError as error:
        return _refused(place, error.code, f"line {place.number}: {error.detail}")
    return _record(place, record, table)


def _record(place: _Place, record: Any, table: Table) -> Item:
    text = record.get(table.text) if isinstance(record, dict) else None
    where = f"{place.kind} {place.number}"
    if not isinstance(text, str):
        return _refused(place, "bad-record", f"{where} has no text in field {table.text!r} (--text-field)")
    given = record.get(table.id)
    id = _shown(str(given)) if isinstance(given, (str, int)) and str(given).strip() else str(place)
    try:
        raw = Raw(id, text.encode("utf-8"), {k: v for k, v in record.items() if k not in (table.text, table.id)})
    except UnicodeEncodeError as error:
        return _refused(place, "not-text", f"{where}: character {error.start + 1} is half of a surrogate pair", id)
    return Item(id, place.origin, lambda: raw)
