"""A corpus to output files: find what changed, have it processed, keep it, write each file whole."""

import errno
import hashlib
import json
import platform
import shutil
import sqlite3
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp
from typing import Literal

from filelock import FileLock, Timeout

from eignlp import __version__
from eignlp.config import Config
from eignlp.corpus import Item, Raw, Table, find
from eignlp.engines import Engine, here
from eignlp.errors import PostError, UsageError
from eignlp.models import DEFAULT_MODEL, model_hash, portable
from eignlp.output import ABOUT, FILES, Outputs, is_output
from eignlp.registry import site_of
from eignlp.store import FOLDER, Store
from eignlp.task import Asked, Batch, Task, code_hash, error_row

# What decides, beside eignlp itself, how a post is read.
_LIBRARIES = ("spacy", "thinc", "tree-sitter", "tree-sitter-markdown", "python-frontmatter", "pyyaml")
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NOT_WRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EEXIST, errno.ENOTDIR, errno.EISDIR)

BATCH_CHARS = 40_000  # bytes of text in a batch: less than a second of work, so that workers end together


@dataclass(slots=True)
class Summary:
    """What a run did: how many records, how many posts were taken from the store, seconds per stage.

    With several workers the seconds of `read`, `load` and `annotate` are those of all of them
    together; `wall` is the time that passed.
    """

    counts: Counter[str] = field(default_factory=Counter)
    reused: int = 0
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))


@dataclass(frozen=True, slots=True)
class Options:
    """What a run is asked for.

    `workers` are processes of this machine; `engine` "dask" takes them from the cluster at
    `scheduler` instead, or makes one here. `shard_size` is the number of posts of a part of the
    outputs, None for whole files. `force` redoes all posts; `cache` False leaves no store behind.
    """

    drafts: bool = False
    table: Table = field(default_factory=Table)
    config: Config = field(default_factory=Config)
    model: str | None = None
    products: bool = False
    workers: int = 1
    engine: Literal["local", "dask"] = "local"
    scheduler: str | None = None
    shard_size: int | None = None
    force: bool = False
    cache: bool = True


Progress = Callable[[str, int], None]  # (stage, posts done)


def run(
    paths: Iterable[str | Path], out: str | Path, options: Options | None = None, progress: Progress = lambda *_: None
) -> Summary:
    """Process the posts of `paths` and write the contract's files into the folder `out`.

    Posts whose content, and whose pipeline, did not change since the last run into `out` are taken
    from its store. Files appear whole, all at the end; an interrupted run keeps what it finished.

    Raises `UsageError` (a path, model or folder is wrong, another run writes into `out`, the disk
    is full); the earlier files of `out` are then as they were.
    """
    begin = time.perf_counter()
    out = Path(out)
    options = options or Options()
    places = [Path(path) for path in paths]
    for place in places:
        if is_output(place, out):
            raise UsageError(f"{place}: this run would write over what it reads; give another --out")
    items = find(places, drafts=options.drafts, table=options.table)
    plan = _plan(options)
    try:
        out.mkdir(parents=True, exist_ok=True)
        with FileLock(out / ".lock", timeout=0):
            return _locked(items, out, options, plan, progress, begin)
    except Timeout as error:
        raise UsageError(f"{out}: another run writes into this folder; wait for it, or give another --out") from error
    except (OSError, sqlite3.DatabaseError) as error:
        raise _in_words(out, error) from error


def _in_words(out: Path, error: OSError | sqlite3.DatabaseError) -> Exception:
    """What a user can do about an output folder that cannot be written; other errors stay as they are."""
    if isinstance(error, OSError):
        place, text, full = error.filename or out, error.strerror, error.errno in _FULL
        known = full or error.errno in _NOT_WRITABLE
    else:
        code = error.sqlite_errorcode & 0xFF  # without the detail in the upper byte
        place, text, full = out / FOLDER, str(error), code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
        known = True
    if full:
        return UsageError(
            f"{place}: the disk is full, or a limit on it reached ({text}): make room and run again; "
            "the earlier outputs are as they were, finished posts are kept"
        )
    return UsageError(f"{place}: {text}; give another --out") if known else error


