"""Worker processes of this machine: each loads the model once; texts go in, rows come back.

A worker that dies (killed, out of memory) costs only the batches in flight, which are done again by
themselves, at last post by post: a post on which a worker dies twice becomes an error record.
"""

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from types import TracebackType

from eignlp.engines import here
from eignlp.task import Batch, Done, Task, lost

AHEAD = 2  # batches in flight for each worker: one that it works on, one that waits


def in_processes(task: Task, batches: Iterator[Batch], workers: int) -> Iterator[Done]:
    """Process batches in `workers` processes; in this one where there is nothing to share out."""
    first = list(islice(batches, 2))
    if workers == 1 or len(first) < 2:
        yield from here(task, chain(first, batches))
        return
    batches = chain(first, batches)
    while True:
        with _Pool(task, workers) as pool:
            yield from pool.work(batches)
        if not pool.lost:
            return
        for batch in pool.lost:
            yield from _alone(task, batch)


def _alone(task: Task, batch: Batch) -> Iterator[Done]:
    """A batch during which a worker died, with no other beside it; then each of its posts by itself."""
    for _ in range(2 if len(batch) == 1 else 1):
        with _Pool(task, 1) as pool:
            yield from pool.work(iter([batch]))
        if not pool.lost:
            return
    if len(batch) == 1:
        yield lost(batch)
    else:
        for asked in batch:
            yield from _alone(task, [asked])


class _Pool:
    """Workers that live no longer than the block in which they are used, nor than this process.

    Each holds the reading end of a pipe whose writing end only this process has: when that closes,
    on purpose or because this process was killed, they end at once. `lost` are the batches that
    were in flight when a worker died.
    """

    def __init__(self, task: Task, workers: int) -> None:
        # Not forked: a copy of a process that has threads may hang.
        context = get_context("spawn")
        alive, self._alive = context.Pipe(duplex=False)
        self._room = AHEAD * workers
        self._pool = ProcessPoolExecutor(workers, context, _start, (task, alive))
        self.lost: list[Batch] = []

    def work(self, batches: Iterator[Batch]) -> Iterator[Done]:
        """What is done of `batches`, until they are all drawn or a worker dies."""
        flight: dict[Future[Done], Batch] = {}
        while not self.lost:
            while len(flight) < self._room and (batch := next(batches, None)) is not None:
                try:
                    flight[self._pool.submit(_work, batch)] = batch
                except BrokenProcessPool:
                    self.lost.append(batch)
                    break
            if not flight:
                return
            # Once a worker died, all that is in flight ends soon, with a result or without.
            for future in wait(flight, return_when=FIRST_COMPLETED).done:
                batch = flight.pop(future)
                if isinstance(future.exception(), BrokenProcessPool):
                    self.lost.append(batch)
                else:
                    yield future.result()
        for future in wait(flight).done:
            if isinstance(future.exception(), BrokenProcessPool):
                self.lost.append(flight[future])
            else:
                yield future.result()

    def __enter__(self) -> "_Pool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._alive.close()
        self._pool.shutdown(wait=True, cancel_futures=True)


_task: Task  # of this worker process


def _start(task: Task, alive: Connection) -> None:
    """Make this process a worker: Ctrl-C is the parent's matter, whose end is this one's."""
    global _task
    _task = task
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def end_with_parent() -> None:
        try:
            alive.recv_bytes()
        except (EOFError, OSError):
            os._exit(1)

    threading.Thread(target=end_with_parent, daemon=True).start()


def _work(batch: Batch) -> Done:
    return _task(batch)
