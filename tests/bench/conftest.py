"""`make bench`: the size of the large corpus as an option, and one table of all figures at the end."""

from collections.abc import Callable
from typing import Any

import pytest
from figures import Figures
from rich.console import Console


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--posts", type=int, default=20_000, help="posts of the large corpus")


_figures = pytest.StashKey[Figures]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_figures] = Figures()


@pytest.fixture(scope="session")
def figures(pytestconfig: pytest.Config) -> Figures:
    return pytestconfig.stash[_figures]


@pytest.fixture(scope="session")
def posts(pytestconfig: pytest.Config) -> int:
    """Posts of the large corpus."""
    count: int = pytestconfig.getoption("--posts")
    return count


@pytest.fixture
def best(benchmark: Any) -> Callable[..., float]:
    """Seconds of the best of some rounds of a call; `before` is called before each, outside of the time."""

    def seconds(
        call: Callable[[], object], rounds: int, warm: int = 0, before: Callable[[], None] | None = None
    ) -> float:
        benchmark.pedantic(call, setup=before, rounds=rounds, warmup_rounds=warm)
        found: float = benchmark.stats.stats.min
        return found

    return seconds


def pytest_terminal_summary(config: pytest.Config) -> None:
    if config.stash[_figures].rows:
        Console(width=110).print("\n", config.stash[_figures].table())
