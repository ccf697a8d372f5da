"""What the terminal shows of a run and of scores: progress, summary, tables."""

import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from eignlp.output import FILES

if TYPE_CHECKING:
    from eignlp.evaluation import Scores
    from eignlp.names import Name
    from eignlp.runner import Summary

PLAIN_EVERY = 500  # posts between two plain lines, where there is no terminal


class Reporter:
    """Progress of a run on stderr: a bar on a terminal, plain lines elsewhere."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._bar: Progress | None = None
        self._done = 0

    def __enter__(self) -> "Reporter":
        if self._console.is_terminal:
            columns = (
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.completed} posts"),
                TimeElapsedColumn(),
            )
            self._bar = Progress(*columns, console=self._console, transient=True)
            self._bar.start()
            self._task = self._bar.add_task("reading and annotating", total=None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def progress(self, stage: str, posts: int) -> None:
        """Note that `posts` more are done."""
        before, self._done = self._done, self._done + posts
        if self._bar is not None:
            self._bar.update(self._task, advance=posts)
        elif self._done // PLAIN_EVERY > before // PLAIN_EVERY:
            print(f"eignlp: {self._done} posts done", file=sys.stderr, flush=True)

    def summary(self, summary: "Summary", out: Path, *, parts: bool) -> None:
        """Say what the run found and where it lies: a file each, or a folder of parts."""
        counts = summary.counts
        console = Console()
        table = Table(title=f"Written to {out}/", title_justify="left")
        table.add_column("file")
        table.add_column("records", justify="right")
        table.add_column("")
        notes = {
            "posts": f"{counts['words']:,} words; {summary.reused:,} unchanged since the last run",
            "quotes": f"{counts['attributed']:,} with a speaker",
            "rejected": "marked spans that are no quotations",
        }
        for name in FILES:
            table.add_row(f"{name}/" if parts else f"{name}.jsonl", f"{counts[name]:,}", notes.get(name, ""))
        console.print(table)
        seconds = summary.seconds
        stages = ", ".join(f"{stage} {seconds[stage]:.1f} s" for stage in ("read", "load", "annotate", "write"))
        console.print(f"{seconds['wall']:.1f} s (all processes: {stages})")
        if not counts["posts"] and not counts["errors"]:
            console.print("[yellow]no post was found: a folder is searched for .md, .markdown and .txt[/yellow]")
        if counts["errors"]:
            place = f"{out}/errors{'/' if parts else '.jsonl'}"
            console.print(f"[red]{counts['errors']} posts could not be processed: see {place}[/red]")


def print_names(names: "list[Name]", most: int, outputs: Path) -> None:
    """Print the most mentioned names of a corpus."""
    table = Table(title=f"{len(names):,} names, all in {outputs}/names.jsonl", title_justify="left")
    for name in ("name", "", "posts", "mentions", "quotations", "other forms", "identity"):
        table.add_column(name, justify="right" if name in ("posts", "mentions", "quotations") else "left")
    for entry in names[:most]:
        line = entry.as_dict()
        counts = (str(len(line["posts"])), str(line["mentions"]), str(line["quotes"]))
        table.add_row(entry.name, entry.label, *counts, ", ".join(line["aliases"][:4]), entry.entity or "")
    Console().print(table)


def print_cross_validation(figures: "dict[str, dict[str, dict[str, Any]]]", folds: int) -> None:
    """Print precision, recall and F1 per label and kind of document."""
    table = Table(title=f"{folds}-fold cross-validation by document", title_justify="left")
    for name in ("documents", "label", "precision", "recall", "F1"):
        table.add_column(name, justify="left" if name in ("documents", "label") else "right")
    for kind, found in figures.items():
        for label in ("PER", "ORG"):
            table.add_row(kind, label, *(f"{found[label][k]:.3f}" for k in ("p", "r", "f1")))
    Console().print(table)


def print_speakers(figures: "dict[str, dict[str, dict[str, float]]]", folds: int) -> None:
    """Print quotations, quotations with their speakers, and the speakers' accuracy per gold file."""
    table = Table(title=f"{folds}-fold cross-validation by post", title_justify="left")
    for name in ("posts", "quote F1", "precision", "recall", "speaker", "joint F1", "quotations found"):
        table.add_column(name, justify="left" if name == "posts" else "right")
    for name, found in figures.items():
        quote, joint, speaker = found["quote"], found["joint"]["f1"], found["speaker"]
        cells = (quote["f1"], quote["p"], quote["r"], speaker["acc"], joint)
        table.add_row(name, *(f"{cell:.3f}" for cell in cells), f"{speaker['of']:.0f}")
    Console().print(table)


def print_scores(scores: "Scores", *, errors: bool, by_rule: bool) -> None:
    """Print figures as a table, and on request each rule's and each error."""
    console = Console(width=None if sys.stdout.isatty() else 140)
    table = Table(title=f"{scores.posts} posts", title_justify="left")
    for name in ("", "precision", "recall", "F1", "95 %", "right", "spurious", "missed"):
        table.add_column(name, justify="right" if name else "left")
    for name, figure in scores.figures.items():
        low, high = figure["ci95"]
        if "f1" in figure:
            cells = [f"{figure[k]:.3f}" for k in ("p", "r", "f1")] + [f"{low:.3f} to {high:.3f}"]
            table.add_row(name, *cells, *(str(figure[k]) for k in ("tp", "fp", "fn")))
        else:
            cells = ["", "", f"{figure['acc']:.3f}", f"{low:.3f} to {high:.3f}"]
            table.add_row(name, *cells, str(figure["right"]), "", str(figure["of"] - figure["right"]))
    console.print(table)
    if by_rule:
        rules = Table(title="Rules", title_justify="left")
        for name in ("rule", "fires", "right", "share", "mean confidence"):
            rules.add_column(name, justify="right" if name != "rule" else "left")
        for name, (fires, right, confidence) in sorted(scores.rules.items(), key=lambda r: -r[1][0]):
            rules.add_row(name, str(fires), str(right), f"{right / fires:.2f}", f"{confidence:.2f}")
        console.print(rules)
        console.print(f"expected calibration error {scores.calibration_error:.3f} (10 bins)")
        right, fires = scores.confident
        if fires:
            console.print(f"confidence >= 0.8: {right} of {fires} right ({right / fires:.3f})")
    if errors:
        for kind, post, text, detail in scores.errors:
            console.print(f"{kind} | {post} | {text} | {detail}", markup=False, highlight=False, soft_wrap=True)
