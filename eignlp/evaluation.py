"""Scores of outputs against annotated posts: the figures that the project is held to.

Quotations match when their spans' intersection over union is at least 0.8, marks and emphasis
trimmed. A speaker who is a person is right when the full names are equal, accents and case apart;
for groups, roles, organisations and texts, one noun phrase must hold the other, articles apart.
`joint` counts quotations with the right speaker. Entities count by exact span and label, sentences
by their ends inside blocks. Spans on which annotators differed (`ignore_…`) count neither way.
Intervals: 1,000 bootstrap resamples of the posts.
"""

import json
import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eignlp.errors import UsageError
from eignlp.output import read_records

Span = tuple[int, int]
Tally = dict[str, list[int]]  # right, spurious, missed

_MARKS = "«»“”„\"'‘’‹›*_~` \t\r\n\u00a0\u202f\u2009>"
_END_MARKS = "*_~` \t\r\n\u00a0\u202f>"
_ARTICLES = frozenset(
    [
        "le",
        "la",
        "les",
        "l",
        "un",
        "une",
        "des",
        "de",
        "du",
        "d",
        "nos",
        "notre",
        "ses",
        "son",
        "sa",
        "leurs",
        "leur",
        "certains",
        "certaines",
        "plusieurs",
        "the",
        "a",
    ]
)
MATCH = 0.8
BINS = 10


@dataclass(slots=True)
class Scores:
    """What an evaluation found.

    `rules`: fires, right, mean confidence of each rule; `outcomes`: rule, confidence, whether right, of each
    quotation in the outputs.
    """

    posts: int
    figures: dict[str, dict[str, Any]]
    rules: dict[str, tuple[int, int, float]]
    calibration_error: float
    confident: tuple[int, int]
    outcomes: list[tuple[str, float, bool]] = field(default_factory=list)
    errors: list[tuple[str, str, str, str]] = field(default_factory=list)


def evaluate(gold: Path, outputs: Path, posts: Path | None = None) -> Scores:
    """Score the folder `outputs` against the annotated posts of `gold`.

    `posts` defaults to `posts/` beside the gold file, or that file's own folder.

    Raises `UsageError` if a file is missing, a record lacks a field or points behind its post's end, or none of the
    posts is in `outputs`.
    """
    folder = posts or next((p for p in (gold.parent / "posts", gold.parent) if p.is_dir()), gold.parent)
    records = list(_gold(gold))
    by_name = len({Path(record["post"]).name for record in records}) == len(records)
    key = _name if by_name else str
    found = {name: _by_post(read_records(outputs, name), key) for name in ("quotes", "entities", "sentences")}
    known = set().union(*found.values())
    if known and records and not any(key(record["post"]) in known for record in records):
        raise UsageError(f"{outputs}: none of the {len(records)} posts of {gold} is there; were they processed?")
    rows: list[Tally] = []
    errors: list[tuple[str, str, str, str]] = []
    outcomes: list[tuple[str, float, bool]] = []
    for record in records:
        name = key(record["post"])
        source = _source(folder, record["post"])
        _check(gold, record, source)
        scorer = PostScorer(record, source, errors)
        scorer.quotes(found["quotes"].get(name, []), outcomes)
        scorer.entities(found["entities"].get(name, []))
        scorer.sentences(found["sentences"].get(name, []))
        rows.append(scorer.tally)
    figures = _figures(_total(rows))
    _intervals(figures, rows)
    sure = [right for _, confidence, right in outcomes if confidence >= 0.8]
    error = calibration_error(outcomes)
    return Scores(len(rows), figures, _rules(outcomes), error, (sum(sure), len(sure)), outcomes, errors)


def _gold(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8", newline="\n") as lines:
            yield from (json.loads(line) for line in lines if line.strip())
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: {error}; is it a gold file?") from error


def _name(post: str) -> str:
    return Path(post).name


def _by_post(records: Iterable[dict[str, Any]], key: Callable[[str], str]) -> dict[str, list[dict[str, Any]]]:
    by: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in records:
        by[key(record["post"])].append(record)
    return by


def _source(folder: Path, post: str) -> str:
    """A post's text, from its path under the folder, or its name."""
    path = folder / post if (folder / post).is_file() else folder / _name(post)
    try:
        return path.read_bytes().decode("utf-8").removeprefix("\ufeff")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}; give the posts' folder with --posts") from error


def _check(gold: Path, record: dict[str, Any], source: str) -> None:
    for name in ("quotes", "entities", "ignore_quotes"):
        if not isinstance(record.get(name, []), list):
            raise UsageError(f"{gold}: {record['post']}: {name} must be a list")
    for span in (*record.get("quotes", ()), *record.get("entities", ())):
        if not 0 <= span.get("start", -1) <= span.get("end", -1) <= len(source):
            raise UsageError(f"{gold}: {record['post']}: a span needs start and end within the post: {span}")


