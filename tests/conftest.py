"""What all tests share: the pipeline loaded once, the annotated posts where they lie beside the checkout."""

from pathlib import Path

import pytest
from spacy.language import Language

import eignlp

GOLD = Path(__file__).parents[2] / "shared" / "gold"


@pytest.fixture(scope="session")
def nlp() -> Language:
    return eignlp.load()


@pytest.fixture(scope="session")
def gold() -> Path:
    if not (GOLD / "posts").is_dir():
        pytest.skip(f"the annotated posts are not beside this checkout: {GOLD.relative_to(GOLD.parents[1])}")
    return GOLD
