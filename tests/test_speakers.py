"""The ranker: what it may look at, what training makes of it, what the committed weights reach."""

import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest
from spacy.language import Language

import eignlp
from eignlp import lexicon
from eignlp.annotation import make_doc
from eignlp.components.quotes.ranker import load_ranker
from eignlp.evaluation import calibration_error, evaluate
from eignlp.markup import parse
from eignlp.posts import from_text
from eignlp.training_speakers import PRIOR, Example, Teaches, cross_validated, examples, figures, fit, fitted, train

CORPUS = Path(__file__).parents[1] / "corpus"


def test_no_weight_names_a_person() -> None:
    ranker = load_ranker()
    words = {word for name in (*ranker.span, *ranker.speaker) for word in re.findall(r"\w+", name)}
    assert not words & {name for name in lexicon.first_names() if len(name) > 1}


def test_confidence_never_falls_as_probabilities_rise() -> None:
    ranker = load_ranker()
    found = [ranker.confidence(share / 50, 1.0) for share in range(51)]
    assert found == sorted(found) and found[0] >= 0 and found[-1] <= 1


def test_a_weight_is_learnt_from_what_tells_right_from_wrong() -> None:
    weights = fit([([{"near": 1.0}, {"far": 1.0}], [True, False])] * 40)
    assert weights["near"] > 0 > weights["far"]
    assert abs(weights["near"]) < 40 / PRIOR  # the prior holds it


def test_examples_say_which_spans_are_quotations_and_who_speaks(nlp: Language) -> None:
    found = list(examples(CORPUS / "gold.jsonl", nlp))
    assert sum(e.quotation for e in found) > 80
    assert all(len(e.right) == len(e.candidates) for e in found)
    assert not any(any(e.right) for e in found if not e.quotation)
    reachable = [e for e in found if e.quotation and any(e.right)]
    assert len(reachable) > 0.85 * sum(e.quotation for e in found)


def test_a_post_is_never_judged_by_a_ranker_that_saw_it() -> None:
    # Each post has a feature of its own: only who saw it could know its answer.
    found = [
        Example(f"{post}.md", {f"only in {post}": 1.0, "bias": 1.0}, post % 2 == 0, [{"nobody": 1.0}], [post % 2 == 0])
        for post in range(10)
        for _ in range(6)
    ]
    judged = cross_validated(found, 5)
    assert len(judged) == len(found)
    assert max(o.quotation for o in judged) - min(o.quotation for o in judged) < 0.35


@pytest.mark.parametrize("teaches", ["speaker", "quotation"])
def test_posts_and_passages_teach_the_one_decision_that_they_are_for(teaches: Teaches) -> None:
    def posts(teaches: Teaches) -> list[Example]:
        near, far = {"near": 1.0}, {"far": 1.0}
        return [Example(f"{n}.md", {"colon": 1.0}, True, [near, far], [True, False], teaches) for n in range(20)]

    others = [*_unmarked(), *3 * [Example("o.md", {"long": 1.0}, True, [{"alone": 1.0}, {}], [True, False])]]
    every, one = fitted([*posts("both"), *others]), fitted([*posts(teaches), *others])
    assert ("colon" in one.span) == (teaches == "quotation") and ("near" in one.speaker) == (teaches == "speaker")
    assert one.span.get("colon", every.span["colon"]) == every.span["colon"] > 0
    assert one.speaker.get("near", every.speaker["near"]) == every.speaker["near"] > 0


def _unmarked() -> list[Example]:
    return [Example(f"u{n}.md", {"short": 1.0}, False, [{}], [False]) for n in range(5)]


TRAINING = CORPUS.parent / "models" / "training"


