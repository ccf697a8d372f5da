"""The ranker: what the features of a span and of its candidates weigh, learnt from annotated posts.

Two choices of one form (a conditional logit, McFadden 1974): is the span a quotation, and which
candidate speaks. The weights are a readable JSON file in `models/`, so a decision can be explained.
"""

import json
import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from eignlp.components.quotes.model import Features
from eignlp.models import resolve_ranker

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Ranker:
    """Weights by feature; `threshold` is the probability from which a span is a quotation.

    `calibration`: (product of both probabilities, share that was right) in rising order, measured
    by cross-validation.
    """

    span: Weights
    speaker: Weights
    threshold: float
    calibration: Sequence[tuple[float, float]]

    def quotation(self, seen: Features) -> float:
        """The probability that a span is a quotation."""
        return 1 / (1 + math.exp(-score(self.span, seen)))

    def speakers(self, seen: Sequence[Features]) -> list[float]:
        """The probability of each candidate to be the speaker; they sum up to 1.

        >>> Ranker({}, {"near": 1.0}, 0.5, [(0, 0), (1, 1)]).speakers([{"near": 1.0}, {"near": 1.0}])
        [0.5, 0.5]
        """
        scores = [score(self.speaker, one) for one in seen]
        most = max(scores, default=0.0)
        shares = [math.exp(value - most) for value in scores]
        return [share / sum(shares) for share in shares]

    def confidence(self, quotation: float, speaker: float) -> float:
        """The measured probability that quotation and speaker are both right.

        >>> Ranker({}, {}, 0.5, [(0.0, 0.1), (1.0, 0.9)]).confidence(0.5, 1.0)
        0.5
        """
        product = quotation * speaker
        xs = [x for x, _ in self.calibration]
        right = min(max(bisect_right(xs, product), 1), len(xs) - 1)
        (x0, y0), (x1, y1) = self.calibration[right - 1], self.calibration[right]
        share = min(1.0, max(0.0, (product - x0) / (x1 - x0))) if x1 > x0 else 1.0
        return y0 + share * (y1 - y0)


def score(weights: Weights, seen: Features) -> float:
    """The sum of what the features weigh."""
    return sum(weights.get(name, 0.0) * value for name, value in seen.items() if value)


def reasons(weights: Weights, seen: Features, most: int = 5) -> list[tuple[str, float]]:
    """The features that weigh most, for or against, the heaviest first.

    >>> reasons({"near": 1.0, "far": -2.0}, {"near": 1.0, "far": 1.0, "bias": 1.0})
    [('far', -2.0), ('near', 1.0)]
    """
    found = [(name, weights[name] * value) for name, value in seen.items() if weights.get(name) and value]
    return sorted(found, key=lambda reason: -abs(reason[1]))[:most]


@cache
def load_ranker(path: Path | None = None) -> Ranker:
    """The ranker in a folder; the committed one by default."""
    data = json.loads((resolve_ranker(path) / "weights.json").read_text(encoding="utf-8"))
    calibration = [(x, y) for x, y in data["calibration"]]
    return Ranker(data["span"], data["speaker"], data["threshold"], calibration)
