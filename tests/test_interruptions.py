"""Runs that are killed, interrupted or out of disk: earlier outputs stay, nothing is left running, a rerun goes on."""

import os
import random
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from helpers import COMMAND, group, hidden, joined, nothing_left, outputs, start, workers_of
from varied import write_folder

import eignlp

POSTS = 24
KILLS = 15  # for each number of workers
# The command, which kills itself before its move of the number in the environment.
KILLED_AT_MOVE = f"""
import itertools, os, pathlib, signal
move, number = pathlib.Path.replace, itertools.count()
def replace(self, target):
    if next(number) == {{}}:
        os.kill(os.getpid(), signal.SIGKILL)
    return move(self, target)
pathlib.Path.replace = replace
{COMMAND}"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("corpus") / "posts", POSTS)


@pytest.fixture(scope="module")
def reference(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run over the corpus."""
    out = tmp_path_factory.mktemp("reference") / "out"
    eignlp.run([corpus], out)
    return out


@pytest.fixture(scope="module")
def earlier(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run from the time when the corpus had fewer posts, and other ones."""
    folder = tmp_path_factory.mktemp("earlier")
    shutil.copytree(corpus, folder / "posts")
    for path in sorted((folder / "posts").iterdir())[: POSTS // 3]:
        path.unlink()
    for path in (folder / "posts").iterdir():
        path.write_text(path.read_text(encoding="utf-8") + "\n\nUne phrase partie depuis.\n", encoding="utf-8")
    eignlp.run([folder / "posts"], folder / "out")
    return folder / "out"


@pytest.fixture
def out(earlier: Path, tmp_path: Path) -> Path:
    """A folder with the earlier outputs and their store."""
    shutil.copytree(earlier, tmp_path / "out")
    return tmp_path / "out"


def finish(run: subprocess.Popen[str]) -> tuple[int, str]:
    """The exit status, and what was said on stderr."""
    said = run.communicate(timeout=120)[1]
    return run.returncode, said


def check_rerun(corpus: Path, out: Path, reference: Path, *arguments: object) -> None:
    """A run to the end gives the reference, and sweeps what others left."""
    status, said = finish(start(corpus, "--out", out, *arguments))
    assert status == 0, said
    assert (joined(out) or outputs(out)) == outputs(reference)
    assert hidden(out) <= {".lock", ".cache"}


# Killed


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_killed_at_any_moment(corpus: Path, earlier: Path, reference: Path, out: Path, workers: int) -> None:
    before, after = outputs(earlier), outputs(reference)
    begin = time.monotonic()
    check_rerun(corpus, out, reference, "--workers", workers, "--force")
    whole = time.monotonic() - begin
    chance = random.Random(workers)
    kills = 0
    while kills < KILLS:
        if kills % 2 == 0:  # each second time the next run goes on where the killed one stood
            shutil.rmtree(out)
            shutil.copytree(earlier, out)
        run = start(corpus, "--out", out, "--workers", workers)
        time.sleep(chance.uniform(0, whole))
        run.kill()
        status, _ = finish(run)
        assert nothing_left(run)
        found = outputs(out)
        assert set(found) == set(before)
        assert found in (before, after) or all(data in (before[name], after[name]) for name, data in found.items())
        assert status == -signal.SIGKILL or found == after
        kills += status == -signal.SIGKILL
        if status == 0:
            shutil.rmtree(out)
            shutil.copytree(earlier, out)
    check_rerun(corpus, out, reference, "--workers", workers)


@pytest.mark.slow
@pytest.mark.parametrize(("first", "then"), [(None, None), (None, 8), (8, None), (4, 8)])
def test_killed_while_files_are_moved(
    corpus: Path, reference: Path, earlier: Path, tmp_path: Path, first: int | None, then: int | None
) -> None:
    made = tmp_path / "made"
    shutil.copytree(earlier, made)
    if first:
        shutil.rmtree(made)
        posts = earlier.parent / "posts"
        assert finish(start(posts, "--out", made, "--shard-size", first))[0] == 0
    before = outputs(made)
    shutil.rmtree(made / ".cache")
    shutil.copytree(reference / ".cache", made / ".cache")  # so that there is only writing to do
    arguments = ("--shard-size", then) if then else ()
    ended = tmp_path / "ended"
    assert finish(start(corpus, "--out", ended, *arguments))[0] == 0
    after = outputs(ended)
    for number in (0, 2, len(after)):  # the last is run.json
        out = tmp_path / "out"
        shutil.copytree(made, out)
        status, said = finish(start(corpus, "--out", out, *arguments, command=KILLED_AT_MOVE.format(number)))
        assert status == -signal.SIGKILL, said
        found = outputs(out)
        assert all(
            data in (before.get(name), after.get(name)) or name == "manifest.json" for name, data in found.items()
        )
        if number == 0:
            assert {name: found[name] for name in before} == before
        check_rerun(corpus, out, reference, *arguments)
        assert outputs(out) == after
        shutil.rmtree(out)


@pytest.mark.slow
def test_a_killed_run_on_a_cluster_leaves_no_process(corpus: Path, reference: Path, out: Path) -> None:
    arguments = ("--engine", "dask", "--workers", 2)
    run = start(corpus, "--out", out, *arguments)
    wait_until(lambda: len(group(run)) >= 3)
    run.kill()
    assert finish(run)[0] == -signal.SIGKILL
    assert nothing_left(run)
    check_rerun(corpus, out, reference, *arguments)


# Interrupted


def wait_until(done: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def stored(out: Path) -> Callable[[], bool]:
    """Whether a batch or more are in the store."""
    log = out / ".cache" / "finished.sqlite-wal"
    return lambda: log.exists() and log.stat().st_size > 40_000


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted(
    corpus: Path, earlier: Path, reference: Path, out: Path, number: signal.Signals, workers: int
) -> None:
    run = start(corpus, "--out", out, "--workers", workers)
    wait_until(stored(out))
    os.killpg(run.pid, number)  # as a terminal does
    status, said = finish(run)
    assert status == 130 and said.count("\n") == 1 and "interrupted" in said
    assert nothing_left(run, seconds=3)
    assert outputs(out) == outputs(earlier) and hidden(out) <= {".lock", ".cache"}
    summary = eignlp.run([corpus], out)
    assert 0 < summary.reused < POSTS
    assert outputs(out) == outputs(reference)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_interrupted_without_a_cache(corpus: Path, earlier: Path, out: Path, workers: int) -> None:
    run = start(corpus, "--out", out, "--no-cache", "--workers", workers)
    wait_until(lambda: any(out.glob(".cache-*/*-wal")))
    time.sleep(1)
    run.send_signal(signal.SIGTERM)
    status, _ = finish(run)
    assert status == 130 and nothing_left(run, seconds=3)
    assert outputs(out) == outputs(earlier) and hidden(out) == {".lock", ".cache"}


@pytest.mark.slow
def test_interrupted_on_a_cluster(corpus: Path, earlier: Path, reference: Path, out: Path) -> None:
    run = start(corpus, "--out", out, "--engine", "dask", "--workers", 2)
    wait_until(stored(out))
    os.killpg(run.pid, signal.SIGINT)
    status, said = finish(run)
    assert status == 130 and "interrupted" in said and "Traceback" not in said
    assert nothing_left(run)
    assert outputs(out) == outputs(earlier)
    check_rerun(corpus, out, reference)


# A worker dies


@pytest.mark.slow
def test_a_killed_worker(corpus: Path, reference: Path, out: Path) -> None:
    run = start(corpus, "--out", out, "--workers", 2)
    wait_until(stored(out))
    parent = next(process for process in group(run) if process.pid == run.pid)
    workers_of(parent)[0].kill()
    status, said = finish(run)
    assert status == 0, said
    assert outputs(out) == outputs(reference)
    assert nothing_left(run, seconds=3)


# Disk and lock


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "arguments"),
    [
        (0, []),
        (1_000, []),
        (20_000, []),
        (40_000, ["--workers", "2"]),
        (60_000, ["--no-cache"]),
        (60_000, ["--shard-size", "10"]),
        (80_000, ["--force"]),
    ],
)
def test_a_full_disk(corpus: Path, earlier: Path, reference: Path, out: Path, size: int, arguments: list[str]) -> None:
    assert any(len(data) > size for data in outputs(reference).values())

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    run = start(corpus, "--out", out, "--workers", 1, *arguments, limit=limit)
    status, said = finish(run)
    assert status == 2, said
    assert said.count("\n") == 1 and "disk is full" in said and "make room and run again" in said
    assert outputs(out) == outputs(earlier)
    assert hidden(out) <= {".lock", ".cache"} and nothing_left(run, seconds=3)
    check_rerun(corpus, out, reference, *arguments)


def test_another_run_into_the_folder(corpus: Path, earlier: Path, out: Path) -> None:
    with FileLock(out / ".lock"):
        status, said = finish(start(corpus, "--out", out))
    assert status == 2 and "another run" in said
    assert outputs(out) == outputs(earlier)
