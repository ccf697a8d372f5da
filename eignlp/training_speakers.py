"""Training the ranker: annotated posts to the weights that decide on quotations and speakers.

Both decisions are fitted as conditional logits with a Gaussian prior on the weights (McFadden
1974), by L-BFGS. Later spans of a post are seen as if the earlier ones had been decided rightly.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from spacy.language import Language

from eignlp.annotation import make_doc
from eignlp.components.quotes.candidates import Candidate
from eignlp.components.quotes.component import Observed, observed
from eignlp.components.quotes.model import Features
from eignlp.components.quotes.ranker import Ranker
from eignlp.errors import UsageError
from eignlp.evaluation import MATCH, overlap, precision_recall_f1, speaker_matches, trim
from eignlp.markup import Plain, parse
from eignlp.posts import from_text

PRIOR = 6.0  # the weights' precision; from 1 to 8 the joint F1 on posts of other blogs moves by 0.02
THRESHOLD = 0.4  # between the best one on typical posts (0.45) and the best one on real posts of other blogs (0.3)
RARE = 3  # features seen less often teach nothing
KNOTS = 12  # of the calibration


Teaches = Literal["both", "speaker", "quotation"]


@dataclass(slots=True)
class Example:
    """A marked span as the ranker sees it, with what the annotators say of it.

    The last candidate is nobody; `right` tells which are the annotated speaker. `teaches`: a post chosen for its
    quotations shows who speaks, not how often marks hold a quotation; a passage of a sentence or two shows what is a
    quotation, not from how far off its speaker comes.
    """

    group: str
    features: Features
    quotation: bool
    candidates: list[Features]
    right: list[bool]
    teaches: Teaches = "both"


def examples(gold: Path, nlp: Language, teaches: Teaches = "both") -> Iterator[Example]:
    """The marked spans of annotated posts; spans on which annotators differed stay out.

    Raises `UsageError` if a post's file is not there.
    """
    for line in gold.read_text(encoding="utf-8").split("\n"):
        if line.strip():
            record = json.loads(line)
            if "id" in record:
                record = _of_case(record)
            for example in _of_post(record, _source(gold, record), nlp, gold.stem):
                example.teaches = teaches
                yield example


def _of_case(case: dict[str, Any]) -> dict[str, Any]:
    """A case of the phenomenon suite as an annotated post."""
    quotes = [
        {"start": start, "end": start + len(q["text"]), "speaker": q["speaker"], "speaker_kind": q["kind"]}
        for q in case["quotes"]
        if (start := case["text"].index(q["text"])) >= 0
    ]
    return {"post": f"{case['id']}.md", "text": case["text"], "front": case.get("front"), "quotes": quotes}


def _source(gold: Path, record: dict[str, Any]) -> str:
    if "text" in record:
        return str(record["text"])
    for folder in (gold.stem.replace("gold", "posts"), "posts", "."):
        path = gold.parent / folder / record["post"]
        if path.is_file():
            text: str = path.read_bytes().decode("utf-8")
            return text.removeprefix("\ufeff")
    raise UsageError(f"{gold}: the file of its post {record['post']} is not beside it")


def _of_post(record: dict[str, Any], source: str, nlp: Language, kind: str) -> Iterator[Example]:
    post = from_text(source, record["post"], meta=record.get("front"))
    plain = parse(post.source, post.body)
    doc = make_doc(post, plain, nlp)
    for name, component in nlp.pipeline:
        doc = doc if name == "eignlp_quotes" else component(doc)
    wanted = [(trim(source, q["start"], q["end"]), q) for q in record["quotes"]]
    for seen in observed(doc):
        spans = _spans(seen, plain, source)
        if any(overlap(spans[0], (a, b)) >= 0.5 for a, b in record.get("ignore_quotes", ())):
            continue
        best = max(((overlap(span, w), n) for n, (w, _) in enumerate(wanted) for span in spans), default=(0.0, 0))
        quote = wanted[best[1]][1] if best[0] >= MATCH else None
        candidates, features = seen.candidates()
        named = [{"name": c.speaker.name} for c in candidates]
        right = [quote is not None and speaker_matches(quote, speaker) for speaker in [*named, None]]
        yield Example(f"{kind}/{record['post']}", seen.features, quote is not None, features, right)
        if any(right[:-1]):
            seen.passage.note(seen, _as_a_rule_would(candidates, right[:-1]))


def _spans(seen: Observed, plain: Plain, source: str) -> list[tuple[int, int]]:
    """The span in the file, and where a rule sees a signature or a speaker's label in it, the span without."""
    marked = seen.view.marked
    ranges = {
        (marked.start, marked.end),
        *((e.start or marked.start, e.end or marked.end) for e in seen.rules.values()),
    }
    return [trim(source, *plain.source(start, end)) for start, end in sorted(ranges)]


