"""A Dask cluster, by the extra `eignlp[cluster]`: the same batches on many machines, or on a cluster made here.

Dask does a batch again when its worker dies; one on which workers go on dying comes back post by post.
"""

from asyncio import CancelledError
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from itertools import chain
from typing import Any

from eignlp.engines import AHEAD, Engine
from eignlp.errors import UsageError
from eignlp.task import Batch, Done, Task, lost


def on_dask(scheduler: str | None, workers: int) -> Engine:
    """The engine of the cluster at `scheduler` ("tcp://host:8786"); without one, of a cluster of `workers` made here.

    The cluster is not touched before there is a batch to process.

    Raises `UsageError` if Dask is not installed; the engine does if no scheduler answers, or it goes away.
    """
    if find_spec("distributed") is None:
        raise UsageError("--engine dask needs Dask: pip install 'eignlp[cluster]'")

    def engine(task: Task, batches: Iterator[Batch]) -> Iterator[Done]:
        first = next(batches, None)
        if first is not None:
            with ExitStack() as stack:
                yield from _work(_client(scheduler, workers, stack), task, chain([first], batches))

    return engine


def _client(scheduler: str | None, workers: int, stack: ExitStack) -> Any:
    """A client of the cluster, which is left, and closed if it was made here, at the end of `stack`."""
    from distributed import Client, LocalCluster

    if scheduler is None:
        cluster = LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None)
        scheduler = stack.enter_context(cluster).scheduler_address
    try:
        return stack.enter_context(Client(scheduler, timeout=10))
    except (OSError, ValueError) as error:
        raise UsageError(f"no Dask scheduler answers at {scheduler}: {error}") from error


def _work(client: Any, task: Task, batches: Iterator[Batch]) -> Iterator[Done]:
    from distributed import KilledWorker, wait

    flight: dict[Any, Batch] = {}
    again: list[Batch] = []
    while True:
        room = AHEAD * max(1, sum(client.nthreads().values()))
        while len(flight) < room:
            batch = again.pop() if again else next(batches, None)
            if batch is None:
                break
            flight[client.submit(task, batch, pure=False)] = batch
        if not flight:
            return
        try:
            done = wait(list(flight), return_when="FIRST_COMPLETED").done
            for future in done:
                batch = flight.pop(future)
                try:
                    yield future.result()
                except KilledWorker:
                    if len(batch) == 1:
                        yield lost(batch)
                    else:
                        again += [[asked] for asked in batch]
        except (CancelledError, OSError) as error:
            raise UsageError(f"the Dask scheduler is gone: {error or type(error).__name__}") from error