def normalised(text: str | None) -> str:
    """A name for comparing: no accents, case, punctuation.

    >>> normalised("L’équipe « SEDaccord »")
    'l equipe sedaccord'
    """
    text = unicodedata.normalize("NFKD", (text or "").replace("’", "'").replace("œ", "oe"))
    return re.sub(r"[^0-9a-z]+", " ", "".join(c for c in text if not unicodedata.combining(c)).lower()).strip()


def trim(text: str, start: int, end: int, marks: str = _MARKS) -> Span:
    """The span without `marks` at its edges."""
    while start < end and text[start] in marks:
        start += 1
    while end > start and text[end - 1] in marks:
        end -= 1
    return start, end


def overlap(a: Span, b: Span) -> float:
    """Intersection over union of two spans.

    >>> overlap((0, 10), (2, 10))
    0.8
    """
    common = min(a[1], b[1]) - max(a[0], b[0])
    return common / (max(a[1], b[1]) - min(a[0], b[0])) if common > 0 else 0.0


def speaker_matches(gold: dict[str, Any], speaker: dict[str, Any] | None) -> bool:
    """Whether an output's speaker is the one that the gold quotation names."""
    name = normalised(speaker.get("name")) if speaker else ""
    if gold.get("speaker_kind") == "unknown":
        return not name
    if not name:
        return False
    if name in map(normalised, gold.get("alt_speakers", ())):
        return True
    wanted = normalised(gold.get("speaker"))
    if gold.get("speaker_kind") == "person":
        return name == wanted
    a, b = _without_articles(wanted), _without_articles(name)
    return bool(a and b) and (f" {a} " in f" {b} " or f" {b} " in f" {a} ")


def _without_articles(text: str) -> str:
    return " ".join(word for word in text.split() if word not in _ARTICLES)


class PostScorer:
    """Scores one post's records: call `quotes`, `entities`, `sentences`, then read `tally`."""

    def __init__(self, gold: dict[str, Any], source: str, errors: list[tuple[str, str, str, str]]) -> None:
        self.gold, self.source, self.errors = gold, source, errors
        self.tally: Tally = defaultdict(lambda: [0, 0, 0])

    def _note(self, kind: str, span: Span, detail: object) -> None:
        text = self.source[slice(*span)].replace("\n", " ")[:90]
        self.errors.append((kind, self.gold["post"], text, str(detail).replace("\n", " ")))

    def quotes(self, found: list[dict[str, Any]], outcomes: list[tuple[str, float, bool]]) -> None:
        """Tally quotations and speakers; add (rule, confidence, right) of each output to `outcomes`."""
        wanted = [(trim(self.source, q["start"], q["end"]), q) for q in self.gold.get("quotes", ())]
        given = [(trim(self.source, q["start"], q["end"]), q) for q in found]
        unsure = [tuple(span) for span in self.gold.get("ignore_quotes", ())]
        given = [(span, q) for span, q in given if not any(overlap(span, z) >= 0.5 for z in unsure)]
        pairs = _matched([span for span, _ in wanted], [span for span, _ in given])
        right: set[int] = set()
        for i, (span, quote) in enumerate(wanted):
            if i not in pairs:
                self._note("missed quote", span, quote.get("speaker"))
                continue
            speaker = given[pairs[i]][1].get("speaker")
            good = speaker_matches(quote, speaker)
            self.tally["speaker"][0 if good else 1] += 1
            if good:
                right.add(pairs[i])
            else:
                self._note("wrong speaker", span, f"gold {quote.get('speaker')!r} got {(speaker or {}).get('name')!r}")
        for j, (span, quote) in enumerate(given):
            if j not in pairs.values():
                self._note("spurious quote", span, (quote.get("speaker") or {}).get("name"))
            outcomes.append((quote["rule"], quote["confidence"], j in right))
        matched = len(pairs)
        self.tally["quote"] = [matched, len(given) - matched, len(wanted) - matched]
        self.tally["joint"] = [len(right), len(given) - len(right), len(wanted) - len(right)]

    def entities(self, found: list[dict[str, Any]]) -> None:
        """Tally mentions and names, `PER` and `ORG`, where the gold has them."""
        if "entities" not in self.gold:
            return
        body = self.gold.get("body_start", 0)
        unsure = self.gold.get("ignore_entities", ())
        found = [
            e for e in found if e["start"] >= body and not any(e["start"] < z[1] and z[0] < e["end"] for z in unsure)
        ]
        for label in ("PER", "ORG"):
            wanted = {trim(self.source, e["start"], e["end"]) for e in self.gold["entities"] if e["label"] == label}
            given = {trim(self.source, e["start"], e["end"]) for e in found if e["label"] == label}
            self._count(label, wanted, given)
            for kind, spans in ((f"spurious {label}", given - wanted), (f"missed {label}", wanted - given)):
                for span in sorted(spans):
                    self._note(kind, span, self.source[max(0, span[0] - 30) : span[1] + 30])
            names = [{normalised(self.source[slice(*span)]) for span in spans} for spans in (wanted, given)]
            self._count(f"{label} names", *names)

    def sentences(self, found: list[dict[str, Any]]) -> None:
        """Tally sentence ends, where the gold has them."""
        if "sentences" not in self.gold or not found:
            return
        holes = self.gold.get("holes", ())
        inside = [(low, self._end(high)) for low, high in self.gold.get("blocks", ())]
        wanted = {self._end(end) for end in self.gold["sentences"]}
        given = {self._end(s["end"]) for s in found}
        given = {e for e in given if any(low < e < high for low, high in inside)}
        self._count(
            "sentence", *({e for e in ends if not any(a <= e <= b for a, b in holes)} for ends in (wanted, given))
        )

    def _end(self, end: int) -> int:
        return trim(self.source, 0, end, _END_MARKS)[1]

    def _count(self, name: str, wanted: set[Any], given: set[Any]) -> None:
        self.tally[name] = [len(wanted & given), len(given - wanted), len(wanted - given)]


