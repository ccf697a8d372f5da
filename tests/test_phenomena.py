"""The phenomenon suite: short cases grouped by construct, each with its quotations and what is none."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from eignlp.annotation import annotate
from eignlp.evaluation import overlap, speaker_matches, trim
from eignlp.posts import from_text

CASES = Path(__file__).parent / "phenomena"
CUTS = 4  # of each case, at places drawn once
KNOWN_FAILURES = frozenset((CASES / "known_failures.txt").read_text(encoding="utf-8").split())


def cases() -> Iterator[Any]:
    for file in sorted(CASES.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            marks = [pytest.mark.xfail(reason="a known failure", strict=True)] if case["id"] in KNOWN_FAILURES else []
            yield pytest.param(case, id=case["id"], marks=marks)


def problems(case: dict[str, Any], nlp: Language) -> list[str]:
    """What is wrong with the output for a case, in words; nothing where all is right."""
    result = annotate(from_text(case["text"], "case.md", meta=case.get("front")), nlp)
    text = case["text"]
    spans = [trim(text, q["start"], q["end"]) for q in result.quotes]
    found: list[str] = []
    used: set[int] = set()
    for quote in case["quotes"]:
        start = text.index(quote["text"])
        wanted = trim(text, start, start + len(quote["text"]))
        match = next((i for i, span in enumerate(spans) if overlap(wanted, span) >= 0.8 and i not in used), None)
        if match is None:
            found.append(f"missed: {quote['text']!r}")
            continue
        used.add(match)
        gold = {"speaker": quote["speaker"], "speaker_kind": quote["kind"]}
        got = result.quotes[match]["speaker"]
        if not speaker_matches(gold, got):
            found.append(f"speaker: wanted {quote['speaker']!r}, got {got['name'] if got else None!r}")
    found += [f"spurious: {q['text']!r} ({q['rule']})" for i, q in enumerate(result.quotes) if i not in used]
    return found


@pytest.mark.parametrize("case", list(cases()))
def test_case(case: dict[str, Any], nlp: Language) -> None:
    assert problems(case, nlp) == [], case["text"]


def test_a_text_may_end_anywhere(nlp: Language) -> None:
    chance = random.Random(7)
    texts = [case.values[0]["text"] for case in cases()]
    for cut in [text[: chance.randrange(1, len(text))] for text in texts for _ in range(CUTS)]:
        result = annotate(from_text(cut, "cut.md"), nlp)
        for span in (*result.quotes, *result.rejected):
            assert 0 <= span["start"] < span["end"] <= len(cut), cut