def _as_a_rule_would(candidates: Sequence[Candidate], right: Sequence[bool]) -> Candidate:
    """Of the right candidates the one that rules propose: later spans lean on their evidence."""
    found = [c for c, good in zip(candidates, right, strict=True) if good]
    return next((c for c in found if c.evidence), found[0])


Choice = tuple[list[Features], list[bool]]  # alternatives, and which of them are right


def fit(choices: Sequence[Choice]) -> dict[str, float]:
    """The weights under which the right alternatives of all choices are most probable, given the prior."""
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    seen = Counter(name for alternatives, _ in choices for one in alternatives for name, v in one.items() if v)
    names = sorted(name for name, count in seen.items() if count >= RARE)
    place = {name: n for n, name in enumerate(names)}
    cells = [
        (row, place[name], value)
        for row, one in enumerate(one for alternatives, _ in choices for one in alternatives)
        for name, value in one.items()
        if value and name in place
    ]
    rows, columns, values = zip(*cells, strict=True)
    right = np.array([good for _, goods in choices for good in goods], dtype=float)
    group = np.repeat(np.arange(len(choices)), [len(goods) for _, goods in choices])
    matrix = csr_matrix((values, (rows, columns)), shape=(len(right), len(names)))
    member = csr_matrix((np.ones(len(group)), (group, np.arange(len(group)))))

    def loss(weights: Any) -> tuple[float, Any]:
        scores = matrix @ weights
        most = np.full(len(choices), -np.inf)
        np.maximum.at(most, group, scores)
        shares = np.exp(scores - most[group])
        all_of, right_of = member @ shares, member @ (shares * right)
        gradient = matrix.T @ (shares / all_of[group] - shares * right / right_of[group])
        return PRIOR / 2 * weights @ weights - np.log(right_of / all_of).sum(), gradient + PRIOR * weights

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return {name: round(float(w), 3) for name, w in zip(names, found, strict=True) if abs(w) >= 0.01}


