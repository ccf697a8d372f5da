"""The store of finished posts in the output folder: what makes a run incremental and interruptible.

One SQLite file (the standard library's) holds each post's records under the key of its content.
"""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = ".cache"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS results (
    post TEXT PRIMARY KEY, key TEXT NOT NULL, run TEXT NOT NULL, digest TEXT NOT NULL, records BLOB NOT NULL
) WITHOUT ROWID
"""


class Store:
    """Finished results by post id; `run` marks those that the present run asked for."""

    def __init__(self, folder: Path, run: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "results.sqlite"
        self._run = run
        self._db = self._open()

    def _open(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except sqlite3.DatabaseError:  # not a database, or a broken one: it only holds what can be redone
            for file in self._path.parent.glob(self._path.name + "*"):
                file.unlink()
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute(_SCHEMA)
        db.execute("SELECT count(*) FROM (SELECT 1 FROM results LIMIT 1)").fetchone()
        return db

    def keep(self, post: str, key: str) -> bool:
        """Whether the post's result under `key` is here and whole; if so it belongs to this run."""
        row = self._db.execute("SELECT digest, records FROM results WHERE post = ? AND key = ?", (post, key)).fetchone()
        if row is None or _digest(row[1]) != row[0]:
            return False
        self._db.execute("UPDATE results SET run = ? WHERE post = ?", (self._run, post))
        return True

    def put(self, results: list[tuple[str, str, dict[str, Any]]]) -> None:
        """Save (post, key, records), all of them or none."""
        rows = []
        for post, key, records in results:
            blob = zlib.compress(json.dumps(records, ensure_ascii=False).encode("utf-8"), 1)
            rows.append((post, key, self._run, _digest(blob), blob))
        with self._transaction():
            self._db.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?)", rows)

    def results(self) -> Iterator[dict[str, Any]]:
        """The records of all posts of this run, ordered by post id (by code point)."""
        rows = self._db.execute("SELECT records FROM results WHERE run = ? ORDER BY post", (self._run,))
        for (blob,) in rows:
            yield json.loads(zlib.decompress(blob))

    def forget_others(self) -> None:
        """Drop the posts that this run did not ask for."""
        self._db.execute("DELETE FROM results WHERE run <> ?", (self._run,))

    def transaction(self) -> sqlite3.Connection:
        """A context in which many small changes are made at once."""
        return self._transaction()

    def _transaction(self) -> sqlite3.Connection:
        self._db.execute("BEGIN")
        return self._db

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def _digest(blob: bytes) -> str:
    return hashlib.blake2b(blob, digest_size=8).hexdigest()
