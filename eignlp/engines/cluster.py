"""A Dask cluster, by the extra `eignlp[cluster]`: the same batches on many machines, or on a cluster made here.

Dask does a batch again when its worker dies; one on which workers go on dying comes back post by post.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from eignlp.engines.processes import AHEAD
from eignlp.errors import UsageError
from eignlp.task import Batch, Done, Task, lost


def on_dask(task: Task, batches: Iterator[Batch], scheduler: str | None, workers: int) -> Iterator[Done]:
    """Process batches on the cluster at `scheduler` ("tcp://host:8786"); without one, on a cluster of `workers` here.

    Raises `UsageError` if Dask is not installed, or no scheduler answers.
    """
    try:
        from distributed import Client, KilledWorker, LocalCluster, wait
    except ImportError as error:
        raise UsageError("--engine dask needs Dask: pip install 'eignlp[cluster]'") from error
    with ExitStack() as stack:
        if scheduler is None:
            made = LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None)
            scheduler = stack.enter_context(made).scheduler_address
        try:
            client = stack.enter_context(Client(scheduler, timeout=10))
        except (OSError, ValueError) as error:
            raise UsageError(f"no Dask scheduler answers at {scheduler}: {error}") from error
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
            for future in wait(list(flight), return_when="FIRST_COMPLETED").done:
                batch = flight.pop(future)
                try:
                    yield future.result()
                except KilledWorker:
                    if len(batch) == 1:
                        yield lost(batch)
                    else:
                        again += [[asked] for asked in batch]
