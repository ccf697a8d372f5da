"""What several test modules need: outputs compared, runs in a process of their own, tasks that misbehave."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from eignlp.corpus import Raw
from eignlp.rows import pack
from eignlp.task import Batch, Done, Task

ROOT = Path(__file__).parents[1]
# The command with small batches, so that a small corpus is worth several workers.
COMMAND = "import eignlp.runner; eignlp.runner.BATCH_CHARS = 6_000; from eignlp.cli import main; main()"
DEADLY = b"Ce billet tue."


def outputs(out: Path) -> dict[str, bytes]:
    """Each output file by its path in `out`; without `run.json`, which says how long the run took."""
    names = {path: path.relative_to(out) for path in out.rglob("*") if path.is_file() and path.name != "run.json"}
    return {str(name): path.read_bytes() for path, name in names.items() if "/." not in f"/{name}"}


def hidden(out: Path) -> set[str]:
    """The hidden files and folders of `out` and of the folders in it."""
    return {str(path.relative_to(out)) for path in (*out.glob(".*"), *out.glob("*/.*")) if path.parent.name != ".cache"}


def joined(out: Path) -> dict[str, bytes]:
    """The outputs of a run in parts, joined to what a run without them writes."""
    parts: dict[str, bytes] = {}
    for path in sorted(out.glob("*/part-*.jsonl")):
        parts[f"{path.parent.name}.jsonl"] = parts.get(f"{path.parent.name}.jsonl", b"") + path.read_bytes()
    return parts


def start(*arguments: object, command: str = COMMAND, limit: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    """Start `eignlp run ARGUMENTS` at the head of a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", command, "run", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=limit,
    )


def group(run: subprocess.Popen[str]) -> list[psutil.Process]:
    """The living processes of a run's group: itself and its workers."""
    found = []
    for process in psutil.process_iter():
        try:
            if os.getpgid(process.pid) == run.pid and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (ProcessLookupError, psutil.NoSuchProcess):
            continue
    return found


def workers_of(process: psutil.Process) -> list[psutil.Process]:
    """The living worker processes that a process started."""
    found = []
    for child in process.children(recursive=True):
        try:
            if "spawn_main" in " ".join(child.cmdline()):
                found.append(child)
        except psutil.NoSuchProcess:  # it just died, and perhaps nobody has asked for its status yet
            continue
    return found


def nothing_left(run: subprocess.Popen[str], seconds: float = 15) -> bool:
    """Whether all processes of the run end within so many seconds."""
    deadline = time.monotonic() + seconds
    while group(run):
        if time.monotonic() > deadline:
            os.killpg(run.pid, signal.SIGKILL)
            return False
        time.sleep(0.02)
    return True


class Stub(Task):
    """A task without a model: each post has one record, its length."""

    __slots__ = ()

    def __call__(self, batch: Batch) -> Done:
        return Done([pack(raw.id, key, {"rejected": [{"post": raw.id, "size": len(raw.data)}]}) for key, raw in batch])


class Deadly(Stub):
    """A task at which the process dies on one post."""

    __slots__ = ()

    def __call__(self, batch: Batch) -> Done:
        if any(DEADLY in raw.data for _, raw in batch):
            os._exit(9)
        return super().__call__(batch)


class Mortal(Deadly):
    """A task at which the process dies on one post the first time only."""

    __slots__ = ()

    def __call__(self, batch: Batch) -> Done:
        mark = Path(self.model)  # names a file here
        if any(DEADLY in raw.data for _, raw in batch) and not mark.exists():
            mark.touch()
            os._exit(9)
        return Stub.__call__(self, batch)


def raws(count: int, deadly: int | None = None) -> list[Raw]:
    """Posts for these tasks; the one numbered `deadly` kills."""
    return [Raw(f"{n:03d}", DEADLY if n == deadly else b"x" * n) for n in range(count)]