def fitted(found: Sequence[Example], calibration: Sequence[tuple[float, float]] = ((0.0, 0.0), (1.0, 1.0))) -> Ranker:
    """A ranker learnt from examples, each decision from those that teach it."""
    spans: list[Choice] = [([e.features, {}], [e.quotation, not e.quotation]) for e in found if e.teaches != "speaker"]
    speakers: list[Choice] = [(e.candidates, e.right) for e in found if any(e.right) and e.teaches != "quotation"]
    return Ranker(fit(spans), fit(speakers), THRESHOLD, calibration)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a ranker made of an example: both probabilities, whether quotation and speaker are right."""

    example: Example
    quotation: float
    speaker: float
    right: bool


def outcomes(ranker: Ranker, found: Iterable[Example]) -> Iterator[Outcome]:
    """What a ranker makes of examples."""
    for example in found:
        shares = ranker.speakers(example.candidates)
        best = max(range(len(shares)), key=shares.__getitem__)
        right = example.quotation and example.right[best]
        yield Outcome(example, ranker.quotation(example.features), shares[best], right)


def cross_validated(found: Sequence[Example], folds: int) -> list[Outcome]:
    """The outcomes of examples, each by a ranker that never saw its post."""
    posts = sorted({e.group for e in found})
    fold = {post: n % folds for n, post in enumerate(posts)}
    return [
        outcome
        for number in range(folds)
        for outcome in outcomes(
            fitted([e for e in found if fold[e.group] != number]), (e for e in found if fold[e.group] == number)
        )
    ]


def calibration(found: Sequence[Outcome]) -> list[tuple[float, float]]:
    """How often quotation and speaker were right by the product of their probabilities, never falling."""
    from scipy.optimize import isotonic_regression

    taken = sorted((o.quotation * o.speaker, o.right) for o in found if o.quotation >= THRESHOLD)
    groups = [g for g in np.array_split(np.array(taken, dtype=float), KNOTS) if len(g)]
    # One more of each outcome than was seen (Laplace): no group is certain.
    seen = [(g[:, 1].sum() + 1) / (len(g) + 2) for g in groups]
    shares = isotonic_regression(seen, weights=[len(g) for g in groups]).x
    knots = [(round(float(g[:, 0].mean()), 3), round(float(s), 3)) for g, s in zip(groups, shares, strict=True)]
    return [(0.0, 0.0), *knots, (1.0, knots[-1][1])]


def figures(found: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 of quotations, and of quotations with their speakers; the speakers' share right."""
    taken = [o for o in found if o.quotation >= THRESHOLD]
    quotations = sum(o.example.quotation for o in found)
    true, joint = sum(o.example.quotation for o in taken), sum(o.right for o in taken)
    quote = precision_recall_f1(true, len(taken) - true, quotations - true)
    both = precision_recall_f1(joint, len(taken) - joint, quotations - joint)
    return {
        "quote": dict(zip(("p", "r", "f1"), quote, strict=True)),
        "joint": dict(zip(("p", "r", "f1"), both, strict=True)),
        "speaker": {"acc": joint / true if true else 0.0, "of": true},
    }


def train(
    gold: Sequence[Path],
    nlp: Language,
    out: Path,
    folds: int = 5,
    chosen: Sequence[Path] = (),
    passages: Sequence[Path] = (),
) -> dict[str, dict[str, dict[str, float]]]:
    """Learn from annotated posts and write `weights.json` into `out`; cross-validated figures by gold file.

    `chosen`: posts that were chosen for their quotations, which teach who speaks only; `passages`: short texts that
    teach what a quotation is only. The names are those that `nlp` finds. The confidence is calibrated on the
    cross-validation of the others. Returns quote, joint and speaker figures by file, and of "all" but those two.

    Raises `UsageError` if a post's file is not beside its annotations.
    """
    teaching: tuple[tuple[Sequence[Path], Teaches], ...]
    teaching = (gold, "both"), (chosen, "speaker"), (passages, "quotation")
    files = [(path, teaches) for paths, teaches in teaching for path in paths]
    by_file = {f"{path.parent.name}/{path.name}": list(examples(path, nlp, teaches)) for path, teaches in files}
    found = [example for part in by_file.values() for example in part]
    validated = cross_validated(found, folds)
    typical = [outcome for outcome in validated if outcome.example.teaches == "both"]
    ranker = fitted(found, calibration(typical))
    out.mkdir(parents=True, exist_ok=True)
    weights = {"span": ranker.span, "speaker": ranker.speaker}
    about = {"threshold": THRESHOLD, "calibration": ranker.calibration, **weights}
    (out / "weights.json").write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    members = {name: {id(e) for e in part} for name, part in by_file.items()}
    rows = {name: figures([o for o in validated if id(o.example) in ids]) for name, ids in members.items()}
    return rows | {"all": figures(typical)}
