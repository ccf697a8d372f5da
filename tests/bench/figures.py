"""The figures of a benchmark, and their table."""

import os
import platform
from dataclasses import dataclass, field
from importlib.metadata import version

import cpuinfo
from rich.table import Table


@dataclass
class Figures:
    """What was measured, by name, in the order of the table."""

    values: dict[str, float] = field(default_factory=dict)
    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, name: str, value: float, unit: str, target: str = "", shown: str = "{:,.0f}") -> None:
        """Note a figure."""
        self.values[name] = value
        self.rows.append((name, f"{shown.format(value)} {unit}".strip(), target))

    def ratio(self, name: str, over: str, under: str, target: str) -> None:
        """Note how many times one figure is the other, where both were measured."""
        if over in self.values and under in self.values:
            self.add(name, self.values[over] / self.values[under], "times", target, "{:.2f}")

    def table(self) -> Table:
        """All figures, under the machine's name."""
        machine = f"{cpuinfo.get_cpu_info()['brand_raw']}, {len(os.sched_getaffinity(0))} cores"
        title = f"{machine}; Python {platform.python_version()}, spaCy {version('spacy')}"
        table = Table("", title=title, title_justify="left")
        table.add_column("measured", justify="right")
        table.add_column("target", justify="right")
        for row in self.rows:
            table.add_row(*row)
        return table
