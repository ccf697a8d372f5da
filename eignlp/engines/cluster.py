"""A Dask cluster, by the extra `eignlp[cluster]`: the same batches on many machines, or on a cluster made here.

Dask does a batch again when its worker dies; one on which workers go on dying is done post by post at the end.
"""

import logging
from asyncio import CancelledError
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from itertools import chain
from typing import Any

from eignlp.engines import AHEAD, Engine
from eignlp.engines.processes import deaf_to_interrupts
from eignlp.errors import UsageError
from eignlp.task import Batch, Done, Task, lost

ANSWER = 10  # seconds that a scheduler has to answer


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
    import dask
    from distributed import Client, LocalCluster

    if scheduler is None:
        # Dask looks a hundred times a second where its workers are: a twentieth of their time.
        stack.enter_context(dask.config.set({"distributed.worker.profile.enabled": False}))
        with deaf_to_interrupts():
            # A run that is interrupted says so itself; a worker's heartbeat that meets the closing adds a traceback.
            cluster = LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address=":0", silence_logs=logging.CRITICAL
            )
        scheduler = stack.enter_context(cluster).scheduler_address
    try:
        client = stack.enter_context(Client(scheduler, timeout=ANSWER))
    except (OSError, ValueError) as error:
        raise UsageError(f"no Dask scheduler answers at {scheduler}: {error}") from error
    # Workers that cannot read a task would end one by one, and the run wait for others.
    found = client.run(find_spec, "eignlp.task", on_error="return")
    without = [worker for worker, spec in found.items() if not isinstance(spec, ModuleSpec)]
    if without:
        raise UsageError(f"the Dask worker at {without[0]} has no eignlp: install it on the scheduler and all workers")
    return client


def _work(client: Any, task: Task, batches: Iterator[Batch]) -> Iterator[Done]:
    killed: list[Batch] = []
    yield from _submitted(client, task, batches, killed)
    # Dask cannot tell on which of its tasks a worker died: by itself a post is killed by none but itself.
    for asked in chain.from_iterable(killed):
        again: list[Batch] = []
        yield from _submitted(client, task, iter([[asked]]), again)
        yield from map(lost, again)


def _submitted(client: Any, task: Task, batches: Iterator[Batch], killed: list[Batch]) -> Iterator[Done]:
    """What is done of the batches; those on which workers died time and again come into `killed`."""
    from distributed import KilledWorker, wait

    flight: dict[Any, Batch] = {}
    while True:
        with _answering():
            room = AHEAD * max(1, sum(client.nthreads().values()))
        while len(flight) < room and (batch := next(batches, None)) is not None:
            with _answering():
                flight[client.submit(task, batch, pure=False)] = batch
        if not flight:
            return
        with _answering():
            done = wait(list(flight), return_when="FIRST_COMPLETED").done
        for future in done:
            batch = flight.pop(future)
            try:
                with _answering():
                    result: Done = future.result()
            except KilledWorker:
                killed.append(batch)
            except UsageError:
                raise
            except Exception as error:
                said = " ".join(str(error).split())
                raise UsageError(f"the Dask cluster cannot do this; has it the same eignlp? {said}") from error
            else:
                yield result


@contextmanager
def _answering() -> Iterator[None]:
    """Say in words that the scheduler went away."""
    try:
        yield
    except (CancelledError, OSError) as error:
        raise UsageError(f"the Dask scheduler is gone, run again to go on: {error}") from error
