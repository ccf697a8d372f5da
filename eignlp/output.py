"""The output files: written whole, in one piece each or in parts with a manifest; and read back."""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from eignlp.errors import UsageError
from eignlp.rows import unpack

FILES = ("posts", "sentences", "entities", "quotes", "rejected", "errors")
MANIFEST = "manifest.json"

Blobs = Iterable[tuple[str, bytes]]  # (post, packed lines), in order


def read_records(outputs: Path, name: str) -> Iterator[Any]:
    """The records of `name` ("quotes"...) in the folder of a run, in one file or in parts.

    Raises `UsageError` if there are none.
    """
    whole, parts = outputs / f"{name}.jsonl", sorted((outputs / name).glob("part-*.jsonl"))
    for path in [whole] if whole.is_file() or not parts else parts:
        try:
            with path.open(encoding="utf-8", newline="\n") as lines:
                yield from map(json.loads, lines)
        except (OSError, ValueError) as error:
            raise UsageError(f"{path}: {error}; give the folder that `eignlp run` wrote") from error


def write(blobs: Blobs, out: Path, shard_size: int | None = None) -> Counter[str]:
    """Write the files of a run, and say what was counted.

    Without `shard_size` one file a kind of record; with it `NAME/part-00000.jsonl`… with the records
    of so many posts each, and a manifest. All is written beside its place and moved there at the
    end, so each file is the earlier one or the new one, and whole.
    """
    moves: dict[Path, Path] = {}  # from, to
    parts: list[dict[str, Any]] = []
    counts: Counter[str] = Counter()
    try:
        for number, share in enumerate(_shares(blobs, shard_size)):
            names = {name: f"{name}/part-{number:05d}.jsonl" if shard_size else f"{name}.jsonl" for name in FILES}
            with _Files(out, names) as files:
                moves |= files.moves
                files.add_all(share)
            counts.update(files.counts)
            parts.append(files.about())
        for part, place in moves.items():
            part.replace(place)
    finally:
        for part in moves:
            part.unlink(missing_ok=True)
    if shard_size:
        write_json(out / MANIFEST, {"shard_size": shard_size, "parts": parts})
    _remove_others(out, set(moves.values()), sharded=bool(shard_size))
    return counts


def _shares(blobs: Blobs, size: int | None) -> Iterator[Blobs]:
    """The posts in shares of `size`, at least one share, none of them held in memory."""
    rest = iter(blobs)
    if size is None:
        yield rest
        return
    first = next(rest, None)
    yield islice(chain(() if first is None else (first,), rest), size)
    while (first := next(rest, None)) is not None:
        yield islice(chain((first,), rest), size)


class _Files:
    """The files of one share of the posts while they are written, each under a name of its own."""

    def __init__(self, out: Path, names: dict[str, str]) -> None:
        self._names = names
        self._posts: list[str] = []  # the first and the last
        self.counts: Counter[str] = Counter()
        self.moves: dict[Path, Path] = {}
        self._files: dict[str, IO[bytes]] = {}
        self._digests = {name: hashlib.sha256() for name in names}
        for name, relative in names.items():
            place = out / relative
            place.parent.mkdir(exist_ok=True)
            part = place.with_name(f".{place.name}.part")
            self.moves[part] = place
            self._files[name] = part.open("wb")

    def add_all(self, blobs: Blobs) -> None:
        """Append the lines of these posts."""
        for post, blob in blobs:
            self._posts = [*self._posts[:1], post]
            counts, lines = unpack(blob)
            self.counts.update(counts)
            for name, text in lines.items():
                encoded = text.encode("utf-8")
                self._digests[name].update(encoded)
                self._files[name].write(encoded)

    def about(self) -> dict[str, Any]:
        """What the manifest says of this share."""
        files = {
            name: {"path": path, "records": self.counts[name], "sha256": self._digests[name].hexdigest()}
            for name, path in self._names.items()
        }
        ends = (self._posts[0], self._posts[-1]) if self._posts else (None, None)
        return {"first": ends[0], "last": ends[1], "files": files}

    def __enter__(self) -> "_Files":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files.values():
            with file:
                if error is None:
                    file.flush()
                    os.fsync(file.fileno())


def _remove_others(out: Path, written: set[Path], *, sharded: bool) -> None:
    """Remove what an earlier run in the other form, or with more parts, left."""
    for name in FILES:
        for path in (out / f"{name}.jsonl", *(out / name).glob("part-*.jsonl")):
            if path not in written:
                path.unlink(missing_ok=True)
        if not sharded and (out / name).is_dir():
            (out / name).rmdir()
    if not sharded:
        (out / MANIFEST).unlink(missing_ok=True)


def write_json(path: Path, value: object) -> None:
    """Write a JSON file, whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