@pytest.mark.parametrize("name", ["gold", "state", "blogs"])
def test_training_posts_are_as_they_were_annotated(name: str) -> None:
    for line in (TRAINING / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        data = (TRAINING / name.replace("gold", "posts") / record["post"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == record["sha256"], record["post"]


def test_passages_hold_the_words_that_they_annotate() -> None:
    for line in (TRAINING / "passages.jsonl").read_text(encoding="utf-8").splitlines():
        passage = json.loads(line)
        assert all(quote["text"] in passage["text"] for quote in passage["quotes"]), passage["id"]


@pytest.mark.slow
def test_training_writes_weights_that_the_component_can_use(nlp: Language, tmp_path: Path) -> None:
    lines = (CORPUS / "gold.jsonl").read_text(encoding="utf-8").splitlines()[:6]
    (tmp_path / "gold.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for line in lines:
        shutil.copy(CORPUS / json.loads(line)["post"], tmp_path)
    made = train([tmp_path / "gold.jsonl"], nlp, tmp_path / "weights", folds=3)
    assert set(made) == {f"{tmp_path.name}/gold.jsonl", "all"} and made["all"]["quote"]["f1"] > 0.5
    again = load_ranker(tmp_path / "weights")
    assert again.span and again.speaker and again.calibration[-1][1] > 0.5
    before = (tmp_path / "weights" / "weights.json").read_bytes()
    train([tmp_path / "gold.jsonl"], nlp, tmp_path / "weights", folds=3)
    assert (tmp_path / "weights" / "weights.json").read_bytes() == before


def test_figures_count_quotations_and_speakers() -> None:
    found = cross_validated([Example(f"{n}.md", {"bias": 1.0}, True, [{"nobody": 1.0}], [True]) for n in range(20)], 4)
    assert figures(found)["joint"]["f1"] == figures(found)["quote"]["f1"]


def test_a_wrong_person_nearby_is_not_the_speaker(nlp: Language) -> None:
    text = "« Nous avons divisé les délais par deux », se félicite la directrice devant Julie Barthès."
    (quote,) = eignlp.annotate(from_text(text, "a.md"), nlp).quotes
    assert quote["speaker"] is not None and quote["speaker"]["name"] == "directrice"


def test_a_quotation_that_goes_on_is_no_surer_than_the_one_before(nlp: Language) -> None:
    text = "Maud Kerbrat range ses filets, Paul Roux sourit. « On a tout repris depuis le début », « Rien n'est joué »."
    first, second = eignlp.annotate(from_text(text, "a.md"), nlp).quotes
    assert second["rule"] == "coordinated" and second["confidence"] <= first["confidence"] < 0.8


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("« Il pleut », aurait affirmé Maud Kerbrat.", 0.5),
        (
            "Paul Roux dort. Il fait froid. Zadrian, qui passe, hausse les épaules. « Il pleut toujours », dit-il.",
            0.7,
        ),
    ],
)
def test_what_a_post_leaves_open_is_unsure(nlp: Language, text: str, most: float) -> None:
    (quote,) = eignlp.annotate(from_text(text, "a.md"), nlp).quotes
    assert quote["confidence"] <= most


def test_whoever_hears_the_words_does_not_say_them(nlp: Language) -> None:
    text = "« Un écran, un bouton, et c'est tout », raconte Maud Kerbrat. Côté usagers, c'est une autre histoire. "
    text += "« Où est-ce que je clique pour parler à un humain ? » Elle entend cette phrase trois fois par jour."
    said, heard = eignlp.annotate(from_text(text, "a.md"), nlp).quotes
    assert said["speaker"] is not None and heard["speaker"] is None


def test_words_of_nobody_known_have_no_speaker(nlp: Language) -> None:
    text = "« On a tout repris depuis le début, et personne n'a compté ses heures. »"
    result = eignlp.annotate(from_text(text, "a.md"), nlp)
    assert all(quote["speaker"] is None for quote in result.quotes)


def test_each_decision_lists_all_candidates_and_their_shares(nlp: Language) -> None:
    post = from_text("Maud Kerbrat a prévenu Paul Roux. « Il faudra tout revoir avant l'été », dit-elle.", "a.md")
    doc = make_doc(post, parse(post.source, post.body), nlp)
    quotes = nlp.get_pipe("eignlp_quotes")
    for _, component in nlp.pipeline:
        doc = doc if component is quotes else component(doc)
    (decision,) = quotes.decisions(doc)  # type: ignore[attr-defined]
    names = {candidate.speaker.name for candidate, _, _ in decision.considered if candidate is not None}
    assert names == {"Maud Kerbrat", "Paul Roux"}
    assert sum(share for _, _, share in decision.considered) == pytest.approx(1)


@pytest.mark.slow
def test_figures_on_the_annotated_posts_and_pages(gold: Path, tmp_path: Path) -> None:
    """The aims of the project, on posts that the weights were learnt from: a floor, no forecast."""
    outcomes: list[tuple[str, float, bool]] = []
    for name, folder in (("gold", "posts"), ("pages", "pages")):
        eignlp.run([gold / folder], tmp_path / name)
        scores = evaluate(gold / f"{name}.jsonl", tmp_path / name, gold / folder)
        assert scores.figures["quote"]["f1"] >= 0.92
        assert scores.figures["speaker accuracy"]["acc"] >= 0.92
        assert scores.figures["joint"]["f1"] >= 0.85
        outcomes += scores.outcomes
    assert calibration_error(outcomes) <= 0.10
    sure = [right for _, confidence, right in outcomes if confidence >= 0.8]
    assert len(sure) > 50 and sum(sure) / len(sure) >= 0.95
