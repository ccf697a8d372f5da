"""Scores: the same figures as the scorer that the annotated posts come with."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import eignlp
from eignlp.evaluation import evaluate

CORPUS = Path(__file__).parents[1] / "corpus"


@pytest.mark.slow
def test_figures_are_those_of_the_reference_scorer(gold: Path, tmp_path: Path) -> None:
    eignlp.run([gold / "posts"], tmp_path)
    done = subprocess.run(
        [sys.executable, gold / "score.py", gold / "gold.jsonl", tmp_path, "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert evaluate(gold / "gold.jsonl", tmp_path).figures == json.loads(done.stdout)


@pytest.mark.slow
def test_figures_on_real_posts(gold: Path, tmp_path: Path) -> None:
    eignlp.run([gold / "posts"], tmp_path)
    figures = evaluate(gold / "gold.jsonl", tmp_path).figures
    floors = {"sentence": 0.97, "PER": 0.95, "ORG": 0.82, "quote": 0.92, "joint": 0.85}  # the models have seen them
    assert {name: figures[name]["f1"] >= floor for name, floor in floors.items()} == dict.fromkeys(floors, True)


def test_figures_on_the_sample_corpus(tmp_path: Path) -> None:
    eignlp.run([CORPUS], tmp_path, eignlp.Options(drafts=True))
    scores = evaluate(CORPUS / "gold.jsonl", tmp_path)
    floors = {"sentence": 0.97, "PER": 0.90, "ORG": 0.80, "quote": 0.80, "joint": 0.75}
    assert {name: scores.figures[name]["f1"] >= floor for name, floor in floors.items()} == dict.fromkeys(floors, True)


def test_a_perfect_output_scores_one(tmp_path: Path) -> None:
    text = "« Il pleut », dit Maud."
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    gold = {
        "post": "a.md",
        "quotes": [{"start": 2, "end": 10, "speaker": "Maud", "speaker_kind": "person"}],
        "entities": [],
    }
    (tmp_path / "gold.jsonl").write_text(json.dumps(gold), encoding="utf-8")
    quote = {"post": "a.md", "start": 2, "end": 10, "speaker": {"name": "Maud"}, "rule": "inversion", "confidence": 1.0}
    (tmp_path / "quotes.jsonl").write_text(json.dumps(quote), encoding="utf-8")
    for name in ("entities", "sentences"):
        (tmp_path / f"{name}.jsonl").write_text("", encoding="utf-8")
    scores = evaluate(tmp_path / "gold.jsonl", tmp_path)
    assert scores.figures["joint"]["f1"] == 1.0 and scores.rules == {"inversion": (1, 1, 1.0)}


def _annotated(folder: Path, *posts: str, **more: object) -> Path:
    gold = folder / "gold.jsonl"
    records = ({"post": post, "quotes": [{"start": 2, "end": 10, "speaker": "Maud"}], **more} for post in posts)
    gold.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return gold


def test_two_posts_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    for name in ("a/index.md", "b/index.md"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("« Il pleut », dit Maud.", encoding="utf-8")
    eignlp.run([tmp_path], tmp_path / "out")
    gold = _annotated(tmp_path, "a/index.md", "b/index.md")
    assert evaluate(gold, tmp_path / "out", tmp_path).figures["quote"]["tp"] == 2


@pytest.mark.parametrize(
    ("more", "says"),
    [({"quotes": [{"start": 2, "end": 99}]}, "within the post"), ({"quotes": "none"}, "must be a list")],
)
def test_gold_that_does_not_fit_its_post_is_named(tmp_path: Path, more: dict[str, object], says: str) -> None:
    (tmp_path / "a.md").write_text("« Il pleut », dit Maud.", encoding="utf-8")
    eignlp.run([tmp_path], tmp_path / "out")
    with pytest.raises(eignlp.UsageError, match=says):
        evaluate(_annotated(tmp_path, "a.md", **more), tmp_path / "out", tmp_path)


def test_gold_of_other_posts_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("« Il pleut », dit Maud.", encoding="utf-8")
    eignlp.run([tmp_path], tmp_path / "out")
    with pytest.raises(eignlp.UsageError, match="none of the 1 posts"):
        evaluate(_annotated(tmp_path, "other.md"), tmp_path / "out", tmp_path)
