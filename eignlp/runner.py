"""A corpus to output files: read, annotate what changed, write each file whole."""

import hashlib
import json
import os
import platform
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from eignlp import __version__
from eignlp.config import Config
from eignlp.corpus import Item, Raw, Table, find
from eignlp.errors import PostError, Stage, UsageError
from eignlp.store import FOLDER, Store

if TYPE_CHECKING:
    from spacy.language import Language

    from eignlp.annotation import Site

FILES = ("posts", "sentences", "entities", "quotes", "rejected", "errors")
BATCH_CHARS = 400_000  # code points of text that go through the pipeline together


@dataclass(slots=True)
class Summary:
    """What a run did: how many records, how many posts were taken from the store, seconds per stage."""

    counts: Counter[str] = field(default_factory=Counter)
    reused: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    def timed(self, stage: str, start: float) -> None:
        """Add the seconds since `start` (of `time.perf_counter`) to a stage."""
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - start


@dataclass(frozen=True, slots=True)
class Options:
    """What a run is asked for."""

    drafts: bool = False
    table: Table = field(default_factory=Table)
    config: Config = field(default_factory=Config)
    model: str | None = None
    products: bool = False


Progress = Callable[[str, int], None]  # (stage, posts done)


def run(
    paths: Iterable[str | Path], out: str | Path, options: Options | None = None, progress: Progress = lambda *_: None
) -> Summary:
    """Process the posts of `paths` and write the contract's files into the folder `out`.

    Posts whose content, and whose pipeline, did not change since the last run into `out` are taken
    from its store. Files appear whole, all at the end; an interrupted run keeps what it finished.

    Raises `UsageError` (a path, model or folder is wrong, or another run writes into `out`).
    """
    out = Path(out)
    options = options or Options()
    items = find([Path(p) for p in paths], drafts=options.drafts, table=options.table)
    pipeline = _Pipeline(options)
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = FileLock(out / ".lock", timeout=0)
        with lock:
            return _locked(items, out, pipeline, progress)
    except Timeout as error:
        raise UsageError(f"{out}: another run writes into this folder; wait for it, or give another --out") from error
    except (FileExistsError, NotADirectoryError, PermissionError) as error:
        raise UsageError(f"{error.filename or out}: {error.strerror}; give another --out") from error


def _locked(items: Iterator[Item], out: Path, pipeline: "_Pipeline", progress: Progress) -> Summary:
    summary = Summary()
    store = Store(out / FOLDER, run=os.urandom(8).hex())
    try:
        for batch in _batches(_changed(items, store, pipeline, summary, progress)):
            done = pipeline.process(batch, summary)
            store.put(done)
            progress("annotate", len(done))
        start = time.perf_counter()
        _write(store, out, summary)
        summary.timed("write", start)
        store.forget_others()
        _write_run(out, pipeline, summary)
    finally:
        store.close()
    return summary


def _changed(
    items: Iterator[Item], store: Store, pipeline: "_Pipeline", summary: Summary, progress: Progress
) -> Iterator[tuple[str, Raw | PostError]]:
    """The posts that have to be processed: (key, post or the error that stands for it)."""
    for item in items:
        start = time.perf_counter()
        try:
            raw: Raw | PostError = item.fetch()
        except PostError as error:
            error.post = item.id
            yield "", error
            continue
        finally:
            summary.timed("read", start)
        assert isinstance(raw, Raw)
        key = pipeline.key(raw)
        if store.keep(raw.id, key):
            summary.reused += 1
            progress("reuse", 1)
        else:
            yield key, raw


