"""Who speaks, in every frame: 60 ways to name a speaker, in 14 sentences; passages of two, in 14 kinds of marks."""

import tomllib
from pathlib import Path

import pytest
from spacy.language import Language

import eignlp
from eignlp.evaluation import speaker_matches
from eignlp.posts import from_text

FRAMES = tomllib.loads((Path(__file__).parent / "frames.toml").read_text(encoding="utf-8"))
VERBS = {
    "s": {"says": "explique", "has": "a", "judges": "juge", "throws": "lance"},
    "p": {"says": "expliquent", "has": "ont", "judges": "jugent", "throws": "lancent"},
}
ENDINGS = {
    "f": {"il": "Elle", "il0": "elle", "ilB": "il", "e": "e", "le": "le", "lui": "elle", "x": "se"},
    "m": {"il": "Il", "il0": "il", "ilB": "elle", "e": "", "le": "", "lui": "lui", "x": "x"},
}


def speakers(text: str, nlp: Language) -> list[str | None]:
    quotes = eignlp.annotate(from_text(text, "post.md"), nlp).quotes
    return [quote["speaker"] and quote["speaker"]["name"] for quote in quotes]


def passage(template: str, people: list[str]) -> tuple[str, list[str]]:
    """The text with two people in it, and whose its quotations are."""
    one, gender, other = people
    text, *whose = template.split("|")
    names = {"A": one, "B": other, "A et B": f"{one} et {other}"}
    return text.format(A=one, B=other, Af=one.split()[0], **ENDINGS[gender]), [names[who] for who in whose]


@pytest.mark.parametrize("frame", FRAMES["sentences"])
def test_every_speaker_in_a_sentence(frame: str, nlp: Language) -> None:
    wrong = []
    for written, number, name, kind in FRAMES["speakers"]:
        bare = written.removesuffix(",")
        filled = {"s": bare, "S": written[:1].upper() + written[1:], "N": bare[:1].upper() + bare[1:]}
        text = FRAMES["sentences"][frame].format(**filled, **VERBS[number])
        gold = {"speaker": name, "speaker_kind": "group" if kind == "person" else kind}
        found = speakers(text, nlp)
        wanted = 2 if frame == "resumed" else 1
        if len(found) != wanted or not all(speaker_matches(gold, who and {"name": who}) for who in found):
            wrong.append((text, name, found))
    assert wrong == []


@pytest.mark.parametrize("people", FRAMES["passages"]["people"], ids=lambda people: people[0])
def test_two_people_in_a_passage(people: list[str], nlp: Language) -> None:
    filled = (passage(template, people) for template in FRAMES["passages"]["texts"])
    assert [(text, whose, found) for text, whose in filled if (found := speakers(text, nlp)) != whose] == []


@pytest.mark.slow
@pytest.mark.parametrize("style", FRAMES["marks"])
def test_the_same_in_all_marks(style: str, nlp: Language) -> None:
    opening, closing = FRAMES["marks"][style]
    wrong = []
    for template in FRAMES["passages"]["texts"]:
        text, whose = passage(template, FRAMES["passages"]["people"][0])
        if "« *" in text:
            continue  # it has emphasis of its own
        text = text.replace("« ", opening).replace(" »", closing)
        if (found := speakers(text, nlp)) != whose:
            wrong.append((text, whose, found))
    assert wrong == []
