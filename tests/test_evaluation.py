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
    floors = {"sentence": 0.97, "PER": 0.65, "quote": 0.70, "joint": 0.50}
    assert {name: figures[name]["f1"] >= floor for name, floor in floors.items()} == dict.fromkeys(floors, True)


def test_figures_on_the_sample_corpus(tmp_path: Path) -> None:
    eignlp.run([CORPUS], tmp_path, eignlp.Options(drafts=True))
    scores = evaluate(CORPUS / "gold.jsonl", tmp_path)
    floors = {"sentence": 0.97, "PER": 0.65, "quote": 0.65, "joint": 0.50}
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
