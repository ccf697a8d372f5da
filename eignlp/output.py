"""The output files: written whole, in one piece each or in parts with a manifest; and read back."""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from itertools import chain, islice
from pathlib import Path
from types import TracebackType
from typing import Any

from eignlp.errors import UsageError
from eignlp.rows import unpack

FILES = ("posts", "sentences", "entities", "quotes", "rejected", "errors")
MANIFEST = "manifest.json"
ABOUT = "run.json"
_PARTS = "part-*.jsonl"

Blobs = Iterable[tuple[str, bytes]]  # (post, packed lines), in order


def read_records(outputs: Path, name: str) -> Iterator[Any]:
    """The records of `name` ("quotes"...) in the folder of a run, in one file or in parts.

    Raises `UsageError` if there are none.
    """
    whole = outputs / f"{name}.jsonl"
    parts = sorted((outputs / name).glob(_PARTS), key=lambda part: (len(part.name), part.name))
    for path in [whole] if whole.is_file() or not parts else parts:
        try:
            with path.open(encoding="utf-8", newline="\n") as lines:
                yield from map(json.loads, lines)
        except OSError as error:
            raise UsageError(f"{path}: {error.strerror}; give the folder that `eignlp run` wrote") from error
        except ValueError as error:
            raise UsageError(f"{path}: {error}; give the folder that `eignlp run` wrote") from error


def is_output(path: Path, out: Path) -> bool:
    """Whether a run into `out` may write, or remove, the file `path`."""
    path, out = path.resolve(), out.resolve()
    names = {f"{name}.jsonl" for name in FILES}
    return (path.parent == out and path.name in names) or (
        path.parent.parent == out and path.parent.name in FILES and path.match(_PARTS)
    )


class Outputs:
    """The files of a run: written beside their places within the block, moved there together at its end.

    If the block fails, or the process dies in it, the earlier files are as they were. A process that
    dies while they are moved leaves each of them whole, some from the earlier run.
    """

    def __init__(self, out: Path) -> None:
        self._out = out
        self._names: list[str] = []  # of what is to be moved, relative to `out`
        self._sharded = False
        self._were_parts = (out / MANIFEST).exists()
        self._remove_hidden()

    def records(self, blobs: Blobs, shard_size: int | None = None) -> Counter[str]:
        """Write the records of the posts, and say what was counted.

        Without `shard_size` one file a kind of record; with it `NAME/part-00000.jsonl`… with the
        records of so many posts each, and a manifest.
        """
        self._sharded = shard_size is not None
        parts: list[dict[str, Any]] = []
        counts: Counter[str] = Counter()
        for number, share in enumerate(_shares(blobs, shard_size)):
            names = {name: f"{name}/part-{number:05d}.jsonl" if shard_size else f"{name}.jsonl" for name in FILES}
            self._names += names.values()
            found, about = _write(share, self._out, names)
            counts += found
            parts.append(about)
        if shard_size:
            self.json(MANIFEST, {"shard_size": shard_size, "parts": parts})
        return counts

    def json(self, name: str, value: object) -> None:
        """Write a JSON file."""
        self._names.append(name)
        _hidden(self._out / name).write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    def __enter__(self) -> "Outputs":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._remove_hidden()
            return
        try:
            self._move()
        except BaseException:  # an interruption here would leave files of two runs
            self._move()
            raise

    def _move(self) -> None:
        if self._sharded:
            # Only where there is a manifest are parts known as ours: an empty one, should the process die now.
            (self._out / MANIFEST).touch()
        for name in self._names:
            with suppress(FileNotFoundError):  # moved before an interruption
                _hidden(self._out / name).replace(self._out / name)
        self._remove_others()

    def _remove_others(self) -> None:
        """Remove what an earlier run in the other form, or with more parts, left."""
        written = set(self._names)
        for name in FILES:
            earlier = [f"{name}.jsonl"]
            if self._were_parts:
                earlier += (f"{name}/{part.name}" for part in (self._out / name).glob(_PARTS))
            for path in earlier:
                if path not in written:
                    (self._out / path).unlink(missing_ok=True)
        if self._were_parts and not self._sharded:
            for name in FILES:
                with suppress(OSError):  # something else lies there
                    (self._out / name).rmdir()
            (self._out / MANIFEST).unlink(missing_ok=True)

    def _remove_hidden(self) -> None:
        """Remove what a run that did not come to its end left beside the places."""
        for name in (*(f"{name}.jsonl" for name in FILES), ABOUT, MANIFEST):
            _hidden(self._out / name).unlink(missing_ok=True)
        for name in FILES:
            for part in (self._out / name).glob(_hidden(Path(_PARTS)).name):
                part.unlink()


def _hidden(path: Path) -> Path:
    """Where a file is written before it is moved to its place."""
    return path.with_name(f".{path.name}.part")


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


def _write(blobs: Blobs, out: Path, names: dict[str, str]) -> tuple[Counter[str], dict[str, Any]]:
    """Write the lines of a share of the posts; what was counted, and what the manifest says of it."""
    counts: Counter[str] = Counter()
    digests = {name: hashlib.sha256() for name in names}
    ends: list[str] = []  # the first post and the last
    with ExitStack() as stack:
        files = {}
        for name, path in names.items():
            (out / path).parent.mkdir(exist_ok=True)
            files[name] = stack.enter_context(_hidden(out / path).open("wb"))
        for post, blob in blobs:
            ends = [*ends[:1], post]
            found, lines = unpack(blob)
            counts.update(found)
            for name, text in lines.items():
                encoded = text.encode("utf-8")
                digests[name].update(encoded)
                files[name].write(encoded)
        for file in files.values():
            file.flush()
            os.fsync(file.fileno())
    about = {
        name: {"path": path, "records": counts[name], "sha256": digests[name].hexdigest()}
        for name, path in names.items()
    }
    return counts, {"first": ends[0] if ends else None, "last": ends[-1] if ends else None, "files": about}
