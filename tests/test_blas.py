"""The matrix products of the network: numpy's, and each row's result its own."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eignlp.blas import RowOps

WEIGHTS = np.random.default_rng(0).standard_normal((288, 96), dtype=np.float32)
ROWS = np.random.default_rng(1).standard_normal((1000, 96), dtype=np.float32)
WHOLE = RowOps().gemm(ROWS, WEIGHTS, trans2=True)


def test_the_product_is_that_of_numpy() -> None:
    assert np.allclose(WHOLE, ROWS @ WEIGHTS.T, atol=1e-4)


@given(st.integers(0, 999), st.integers(1, 700))
def test_a_row_has_the_same_bits_whatever_rows_stand_beside_it(first: int, count: int) -> None:
    rows = ROWS[first : first + count]
    assert np.array_equal(RowOps().gemm(rows, WEIGHTS, trans2=True), WHOLE[first : first + count])


@pytest.mark.parametrize(("trans1", "trans2"), [(False, False), (True, False), (True, True)])
def test_other_products_are_those_of_thinc(trans1: bool, trans2: bool) -> None:
    square = ROWS[:96]
    expected = (square.T if trans1 else square) @ (square.T if trans2 else square)
    assert np.allclose(RowOps().gemm(square, square, trans1=trans1, trans2=trans2), expected, atol=1e-4)


def test_no_row_gives_no_row() -> None:
    assert RowOps().gemm(ROWS[:0], WEIGHTS, trans2=True).shape == (0, 288)
