"""Engines: the same bytes from one worker, several, a cluster, in one piece or in parts, whatever dies on the way."""

import gzip
import hashlib
import json
import os
import shutil
import sqlite3
import tracemalloc
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psutil
import pyarrow as pa
import pytest
from helpers import DEADLY, Deadly, Mortal, Stub, joined, outputs, raws, workers_of
from pyarrow import parquet
from spacy.language import Language
from varied import varied, write_folder, write_lines

import eignlp
from eignlp import runner
from eignlp.corpus import Raw
from eignlp.engines import processes
from eignlp.engines.cluster import on_dask
from eignlp.engines.processes import in_processes
from eignlp.models import model_hash, portable, resolve
from eignlp.output import FILES, read_records
from eignlp.registry import Site
from eignlp.rows import pack, unpack
from eignlp.task import Asked, Batch, Done, Task, code_hash

POSTS = 24


def options(**given: object) -> eignlp.Options:
    return eignlp.Options(**given)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Posts of all kinds, one that cannot be read among them."""
    folder = write_folder(tmp_path_factory.mktemp("corpus") / "posts", POSTS)
    (folder / "abîmé.md").write_bytes(b"\xff")
    return folder


@pytest.fixture(scope="module")
def reference(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What one worker makes of the corpus, one post after the other."""
    out = tmp_path_factory.mktemp("reference")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "BATCH_CHARS", 1)
        eignlp.run([corpus], out)
    return outputs(out)


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some ten batches, so that there is something to share out."""
    monkeypatch.setattr(runner, "BATCH_CHARS", 6_000)


# Workers


def test_workers_change_no_byte(corpus: Path, reference: dict[str, bytes], tmp_path: Path) -> None:
    assert set(reference) == {f"{name}.jsonl" for name in FILES} and all(reference.values())
    for workers in (1, 2):
        summary = eignlp.run([corpus], tmp_path / str(workers), options(workers=workers))
        assert outputs(tmp_path / str(workers)) == reference
        assert summary.counts["posts"] == POSTS and summary.counts["errors"] == 1 and "load" in summary.seconds
    assert not workers_of(psutil.Process())


def test_a_run_gives_what_annotate_gives(
    corpus: Path, reference: dict[str, bytes], nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pipeline of a run forgets words and embeds each once a batch; no record shows it."""
    posts = [eignlp.read(path) for path in sorted(corpus.glob("0*.md"))]
    plain = [pack(post.id, "", eignlp.annotate(post, nlp).as_dict()) for post in posts]
    monkeypatch.setattr("eignlp.pipeline.KNOWN", 0)
    monkeypatch.setattr("eignlp.annotation.BATCH", 7_000)
    fast = Task("fr_eig_ner", Site(), {}, code_hash(), model_hash("fr_eig_ner"))
    assert fast([Asked("", Raw(post.id, post.source.encode())) for post in posts]).rows == plain
    lines = b"".join(unpack(row.blob)[1].get("entities", "").encode() for row in plain)
    assert lines == reference["entities.jsonl"]


