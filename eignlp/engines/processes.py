"""Worker processes of this machine: each loads the model once; texts go in, rows come back.

Each worker has a pipe of its own, so one that dies (killed, out of memory) spoils no other's
results: its batches are done again, the one it worked on post by post. A post on which a worker
dies twice becomes an error record. When this process dies, its ends of the pipes close, and the
workers end at once.
"""

import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing import connection, get_context, resource_tracker
from multiprocessing.connection import Connection
from queue import SimpleQueue
from types import TracebackType

from eignlp.engines import AHEAD, here
from eignlp.errors import UsageError
from eignlp.task import Batch, Done, Task, lost

DEATHS = 2  # of workers on one post, after which it is given up

# Not forked: a copy of a process that has threads may hang.
_CONTEXT = get_context("spawn")


def in_processes(task: Task, batches: Iterator[Batch], workers: int) -> Iterator[Done]:
    """Process batches in at most `workers` processes; in this one where there is nothing to share out.

    Raises `UsageError` if the model cannot be loaded, or no worker lives.
    """
    first = list(islice(batches, workers))
    batches = chain(first, batches)
    if len(first) < 2:
        yield from here(task, batches)
        return
    with _Pool(task, len(first)) as pool:
        yield from pool.work(batches)


@contextmanager
def deaf_to_interrupts() -> Iterator[None]:
    """What is started in the block does not hear Ctrl-C, which reaches the whole group but is the parent's matter."""
    resource_tracker.ensure_running()  # by the first process otherwise, which would hear again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Worker:
    """A process and the batches that it has, of which it works on the first."""

    def __init__(self, task: Task) -> None:
        self.ready = False
        self.flight: deque[Batch] = deque()
        self.pipe, there = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_serve, args=(there, task), daemon=True)
        try:
            with deaf_to_interrupts():
                self._process.start()
        except OSError as error:
            raise UsageError(f"no worker process can be started: {error}; give a smaller --workers") from error
        finally:
            there.close()

    def give(self, batch: Batch) -> None:
        """Send a batch. Of a dead worker the end of the pipe says so when it is read."""
        self.flight.append(batch)
        try:
            self.pipe.send(batch)
        except OSError:
            return

    def end(self) -> None:
        """End the process at once; it keeps nothing."""
        self._process.kill()
        self._process.join()
        self.pipe.close()


class _Pool:
    """Workers that live no longer than the block in which they are used."""

    def __init__(self, task: Task, workers: int) -> None:
        self._task = task
        self._workers: list[_Worker] = []
        self._again: deque[Batch] = deque()  # batches of workers that died
        self._deaths: Counter[str] = Counter()  # on a post
        self._in_a_row = 0  # deaths since the last result
        for _ in range(workers):
            self._workers.append(_Worker(task))

    def work(self, batches: Iterator[Batch]) -> Iterator[Done]:
        """What is done of `batches`, until all is."""
        while self._fill(batches):
            readable = connection.wait([worker.pipe for worker in self._workers])
            for worker in [worker for worker in self._workers if worker.pipe in readable]:
                try:
                    answer = worker.pipe.recv()
                except (EOFError, OSError):
                    yield from self._replace(worker)
                    continue
                if isinstance(answer, UsageError):
                    raise answer
                worker.ready = True
                if isinstance(answer, Done):
                    self._in_a_row = 0
                    worker.flight.popleft()
                    yield answer

    def _fill(self, batches: Iterator[Batch]) -> bool:
        """Give batches to the workers that have the fewest; False if none is left, nor in work."""
        while True:
            ready = [worker for worker in self._workers if worker.ready]
            worker = min(ready, key=lambda worker: len(worker.flight), default=None)
            if worker is None or len(worker.flight) == AHEAD:
                return True
            batch = self._again.popleft() if self._again else next(batches, None)
            if batch is None:
                return any(worker.flight for worker in ready)
            worker.give(batch)

    def _replace(self, dead: _Worker) -> Iterator[Done]:
        """Have the batches of a dead worker done by others; a post that cost too many is given up."""
        dead.end()
        self._workers.remove(dead)
        self._in_a_row += 1
        if self._in_a_row > 4 * (len(self._workers) + 1):
            raise UsageError(
                "worker processes die one after the other: is there memory for them (--workers)? "
                "A script calls run() under `if __name__ == '__main__':`"
            )
        if dead.flight:
            yield from self._suspected(dead.flight.popleft())
        self._again += dead.flight
        self._workers.append(_Worker(self._task))

    def _suspected(self, batch: Batch) -> Iterator[Done]:
        """Have a batch on which a worker died done again post by post; a post that cost too many is given up."""
        if len(batch) > 1:
            self._again += [[asked] for asked in batch]
            return
        self._deaths[batch[0].raw.id] += 1
        if self._deaths[batch[0].raw.id] < DEATHS:
            self._again.append(batch)
        else:
            yield lost(batch)

    def __enter__(self) -> "_Pool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.end()


def _serve(pipe: Connection, task: Task) -> None:
    """The life of a worker process: batches in, what is done of them out, until the parent is gone."""
    batches: SimpleQueue[Batch] = SimpleQueue()
    threading.Thread(target=_receive, args=(pipe, batches), daemon=True).start()
    pipe.send(None)  # ready
    while True:
        batch = batches.get()
        try:
            pipe.send(task(batch))
        except UsageError as error:
            pipe.send(error)


def _receive(pipe: Connection, batches: "SimpleQueue[Batch]") -> None:
    try:
        while True:
            batches.put(pipe.recv())
    except (EOFError, OSError):
        os._exit(1)