def _batches(posts: Iterator[tuple[str, Raw | PostError]]) -> Iterator[list[tuple[str, Raw | PostError]]]:
    """Posts in batches of about `BATCH_CHARS`: enough for the model to work at speed, bounded in memory."""
    batch: list[tuple[str, Raw | PostError]] = []
    size = 0
    for post in posts:
        batch.append(post)
        size += len(post[1].data) if isinstance(post[1], Raw) else 1000
        if size >= BATCH_CHARS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class _Pipeline:
    """The language pipeline of a run, loaded when a first post needs it."""

    def __init__(self, options: Options) -> None:
        from eignlp.models import DEFAULT_MODEL, model_hash

        self.options = options
        self.model = options.model or options.config.model or DEFAULT_MODEL
        self.fingerprint = fingerprint(
            code=_code_hash(),
            model=model_hash(self.model),
            config=options.config.as_dict(),
            people=_people_hash(options.config.people),
            products=options.products,
            spacy=version("spacy"),
        )
        self._site: Site | None = None
        self._nlp: Language | None = None

    def key(self, raw: Raw) -> str:
        """What a post's result depends on: its content and the pipeline's fingerprint."""
        meta = json.dumps(raw.meta, sort_keys=True, default=str) if raw.meta else ""
        return hashlib.sha256(f"{self.fingerprint} {raw.sha256} {meta}".encode()).hexdigest()

    @property
    def site(self) -> "Site":
        """What is known outside the posts, read when a first post needs it."""
        from eignlp.annotation import Site
        from eignlp.registry import Registry, read_registry

        if self._site is None:
            config = self.options.config
            registry = read_registry(config.people) if config.people else Registry()
            self._site = Site(
                config.base_url or "", registry, ("PER", "ORG", "PROD") if self.options.products else ("PER", "ORG")
            )
        return self._site

    def load(self, summary: Summary) -> "Language":
        if self._nlp is None:
            from eignlp.pipeline import load

            start = time.perf_counter()
            self._nlp = load(self.model)
            summary.timed("load", start)
        return self._nlp

    def process(
        self, batch: list[tuple[str, Raw | PostError]], summary: Summary
    ) -> list[tuple[str, str, dict[str, Any]]]:
        """(post, key, records) of each post of a batch; a post that fails has an error record."""
        start = time.perf_counter()
        done: list[tuple[str, str, dict[str, Any]]] = []
        posts = []
        for key, raw in batch:
            if isinstance(raw, PostError):
                done.append((raw.post, key, _error(raw.post, raw)))
                continue
            try:
                posts.append((key, raw.parse(self.options.config.fields)))
            except PostError as error:
                done.append((raw.id, "", _error(raw.id, error)))
        summary.timed("read", start)
        if posts:
            nlp = self.load(summary)
            start = time.perf_counter()
            done += self._annotated(posts, nlp)
            summary.timed("annotate", start)
        return done

    def _annotated(self, posts: list[tuple[str, Any]], nlp: "Language") -> Iterator[tuple[str, str, dict[str, Any]]]:
        from eignlp.annotation import annotate, annotate_all

        site = self.site
        try:
            with nlp.memory_zone():
                results = [result.as_dict() for result in annotate_all((post for _, post in posts), nlp, site)]
            yield from ((post.id, key, records) for (key, post), records in zip(posts, results, strict=True))
        except Exception:
            # One post of the batch breaks it: find which, so that the others keep their results.
            for key, post in posts:
                try:
                    with nlp.memory_zone():
                        yield post.id, key, annotate(post, nlp, site).as_dict()
                except Exception as error:
                    detail = f"{type(error).__name__}: {error}"
                    yield post.id, "", _error(post.id, PostError("internal", detail, "annotate"))


def _error(post: str, error: PostError) -> dict[str, Any]:
    stage: Stage = error.stage
    return {"errors": [{"post": post, "stage": stage, "error": error.code, "detail": error.detail}]}


def _write(store: Store, out: Path, summary: Summary) -> None:
    """Write all files beside their final names, then move them there."""
    import jsonlines

    parts = {name: out / f".{name}.jsonl.part" for name in FILES}
    try:
        files = {name: part.open("w", encoding="utf-8", newline="\n") for name, part in parts.items()}
        try:
            writers = {name: jsonlines.Writer(file, compact=True) for name, file in files.items()}
            for records in store.results():
                for name, lines in records.items():
                    writers[name].write_all(lines)
                    summary.counts[name] += len(lines)
                    if name == "posts":
                        summary.counts["words"] += sum(line["counts"]["words"] for line in lines)
                    if name == "quotes":
                        summary.counts["attributed"] += sum(line["speaker"] is not None for line in lines)
        finally:
            for file in files.values():
                file.flush()
                os.fsync(file.fileno())
                file.close()
        for name, part in parts.items():
            part.replace(out / f"{name}.jsonl")
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def _write_run(out: Path, pipeline: _Pipeline, summary: Summary) -> None:
    about = {
        "eignlp": __version__,
        "python": platform.python_version(),
        "spacy": version("spacy"),
        "model": pipeline.model,
        "fingerprint": pipeline.fingerprint,
        "counts": {name: summary.counts[name] for name in (*FILES, "words")},
        "reused": summary.reused,
        "seconds": {stage: round(seconds, 3) for stage, seconds in summary.seconds.items()},
    }
    part = out / ".run.json.part"
    part.write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    part.replace(out / "run.json")


def fingerprint(**parts: object) -> str:
    """One hash for all that decides what a run writes for a post."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _people_hash(path: Path | None) -> str | None:
    """A hash of the registry's files."""
    if path is None:
        return None
    if not path.exists():
        raise UsageError(f"{path}: the people registry is not there")
    digest = hashlib.sha256()
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.is_file():
            digest.update(str(file.relative_to(path)).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _code_hash() -> str:
    """A hash of the package's own code and word lists: a changed rule redoes all posts."""
    digest = hashlib.sha256()
    package = Path(__file__).parent
    for file in sorted(package.rglob("*")):
        if file.suffix in (".py", ".toml", ".txt"):
            digest.update(str(file.relative_to(package)).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()
