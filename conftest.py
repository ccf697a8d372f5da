"""Names that the doctests of the quotation rules use."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _examples(doctest_namespace: dict[str, Any]) -> None:
    from eignlp.components.quotes.example import example, refused

    doctest_namespace.update(example=example, refused=refused)
