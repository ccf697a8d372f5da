"""Engines: where the batches of a run are processed. Here, in processes of this machine, on a Dask cluster.

An engine takes a task and batches and gives back what is done, in any order, each batch's posts
once. It draws a batch only when it has room for it, so a corpus of any size streams through.
"""

from collections.abc import Callable, Iterator

from eignlp.task import Batch, Done, Task

Engine = Callable[[Task, Iterator[Batch]], Iterator[Done]]

AHEAD = 2  # batches that a worker has at a time: one that it works on, one that waits


def here(task: Task, batches: Iterator[Batch]) -> Iterator[Done]:
    """Process batches in this process, one by one."""
    return map(task, batches)