def test_a_model_is_found_by_workers_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(resolve("fr_eig_ner"), tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    assert portable("mine") == str(tmp_path / "mine") and portable("fr_eig_ner") == "fr_eig_ner"
    assert model_hash("mine") == model_hash("fr_eig_ner")
    tokenizer = tmp_path / "mine" / "tokenizer"
    tokenizer.write_bytes(tokenizer.read_bytes() + b" ")
    assert model_hash("mine") != model_hash("fr_eig_ner")


def test_a_single_batch_is_done_here(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_Worker", None)
    summary = eignlp.run([next(corpus.glob("0*.md"))], tmp_path, options(workers=2))
    assert summary.counts["posts"] == 1


def test_a_killed_worker_changes_no_byte(corpus: Path, reference: dict[str, bytes], tmp_path: Path) -> None:
    killed: list[int] = []

    def progress(stage: str, posts: int) -> None:
        if stage == "annotate" and len(killed) < 2:
            worker = workers_of(psutil.Process())[0]
            worker.kill()
            killed.append(worker.pid)

    eignlp.run([corpus], tmp_path, options(workers=2), progress)
    assert len(killed) == 2
    assert outputs(tmp_path) == reference


def task(kind: type[Task] = Stub, model: str = "") -> Task:
    return kind(model, Site(), {}, "", "")


def batches(count: int, size: int, deadly: int | None = None) -> Iterator[Batch]:
    posts = [Asked("k", raw) for raw in raws(count, deadly)]
    yield from (posts[first : first + size] for first in range(0, count, size))


def sizes(found: Iterator[Done]) -> dict[str, int | str]:
    """The length that each post has, or the code of its error; each post comes once."""
    rows = [row for done in found for row in done.rows]
    assert len({row.post for row in rows}) == len(rows)
    records = {row.post: unpack(row.blob)[1] for row in rows}
    return {
        post: json.loads(lines["rejected"])["size"] if "rejected" in lines else json.loads(lines["errors"])["error"]
        for post, lines in records.items()
    }


def test_a_post_that_kills_is_an_error_and_the_others_are_done() -> None:
    found = sizes(in_processes(task(Deadly), batches(30, 4, deadly=13), workers=2))
    assert found == {f"{n:03d}": "internal" if n == 13 else n for n in range(30)}
    assert not workers_of(psutil.Process())


def test_a_post_that_kills_once_is_done(tmp_path: Path) -> None:
    found = sizes(in_processes(task(Mortal, str(tmp_path / "mark")), batches(12, 4, deadly=6), workers=2))
    assert found == {f"{n:03d}": len(DEADLY) if n == 6 else n for n in range(12)}


def test_only_posts_that_kill() -> None:
    posts = [[Asked("k", Raw(name, DEADLY))] for name in ("a", "b")]
    assert sizes(in_processes(task(Deadly), iter(posts), workers=2)) == {"a": "internal", "b": "internal"}


class Stillborn(Stub):
    """A task that no process can take over."""

    __slots__ = ()

    def __reduce__(self) -> tuple[type, tuple[()]]:
        return Stillborn, ()  # without its fields: not to be made there


def test_workers_that_cannot_live_are_no_endless_loop() -> None:
    with pytest.raises(eignlp.UsageError, match="__main__"):
        list(in_processes(task(Stillborn), batches(8, 2), workers=2))
    assert not workers_of(psutil.Process())


def test_a_model_that_is_another_one_in_the_worker() -> None:
    weights = Task("fr_eig_ner", Site(), {}, code_hash(), "other")
    with pytest.raises(eignlp.UsageError, match="copy the same"):
        list(in_processes(weights, batches(8, 2), workers=2))
    assert not workers_of(psutil.Process())


def test_batches_are_drawn_only_as_they_are_needed() -> None:
    drawn = count()

    def endless() -> Iterator[Batch]:
        while True:
            yield [Asked("k", Raw(str(next(drawn)), b""))]

    found = in_processes(task(), endless(), workers=2)
    for _ in range(20):
        next(found)
    found.close()  # type: ignore[attr-defined]
    assert next(drawn) <= 20 + 2 * 2 + 1
    assert not workers_of(psutil.Process())


# A Dask cluster


@pytest.fixture(scope="module")
def cluster() -> Iterator[object]:
    """A Dask cluster of two worker processes here, which gives up on what killed two."""
    import dask
    from distributed import LocalCluster

    given = {"distributed.scheduler.allowed-failures": 1, "distributed.comm.timeouts.connect": "5s"}
    with dask.config.set(given), LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as made:
        yield made


@pytest.mark.slow
def test_a_cluster_changes_no_byte(corpus: Path, reference: dict[str, bytes], cluster: object, tmp_path: Path) -> None:
    address: str = cluster.scheduler_address  # type: ignore[attr-defined]
    eignlp.run([corpus], tmp_path, options(engine="dask", scheduler=address))
    assert outputs(tmp_path) == reference


@pytest.mark.slow
def test_a_killed_worker_of_a_cluster_changes_no_byte(
    corpus: Path, reference: dict[str, bytes], cluster: object, tmp_path: Path
) -> None:
    killed: list[int] = []

    def progress(stage: str, posts: int) -> None:
        if stage == "annotate" and not killed:
            worker = workers_of(psutil.Process())[0]
            worker.kill()
            killed.append(worker.pid)

    address: str = cluster.scheduler_address  # type: ignore[attr-defined]
    eignlp.run([corpus], tmp_path, options(engine="dask", scheduler=address), progress)
    assert killed and outputs(tmp_path) == reference


@pytest.mark.slow
def test_a_post_that_kills_a_cluster_s_workers(cluster: object) -> None:
    engine = on_dask(cluster.scheduler_address, 2)  # type: ignore[attr-defined]
    found = sizes(engine(task(Deadly), batches(6, 3, deadly=4)))
    assert found == {f"{n:03d}": "internal" if n == 4 else n for n in range(6)}


@pytest.mark.slow
def test_a_cluster_made_for_the_run_and_left_nowhere(corpus: Path, reference: dict[str, bytes], tmp_path: Path) -> None:
    eignlp.run([corpus], tmp_path, options(engine="dask", workers=2))
    assert outputs(tmp_path) == reference
    again = eignlp.run([corpus], tmp_path, options(engine="dask", scheduler="tcp://127.0.0.1:9"))
    assert again.reused == POSTS + 1  # and the scheduler that is not there was not needed


def test_no_scheduler(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eignlp.engines.cluster.ANSWER", 1)
    for address, says in (("tcp://127.0.0.1:9", "no Dask scheduler answers at tcp://127.0.0.1:9"), ("x://y", "x://y")):
        with pytest.raises(eignlp.UsageError, match=says):
            eignlp.run([corpus], tmp_path, options(engine="dask", scheduler=address))
    assert not list(tmp_path.glob("*.jsonl"))


@pytest.mark.slow
def test_a_scheduler_that_goes_away(corpus: Path, reference: dict[str, bytes], tmp_path: Path) -> None:
    import dask
    from distributed import LocalCluster

    with (
        dask.config.set({"distributed.comm.timeouts.connect": "2s"}),
        LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=":0") as cluster,
        pytest.raises(eignlp.UsageError, match="scheduler is gone"),
    ):
        given = options(engine="dask", scheduler=cluster.scheduler_address)
        eignlp.run([corpus], tmp_path, given, lambda stage, _: cluster.close() if stage == "annotate" else None)
    assert eignlp.run([corpus], tmp_path).reused > 0
    assert outputs(tmp_path) == reference


# Parts


def test_parts_are_the_whole_in_pieces(corpus: Path, reference: dict[str, bytes], tmp_path: Path) -> None:
    eignlp.run([corpus], tmp_path, options(shard_size=7))
    assert joined(tmp_path) == reference
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["shard_size"] == 7 and len(manifest["parts"]) == 4  # 25 posts, the unreadable one included
    named = set()
    for part in manifest["parts"]:
        for about in part["files"].values():
            data = (tmp_path / about["path"]).read_bytes()
            assert about["sha256"] == hashlib.sha256(data).hexdigest() and about["records"] == data.count(b"\n")
            named.add(about["path"])
        posts = [json.loads(line)["post"] for line in (tmp_path / part["files"]["posts"]["path"]).open()]
        assert posts == sorted(posts) and part["first"] == posts[0]
    assert named | {"manifest.json"} == set(outputs(tmp_path))
    for name in FILES:
        assert list(read_records(tmp_path, name)) == list(map(json.loads, reference[f"{name}.jsonl"].splitlines()))


def test_switching_between_whole_and_parts_leaves_nothing(
    corpus: Path, reference: dict[str, bytes], tmp_path: Path
) -> None:
    files = {}
    for shard_size in (None, 5, 20, 5, None):
        eignlp.run([corpus], tmp_path, options(shard_size=shard_size))
        files[shard_size] = outputs(tmp_path)
        assert (joined(tmp_path) or files[shard_size]) == reference
        assert len(files[shard_size]) == (6 if shard_size is None else 6 * -(-25 // shard_size) + 1)
    assert not [path for path in tmp_path.iterdir() if path.is_dir() and path.name != ".cache"]


def test_files_that_are_not_ours_stay(corpus: Path, tmp_path: Path) -> None:
    own = tmp_path / "posts" / "part-00000.jsonl"
    own.parent.mkdir()
    own.write_text("mine", encoding="utf-8")
    eignlp.run([corpus], tmp_path)
    assert own.read_text(encoding="utf-8") == "mine"
    with pytest.raises(eignlp.UsageError, match="write over what it reads"):
        eignlp.run([own], tmp_path, options(shard_size=5))
    own.rename(tmp_path / "posts" / "mine.txt")
    eignlp.run([corpus], tmp_path, options(shard_size=5))
    eignlp.run([corpus], tmp_path)
    assert [path.name for path in (tmp_path / "posts").iterdir()] == ["mine.txt"]


def test_an_input_is_never_written_over(corpus: Path, tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_text(json.dumps({"text": "Bonjour."}), encoding="utf-8")
    with pytest.raises(eignlp.UsageError, match="another --out"):
        eignlp.run([path], tmp_path)
    assert json.loads(path.read_text(encoding="utf-8")) == {"text": "Bonjour."}


def test_no_posts_at_all(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    for shard_size in (3, None):
        summary = eignlp.run([tmp_path / "posts"], tmp_path / "out", options(shard_size=shard_size))
        assert not summary.counts.total()
        assert set((joined(tmp_path / "out") or outputs(tmp_path / "out")).values()) == {b""}


# Inputs


def test_archives_give_what_files_give(reference: dict[str, bytes], tmp_path: Path) -> None:
    posts = dict(varied(POSTS))
    write_lines(tmp_path / "posts.jsonl.gz", POSTS)
    table = pa.table({"text": list(posts.values()), "id": list(posts)})
    parquet.write_table(table, tmp_path / "posts.parquet", row_group_size=10)
    wanted = {name: data for name, data in reference.items() if name != "errors.jsonl"} | {"errors.jsonl": b""}
    for name in ("posts.jsonl.gz", "posts.parquet"):
        eignlp.run([tmp_path / name], tmp_path / "out")
        assert outputs(tmp_path / "out") == wanted


def test_parquet_with_columns_of_all_kinds(tmp_path: Path) -> None:
    from datetime import datetime

    table = pa.table(
        {
            "corps": ["« Il pleut », dit Maud Kerbrat.", None, "Rien."],
            "url": ["u1", "u2", None],
            "date": [datetime(2023, 1, 2), None, datetime(2023, 1, 3)],
            "tags": [["pluie", "mer"], [], None],
            "rest": [{"a": 1.5, "b": b"x"}, None, {"a": float("nan"), "b": None}],
        }
    )
    parquet.write_table(table, tmp_path / "a.parquet")
    eignlp.run([tmp_path / "a.parquet"], tmp_path / "out", options(table=eignlp.corpus.Table("corps", "url")))
    posts = {record["post"]: record for record in read_records(tmp_path / "out", "posts")}
    assert set(posts) == {"u1", "a.parquet:3"} and posts["u1"]["date"] == "2023-01-02"
    assert posts["u1"]["tags"] == ["pluie", "mer"] and posts["a.parquet:3"]["meta"]["rest"]["a"] == "nan"
    (error,) = read_records(tmp_path / "out", "errors")
    assert (error["post"], error["error"]) == ("a.parquet:2", "bad-record")
    assert (
        eignlp.run(
            [tmp_path / "a.parquet"], tmp_path / "out", options(table=eignlp.corpus.Table("corps", "url"))
        ).reused
        == 2
    )


def test_archives_that_break_off(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"text": ["Un.", "Deux."]}), tmp_path / "a.parquet")
    (tmp_path / "b.parquet").write_bytes((tmp_path / "a.parquet").read_bytes()[:-20])
    packed = bytearray(gzip.compress(b'{"text": "Un."}\n' + os.urandom(50_000)))
    packed[20_000:20_100] = bytes(100)
    (tmp_path / "c.jsonl.gz").write_bytes(packed)
    paths = [tmp_path / name for name in ("a.parquet", "b.parquet", "c.jsonl.gz")]
    summary = eignlp.run(paths, tmp_path / "out")
    assert summary.counts["posts"] == 3
    codes = {record["post"]: record["error"] for record in read_records(tmp_path / "out", "errors")}
    assert codes["b.parquet:1"] == "unreadable" and "unreadable" in {codes[post] for post in codes if post[0] == "c"}


def test_parquet_without_pyarrow_is_said_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parquet.write_table(pa.table({"text": ["Un."]}), tmp_path / "a.parquet")
    monkeypatch.setattr("eignlp.corpus.find_spec", lambda name: None)
    with pytest.raises(eignlp.UsageError, match=r"eignlp\[parquet\]"):
        eignlp.run([tmp_path / "a.parquet"], tmp_path / "out")
    monkeypatch.setattr("eignlp.engines.cluster.find_spec", lambda name: None)
    with pytest.raises(eignlp.UsageError, match=r"eignlp\[cluster\]"):
        eignlp.run([tmp_path], tmp_path / "out", options(engine="dask"))
    assert not (tmp_path / "out").exists()


# The store


def test_force_redoes_all_and_changes_nothing(corpus: Path, reference: dict[str, bytes], tmp_path: Path) -> None:
    eignlp.run([corpus], tmp_path)
    forced = eignlp.run([corpus], tmp_path, options(force=True))
    assert forced.reused == 0 and "load" in forced.seconds
    assert outputs(tmp_path) == reference
    assert eignlp.run([corpus], tmp_path).reused == POSTS + 1


def test_no_cache_leaves_no_store(corpus: Path, reference: dict[str, bytes], tmp_path: Path) -> None:
    eignlp.run([corpus], tmp_path)
    kept = {path.name: path.read_bytes() for path in (tmp_path / ".cache").iterdir()}
    summary = eignlp.run([corpus], tmp_path, options(cache=False))
    assert summary.reused == 0 and outputs(tmp_path) == reference
    assert {path.name: path.read_bytes() for path in (tmp_path / ".cache").iterdir()} == kept
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == [".cache"]
    (tmp_path / ".cache-killed").mkdir()  # as a run that was killed leaves it
    with pytest.raises(ZeroDivisionError):
        eignlp.run([corpus], tmp_path, options(cache=False), lambda *_: 1 // 0)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == [".cache"]
    assert outputs(tmp_path) == reference


def poisoned(store: Path, change: str) -> None:
    with sqlite3.connect(store / "finished.sqlite") as db:
        db.execute(f"UPDATE finished SET {change} WHERE post = '000003.md'")
    db.close()


@pytest.mark.parametrize(
    "change",
    [
        "row = zeroblob(length(row))",
        "row = substr(row, 1, length(row) - 1)",
        "row = (SELECT row FROM finished WHERE post = '000004.md')",
        "(row, digest) = (SELECT row, digest FROM finished WHERE post = '000004.md')",
        "row = 'text'",
        "row = CAST(x'ff00' AS TEXT)",
        "digest = CAST(x'ff00' AS TEXT)",
        "key = CAST(x'ff00' AS TEXT)",
    ],
)
def test_a_poisoned_entry_is_done_again(corpus: Path, reference: dict[str, bytes], tmp_path: Path, change: str) -> None:
    eignlp.run([corpus], tmp_path)
    poisoned(tmp_path / ".cache", change)
    assert eignlp.run([corpus], tmp_path).reused == POSTS
    assert outputs(tmp_path) == reference


def pages(data: bytes) -> bytes:
    """The database with one page of noise in it."""
    return data[:4096] + b"\x55" * 4096 + data[8192:]


@pytest.mark.parametrize(
    "broken",
    [
        lambda data: b"",
        lambda data: b"not a database" * 100,
        lambda data: data[: len(data) // 2],
        lambda data: data[:100] + b"\0" * (len(data) - 100),
        pages,
    ],
)
def test_a_broken_store_is_done_again(
    corpus: Path, reference: dict[str, bytes], tmp_path: Path, broken: object
) -> None:
    eignlp.run([corpus], tmp_path)
    store = tmp_path / ".cache" / "finished.sqlite"
    store.write_bytes(broken(store.read_bytes()))  # type: ignore[operator]
    (tmp_path / ".cache" / "finished.sqlite-wal").write_bytes(b"noise" * 1000)
    eignlp.run([corpus], tmp_path)
    assert outputs(tmp_path) == reference
    assert eignlp.run([corpus], tmp_path).reused == POSTS + 1


def test_a_store_of_another_version_is_done_again(corpus: Path, reference: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / ".cache").mkdir()
    with sqlite3.connect(tmp_path / ".cache" / "finished.sqlite") as db:
        db.executescript("CREATE TABLE finished (post TEXT, other TEXT); PRAGMA user_version = 99;")
    db.close()
    assert eignlp.run([corpus], tmp_path).reused == 0
    assert outputs(tmp_path) == reference


# Streams


def test_memory_does_not_grow_with_the_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Un mot. " * 20

    def peak(posts: int) -> int:
        path = tmp_path / f"{posts}.jsonl"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps({"id": f"{n:06d}", "text": f"{text}{n}"}) + "\n" for n in range(posts))
        stub = task()
        monkeypatch.setattr(runner, "_engine", lambda options: lambda _, batches: map(stub, batches))
        tracemalloc.start()
        try:
            summary = eignlp.run([path], tmp_path / f"out-{posts}", options(shard_size=1_000))
            assert summary.counts["rejected"] == posts
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(100)  # what is loaded once
    few, many = peak(2_000), peak(50_000)
    assert many < few + 1_000_000


def test_an_endless_line_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eignlp.corpus.MAX_LINE", 1_000)
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "' + b"x" * 100_000 + b'"}\n{"id": "b", "text": "Bonjour."}\n' + b"y" * 5_000)
    eignlp.run([path], tmp_path / "out")
    assert [record["post"] for record in read_records(tmp_path / "out", "posts")] == ["b"]
    assert [(r["post"], r["error"]) for r in read_records(tmp_path / "out", "errors")] == [
        ("a.jsonl:1", "too-large"),
        ("a.jsonl:3", "too-large"),
    ]


def test_deep_values_beside_a_text_are_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = (f'{{"id": "{depth}", "text": "x", "a": {"[" * depth}{"]" * depth}}}\n' for depth in (1, 60, 400, 900, 990))
    path.write_text("".join(lines), encoding="utf-8")
    eignlp.run([path], tmp_path / "out")
    assert [record["post"] for record in read_records(tmp_path / "out", "posts")] == ["1"]
    assert {record["error"] for record in read_records(tmp_path / "out", "errors")} <= {
        "bad-front-matter",
        "bad-record",
    }