def _matched(wanted: list[Span], given: list[Span]) -> dict[int, int]:
    """Pairs of gold and output spans, the best overlaps first, each span once."""
    candidates = sorted(
        ((overlap(a, b), i, j) for i, a in enumerate(wanted) for j, b in enumerate(given)), reverse=True
    )
    pairs: dict[int, int] = {}
    for score, i, j in candidates:
        if score >= MATCH and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def _total(rows: list[Tally]) -> Tally:
    total: Tally = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        for name, counts in row.items():
            total[name] = [a + b for a, b in zip(total[name], counts, strict=True)]
    return total


def precision_recall_f1(right: int, spurious: int, missed: int) -> tuple[float, float, float]:
    """Precision, recall and their harmonic mean.

    >>> precision_recall_f1(1, 1, 0)
    (0.5, 1.0, 0.6666666666666666)
    """
    precision = right / (right + spurious) if right + spurious else 0.0
    recall = right / (right + missed) if right + missed else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0


def figures_of(rows: list[Tally]) -> dict[str, dict[str, Any]]:
    """Precision, recall and F1 of each kind of record over posts' tallies; the speakers' accuracy."""
    return _figures(_total(rows))


def _figures(total: Tally) -> dict[str, dict[str, Any]]:
    figures: dict[str, dict[str, Any]] = {}
    for name in ("quote", "joint", "PER", "ORG", "PER names", "ORG names", "sentence"):
        if name in total:
            right, spurious, missed = total[name]
            precision, recall, f1 = precision_recall_f1(right, spurious, missed)
            figures[name] = {
                "p": round(precision, 4), "r": round(recall, 4), "f1": round(f1, 4),
                "tp": right, "fp": spurious, "fn": missed,
            }  # fmt: skip
    right, wrong, _ = total.get("speaker", [0, 0, 0])
    accuracy = right / (right + wrong) if right + wrong else 0.0
    figures["speaker accuracy"] = {"acc": round(accuracy, 4), "right": right, "of": right + wrong}
    return figures


def _intervals(figures: dict[str, dict[str, Any]], rows: list[Tally]) -> None:
    chance = random.Random(0)
    samples = [_figures(_total(chance.choices(rows, k=len(rows)))) for _ in range(1000)] if rows else []
    for name, figure in figures.items():
        values = sorted(sample.get(name, {}).get("f1", sample.get(name, {}).get("acc", 0.0)) for sample in samples)
        figure["ci95"] = [round(values[25], 3), round(values[974], 3)] if values else [0.0, 0.0]


def _rules(outcomes: list[tuple[str, float, bool]]) -> dict[str, tuple[int, int, float]]:
    by: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for rule, confidence, right in outcomes:
        by[rule].append((confidence, right))
    return {
        rule: (len(found), sum(right for _, right in found), sum(c for c, _ in found) / len(found))
        for rule, found in by.items()
    }


def calibration_error(outcomes: list[tuple[str, float, bool]]) -> float:
    """Expected calibration error over `BINS` equal bins (Naeini et al., 2015).

    >>> round(calibration_error([("a", 0.9, True), ("a", 0.9, False)]), 3)
    0.4
    """
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for _, confidence, right in outcomes:
        bins[min(BINS - 1, int(confidence * BINS))].append((confidence, right))
    gaps = (abs(sum(c for c, _ in found) - sum(right for _, right in found)) for found in bins.values())
    return sum(gaps) / len(outcomes) if outcomes else 0.0
