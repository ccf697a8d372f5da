"""The matrix products of spaCy's `ner`, by numpy's BLAS instead of thinc's.

On one core of an AMD EPYC, 4,803 rows by 288 x 288 take OpenBLAS, which numpy brings, 11 ms, or 19 ms in the blocks
used here; BLIS, which thinc brings, does 21 GFLOP/s there where OpenBLAS does 80. Over `corpus/` the `ner` took 77
microseconds a word with thinc's products, of 138 in all, and 53 with these, of 109.
"""

from functools import cache
from typing import Any

import numpy as np
from thinc.api import Model, NumpyOps
from thinc.types import Floats2d
from threadpoolctl import ThreadpoolController

BLOCK = 16  # rows, as many as fill OpenBLAS's tiles: at their edges it sums in another order
BLOCKS = 32  # multiplied in one call, so that their results stay in the processor's cache until they are in place


def fast_products(model: Model[Any, Any]) -> None:
    """Have `model` multiply its matrices by `RowOps`. Other models keep theirs."""
    ops = RowOps()
    for node in model.walk():
        node.ops = ops


class RowOps(NumpyOps):  # type: ignore[misc] # compiled, without types
    """thinc's operations on numpy arrays; in a product with weights, a row's result is its own.

    OpenBLAS gives a row other last bits when other rows stand beside it, and a post would then have
    other names in another batch. So rows are multiplied `BLOCK` at a time, and on one thread.
    """

    def gemm(
        self, x: Floats2d, y: Floats2d, out: Floats2d | None = None, trans1: bool = False, trans2: bool = False
    ) -> Floats2d:
        """The product of two matrices; fast if it is `x` by the transpose of `y`, as in each layer's prediction."""
        if out is not None or trans1 or not trans2:
            product: Floats2d = super().gemm(x, y, out=out, trans1=trans1, trans2=trans2)
        else:
            with _threads().limit(limits=1, user_api="blas"):
                product = _by_rows(x, y)
        return product


def _by_rows(x: Any, y: Any) -> Any:
    rows, width = x.shape
    found = np.empty((rows, len(y)), dtype=np.float32)
    whole = rows - rows % BLOCK
    for first in range(0, whole, BLOCK * BLOCKS):
        part = slice(first, min(whole, first + BLOCK * BLOCKS))
        products = y @ x[part].reshape(-1, BLOCK, width).transpose(0, 2, 1)
        found[part].reshape(-1, BLOCK, len(y))[:] = products.transpose(0, 2, 1)
    if whole < rows:
        last = np.zeros((BLOCK, width), dtype=np.float32)
        last[: rows - whole] = x[whole:]
        found[whole:] = (y @ last.T).T[: rows - whole]
    return found


@cache
def _threads() -> ThreadpoolController:
    return ThreadpoolController()
