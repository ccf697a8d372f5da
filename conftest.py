"""Names that the doctests of the quotation rules use."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _examples(doctest_namespace: dict[str, Any]) -> None:
    from eignlp.components.quotes.example import example, refused

    doctest_namespace.update(example=example, refused=refused)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The phenomenon suite's pass rates, construct by construct."""
    counts: dict[str, list[int]] = {}
    for outcome in ("passed", "xfailed", "failed"):
        for report in terminalreporter.stats.get(outcome, ()):
            if "test_phenomena.py::test_case[" in report.nodeid:
                construct = report.nodeid.split("[")[1].rsplit("-", 1)[0]
                passed, total = counts.setdefault(construct, [0, 0])
                counts[construct] = [passed + (outcome == "passed"), total + 1]
    if counts:
        terminalreporter.section("phenomena")
        for construct, (passed, total) in sorted(counts.items()):
            terminalreporter.write_line(f"{construct:<16} {passed:>3} of {total:>3}")
