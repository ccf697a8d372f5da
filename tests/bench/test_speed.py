"""Speed and memory: run by `make bench`, never with the tests. A figure is the best of its rounds."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import psutil
import pytest
import spacy
from figures import Figures
from varied import varied, write_folder, write_lines

import eignlp
from eignlp.markup import parse

SPEED = 200  # posts on which one process is timed
ARCHIVE = 2_000  # posts that the engines share out
SITE = 60  # posts of a site that is built again and again
ROUNDS = 3
STOCK = "fr_core_news_sm"
Best = Callable[..., float]


# One process, the model loaded: seconds of the processor, which others on the machine change least.
# Ours comes last, as it changes how the process keeps its memory.

one_process = pytest.mark.benchmark(timer=time.process_time)
WHOLE = "whole pipeline, files to records, one process"
DEFAULT = f"{STOCK}, default pipeline on the plain texts"
NER = f"{STOCK}, its ner alone on the plain texts"


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """The plain texts of the posts."""
    posts = (eignlp.from_text(text, name) for name, text in varied(SPEED))
    return [parse(post.source, post.body).text for post in posts]


@pytest.fixture(scope="module")
def words(texts: list[str]) -> int:
    return sum(len(re.findall(r"\w+", text)) for text in texts)


@one_process
def test_default_pipeline(best: Best, figures: Figures, texts: list[str], words: int) -> None:
    nlp = spacy.load(STOCK)
    figures.add(DEFAULT, words / best(lambda: sum(map(len, nlp.pipe(texts))), ROUNDS, warm=1), "words/s")


@one_process
def test_ner_alone(best: Best, figures: Figures, texts: list[str], words: int) -> None:
    nlp = spacy.load(STOCK)
    nlp.select_pipes(enable=["ner"])  # which has a tok2vec of its own
    figures.add(NER, words / best(lambda: sum(map(len, nlp.pipe(texts))), ROUNDS, warm=1), "words/s")


@one_process
def test_whole_pipeline(best: Best, figures: Figures, tmp_path: Path, words: int) -> None:
    folder = write_folder(tmp_path / "posts", SPEED)

    def run() -> None:
        summary = eignlp.run([folder], tmp_path / "out", eignlp.Options(force=True))
        assert summary.counts["words"] == words

    figures.add(WHOLE, words / best(run, ROUNDS, warm=1), "words/s")
    figures.ratio("whole pipeline / default pipeline", WHOLE, DEFAULT, ">= 2.0 times")
    figures.ratio("whole pipeline / ner alone", WHOLE, NER, "")


# The command: start-up


def command(*arguments: object) -> None:
    done = subprocess.run([sys.executable, "-m", "eignlp", *map(str, arguments)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_help(best: Best, figures: Figures) -> None:
    figures.add("eignlp --help", best(lambda: command("--help"), 5), "s", "<= 0.3 s", "{:.2f}")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("python, eignlp.load()", "import eignlp; eignlp.load()"),
        (f'python, spacy.load("{STOCK}")', f"import spacy; spacy.load({STOCK!r})"),
    ],
)
def test_load(best: Best, figures: Figures, name: str, code: str) -> None:
    figures.add(name, best(lambda: subprocess.run([sys.executable, "-c", code], check=True), ROUNDS), "s", "", "{:.2f}")


@pytest.mark.parametrize(("name", "changed", "target"), [("none", 0, "<= 0.6 s"), ("one", 1, "<= 2.5 s")])
def test_site(best: Best, figures: Figures, tmp_path: Path, name: str, changed: int, target: str) -> None:
    folder = write_folder(tmp_path / "posts", SITE)
    number = count()

    def change() -> None:
        for post in sorted(folder.iterdir())[:changed]:
            with post.open("a", encoding="utf-8") as file:
                file.write(f"\n\n« Encore {next(number)} », dit Maud Kerbrat.\n")

    def run() -> None:
        command("run", folder, "--out", tmp_path / "out")

    run()
    figures.add(f"run, {SITE} posts, {name} changed", best(run, 5, before=change), "s", target, "{:.2f}")


# The command: long runs

ENGINES = {
    "one worker": ("--workers", 1),
    "two workers": ("--workers", 2),
    "Dask, a cluster of two workers": ("--engine", "dask", "--workers", 2),
}


def watched(*arguments: object) -> list[float]:
    """Run the command; the peak memory of each of its processes in MB, its own first."""
    run = subprocess.Popen(
        [sys.executable, "-m", "eignlp", "run", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    peaks: dict[int, float] = {}
    while run.poll() is None:
        for process in (psutil.Process(run.pid), *psutil.Process(run.pid).children(recursive=True)):
            try:
                status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
            except (OSError, psutil.NoSuchProcess):
                continue
            if found := re.search(r"VmHWM:\s+(\d+) kB", status):
                peaks[process.pid] = int(found[1]) / 1000
        time.sleep(0.1)
    assert run.returncode == 0
    return list(peaks.values())


def words_of(out: Path) -> int:
    count: int = json.loads((out / "run.json").read_text(encoding="utf-8"))["counts"]["words"]
    return count


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Posts enough for engines to show more than their start."""
    return write_lines(tmp_path_factory.mktemp("archive") / "posts.jsonl.gz", ARCHIVE)


@pytest.mark.parametrize("name", ENGINES)
def test_engines(best: Best, figures: Figures, archive: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    seconds = best(lambda: command("run", archive, "--out", out, "--no-cache", *ENGINES[name]), rounds=2)
    figures.add(f"run over {ARCHIVE:,} posts, {name}", words_of(out) / seconds, "words/s")
    one, two, dask = (f"run over {ARCHIVE:,} posts, {name}" for name in ENGINES)
    if name != "one worker":
        over, under, target = (two, one, ">= 1.8 times") if name == "two workers" else (dask, two, ">= 0.85 times")
        figures.ratio(f"{name} / {under.rpartition(', ')[2]}", over, under, target)


def test_memory(benchmark: Any, figures: Figures, posts: int, tmp_path: Path) -> None:
    peaks, speeds = [], []
    for size in (posts // 20, posts):
        archive = write_lines(tmp_path / f"{size}.jsonl.gz", size)
        out = tmp_path / str(size)
        begin = time.perf_counter()
        peaks.append(watched(archive, "--out", out, "--workers", 2))
        speeds.append(words_of(out) / (time.perf_counter() - begin))
        figures.add(f"{size:,} posts, two workers", speeds[-1], "words/s", "" if size < posts else "linear")
        for name, peak in (("the run's process", peaks[-1][0]), ("the larger worker", max(peaks[-1][1:]))):
            figures.add(f"{size:,} posts, peak memory of {name}", peak, "MB", "<= 700 MB")
    for name, small, large in (
        ("the run's process", peaks[0][0], peaks[1][0]),
        ("the larger worker", max(peaks[0][1:]), max(peaks[1][1:])),
    ):
        figures.add(f"growth of {name}", 100 * (large / small - 1), "%", "<= 10 %", "{:+.0f}")
    benchmark.pedantic(lambda: None)
