"""The store of finished posts in the output folder: what makes a run incremental and interruptible.

One SQLite file (the standard library's) holds each post's row under the key of its content. What a
run asks for stands in a temporary table of the same connection, so memory does not grow with the corpus.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from eignlp.rows import Row

FOLDER = ".cache"

_VERSION = 1  # of the tables and of what stands in them
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS finished (
    post TEXT PRIMARY KEY, key TEXT NOT NULL, digest BLOB NOT NULL, row BLOB NOT NULL
) WITHOUT ROWID;
CREATE TEMPORARY TABLE asked (post TEXT PRIMARY KEY, origin TEXT NOT NULL, times INTEGER NOT NULL) WITHOUT ROWID;
PRAGMA user_version = {_VERSION};
"""


class Store:
    """Finished posts by id, and which of them this run asks for."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "finished.sqlite"
        self._db = self._open()

    def _open(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except sqlite3.OperationalError:  # a full disk, a folder that cannot be written: no fault of the file
            raise
        except sqlite3.DatabaseError:  # not a database, or a broken one: it only holds what can be redone
            self._remove()
            return self._connect()

    def _remove(self) -> None:
        for file in self._path.parent.glob(self._path.name + "*"):
            file.unlink()

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, isolation_level=None)
        try:
            # The run holds a lock of its own; and without shared memory, write-ahead works on network file systems.
            db.execute("PRAGMA locking_mode = EXCLUSIVE")
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            if db.execute("PRAGMA user_version").fetchone() not in ((0,), (_VERSION,)):
                raise sqlite3.DatabaseError("store of another version")
            db.executescript(_SCHEMA)
            if db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("broken store")
        except BaseException:
            db.close()
            raise
        return db

    def ask(self, post: str, origin: str) -> Literal["first", "same"] | int:
        """Note that the run asks for a post that comes from `origin` (a path, a line of a file).

        "first" the first time, "same" if the same place is read again; else how many other places
        had that id before.
        """
        self._begin()
        asked = self._db.execute("SELECT origin, times FROM asked WHERE post = ?", (post,)).fetchone()
        if asked is None:
            self._db.execute("INSERT INTO asked VALUES (?, ?, 1)", (post, origin))
            return "first"
        if asked[0] == origin:
            return "same"
        self._db.execute("UPDATE asked SET times = times + 1 WHERE post = ?", (post,))
        times: int = asked[1]
        return times

    def has(self, post: str, key: str) -> bool:
        """Whether the post's row under `key` is here and whole: bad bytes are noticed."""
        # Cast, as what is not UTF-8 in a broken column of text would be an error.
        query = "SELECT CAST(digest AS BLOB), CAST(row AS BLOB) FROM finished WHERE post = ? AND key = ?"
        found = self._db.execute(query, (post, key)).fetchone()
        return found is not None and _digest(Row(post, key, found[1])) == found[0]

    def put(self, rows: Iterable[Row]) -> None:
        """Save rows, all of them or none."""
        self._begin()
        found = [(row.post, row.key, _digest(row), row.blob) for row in rows]
        self._db.executemany("INSERT OR REPLACE INTO finished VALUES (?, ?, ?, ?)", found)
        self._db.execute("COMMIT")

    def asked(self) -> Iterator[tuple[str, bytes]]:
        """(post, blob) of all posts of this run, ordered by post id (by code point)."""
        yield from self._db.execute("SELECT post, row FROM asked JOIN finished USING (post) ORDER BY post")

    def forget_others(self) -> None:
        """Drop the posts that this run did not ask for."""
        self._begin()
        self._db.execute("DELETE FROM finished WHERE post NOT IN (SELECT post FROM asked)")
        self._db.execute("COMMIT")

    def _begin(self) -> None:
        """Many small changes are one transaction, which the next saved batch ends."""
        if not self._db.in_transaction:
            self._db.execute("BEGIN")

    def close(self) -> None:
        """Close the file; what was not saved is gone."""
        self._db.close()

    def remove(self) -> None:
        """Close the file and delete it: the run is to leave no store."""
        self.close()
        self._remove()
        self._path.parent.rmdir()


def _digest(row: Row) -> bytes:
    digest = hashlib.blake2b(f"{row.post}\0{row.key}\0".encode(), digest_size=8)
    digest.update(row.blob)
    return digest.digest()