@dataclass(frozen=True, slots=True)
class _Plan:
    """How posts are processed in this run; `fingerprint` stands for all that decides what is written."""

    task: Task
    model: str
    engine: Engine
    fingerprint: str

    def key(self, raw: Raw) -> str:
        """What a post's row depends on: its content and the fingerprint."""
        meta = json.dumps(raw.meta, sort_keys=True, default=str) if raw.meta else ""
        return hashlib.sha256(f"{self.fingerprint} {raw.sha256} {meta}".encode()).hexdigest()


def _plan(options: Options) -> _Plan:
    config = options.config
    model = options.model or config.model or DEFAULT_MODEL
    site = site_of(config, products=options.products)
    task = Task(portable(model), site, config.fields, code_hash(), model_hash(model))
    parts = {
        "code": task.code,
        "model": task.weights,
        "config": config.as_dict(),
        "people": [(entry.name, entry.id, entry.label, entry.aliases) for entry in site.registry.entries],
        "products": options.products,
        "libraries": [version(name) for name in _LIBRARIES],
    }
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:16]
    return _Plan(task, model, _engine(options), digest)


def _engine(options: Options) -> Engine:
    """The engine that the options ask for; only that one is imported."""
    if options.engine == "dask":
        from eignlp.engines.cluster import on_dask

        return on_dask(options.scheduler, options.workers)
    if options.workers == 1:
        return here
    from eignlp.engines.processes import in_processes

    return partial(in_processes, workers=options.workers)


def _locked(
    items: Iterator[Item], out: Path, options: Options, plan: _Plan, progress: Progress, begin: float
) -> Summary:
    summary = Summary()
    for left in out.glob(f"{FOLDER}-*"):  # by a run without a cache that was killed
        shutil.rmtree(left)
    store = Store(out / FOLDER if options.cache else Path(mkdtemp(prefix=f"{FOLDER}-", dir=out)))
    try:
        changed = _changed(items, store, plan, options.force, summary, progress)
        for done in plan.engine(plan.task, _batches(changed)):
            store.put(done.rows)
            for stage, seconds in done.seconds.items():
                summary.seconds[stage] += seconds
            progress("annotate", len(done.rows))
        store.forget_others()
        start = time.perf_counter()
        with Outputs(out) as outputs:
            summary.counts = outputs.records(store.asked(), options.shard_size)
            end = time.perf_counter()
            summary.seconds |= {"write": end - start, "wall": end - begin}
            outputs.json(ABOUT, _about(plan, summary))
    finally:
        if options.cache:
            store.close()
        else:
            store.remove()
    return summary


def _changed(
    items: Iterator[Item], store: Store, plan: _Plan, force: bool, summary: Summary, progress: Progress
) -> Iterator[Asked]:
    """The posts that have to be processed; those that cannot be read are saved as errors here."""
    for item in items:
        start = time.perf_counter()
        earlier = store.ask(item.id, item.origin)
        if earlier == "same":
            continue
        try:
            if earlier != "first":
                raise _same_name(item, store, earlier + 1)
            raw = item.fetch()
        except PostError as error:
            store.put([error_row(error.post or item.id, error)])
            progress("annotate", 1)
            continue
        finally:
            summary.seconds["read"] += time.perf_counter() - start
        key = plan.key(raw)
        if not force and store.has(raw.id, key):
            summary.reused += 1
            progress("reuse", 1)
        else:
            yield Asked(key, raw)


def _same_name(item: Item, store: Store, number: int) -> PostError:
    """The error of an input whose id is another one's; it stands under an id of its own."""
    detail = f"input {number} of the name {item.id}: rename one, or run on a folder that holds both"
    error = PostError("same-name", detail)
    error.post = f"{item.id}#{number}"
    store.ask(error.post, item.origin)
    return error


def _batches(posts: Iterator[Asked]) -> Iterator[Batch]:
    """Posts in batches of about `BATCH_CHARS`: enough for the model to work at speed, bounded in memory."""
    batch: Batch = []
    size = 0
    for post in posts:
        batch.append(post)
        size += len(post.raw.data)
        if size >= BATCH_CHARS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _about(plan: _Plan, summary: Summary) -> dict[str, object]:
    """What `run.json` says of the run."""
    return {
        "eignlp": __version__,
        "python": platform.python_version(),
        "spacy": version("spacy"),
        "model": plan.model,
        "fingerprint": plan.fingerprint,
        "counts": {name: summary.counts[name] for name in (*FILES, "words")},
        "reused": summary.reused,
        "seconds": {stage: round(seconds, 3) for stage, seconds in sorted(summary.seconds.items())},
    }
