"""The output contract: every record of every file points at what the author typed, on any input."""

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from spacy.language import Language

import eignlp
from eignlp.components.quotes.candidates import ORIGINS
from eignlp.components.quotes.component import RULES
from eignlp.posts import DEFAULT_FIELDS, decode
from eignlp.records import RECORDS

CORPUS = Path(__file__).parents[1] / "corpus"


def bare(source: str) -> str:
    """A stretch of a file without its Markdown: marks, targets, tags, code, notes, Liquid; no white space."""
    text = re.sub(r"<!--.*?-->|<(script|style|code|pre|iframe|svg)\b.*?</\1>", "", source, flags=re.DOTALL)
    text = re.sub(r"(?s)\{%-?\s*(highlight|raw|comment)\b.*?%\}.*?\{%-?\s*end\1\s*-?%\}", "", text)
    text = re.sub(r"(?s)\{%.*?%\}|\{\{.*?\}\}|\{:.*?\}", "", text)
    text = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", text, flags=re.DOTALL)
    text = re.sub(r"\]\(\s*<?[^()\s]*(?:\([^()]*\)[^()\s]*)*>?(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)", "]", text)
    text = re.sub(r"\]\[[^\]]*\]", "]", text)
    text = re.sub(r"\[\^[^\]]*\]:?", "", text)
    text = re.sub(r"</?[a-zA-Z][^<>]*>", "", text)
    text = re.sub(r"https?://[^\s)\]»]+|www\.[^\s)\]»]+|[\w.+-]+@[\w-]+\.[\w.-]+", "", text)
    return squashed(html.unescape(text))


def squashed(text: str) -> str:
    """What cannot be taken for a mark: letters, digits, guillemets."""
    return re.sub(r"[^\w«»“”]|_", "", text)


def check(records: dict[str, list[dict[str, Any]]], sources: dict[str, str]) -> int:
    """Check all stretches of all records; their number."""
    count = 0
    for name in ("sentences", "entities", "quotes", "rejected"):
        for record in records[name]:
            speaker = record.get("speaker") or {}
            for stretch in filter(None, (record, record.get("cue"), speaker.get("mention"))):
                source = sources[record["post"]]
                assert 0 <= stretch["start"] < stretch["end"] <= len(source)
                typed = source[stretch["start"] : stretch["end"]]
                text = stretch["text"]
                assert text == " ".join(text.split()), (name, text)
                assert text, (name, record)
                assert typed[0].strip() and typed[-1].strip(), (name, typed)
                if typed != text:
                    assert bare(typed) == squashed(text), (name, typed, text)
                count += 1
    return count


def read_outputs(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [json.loads(line) for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
        for name in RECORDS
    }


def check_folder(out: Path, posts: Path) -> int:
    records = read_outputs(out)
    for name, lines in records.items():
        TypeAdapter(list[RECORDS[name]]).validate_python(lines, strict=True)  # type: ignore[misc]
    sources = {r["post"]: decode((posts / r["post"]).read_bytes()) for r in records["posts"]}
    order = [(r["post"], r["start"]) for r in records["sentences"]]
    assert order == sorted(order)
    for name in ("entities", "quotes", "rejected"):
        order = [(r["post"], r["start"]) for r in records[name]]
        assert order == sorted(order), name
    for name in ("sentences", "entities", "quotes"):
        ids = [r["id"] for r in records[name]]
        assert len(ids) == len(set(ids)), name
    known = {r["id"] for r in records["sentences"]}
    assert all(e["sentence"] in known for e in records["entities"])
    assert all(set(q["sentences"]) <= known and q["sentences"] for q in records["quotes"])
    return check(records, sources)


def test_sample_corpus_holds_the_contract(tmp_path: Path) -> None:
    eignlp.run([CORPUS], tmp_path, eignlp.Options(drafts=True))
    assert read_outputs(tmp_path)["errors"] == []
    assert check_folder(tmp_path, CORPUS) > 300


@pytest.mark.slow
@pytest.mark.parametrize("part", ["posts", "pages"])
def test_real_posts_hold_the_contract(gold: Path, tmp_path: Path, part: str) -> None:
    eignlp.run([gold / part], tmp_path)
    assert read_outputs(tmp_path)["errors"] == []
    assert check_folder(tmp_path, gold / part) > 1500


FRAGMENTS = [
    "« Il pleut »",
    "« _On verra_ »",
    ", raconte ",
    "Maud Kerbrat",
    "**Paul Roux**",
    "[Anne Le Gall](https://a.fr)",
    ". ",
    " : ",
    "“oui”",
    '"non"',
    "Selon ",
    "l’Insee",
    "\n\n",
    "\n> ",
    "\n- ",
    "# ",
    "&nbsp;",
    "&laquo; x &raquo;",
    "`code`",
    "elle explique que ",
    "« ouvert",
    "fermé »",
    "{{ x }}",
    "<b>gras</b>",
    "[^1]",
    "\r\n",
    "\u202f",
    "😀",
    "| a | « b » |",
    "— ",
    "(DINUM)",
    "ministère de la Culture",
    "**«** mot **»**",
    "l'été",
    "M. Roux",
    "…",
    "?!",
    "\t",
    "mot«",
    "»mot",
    "[1]",
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join))
def test_any_text_holds_the_contract(nlp: Language, source: str) -> None:
    result = eignlp.annotate(eignlp.from_text(source, "a.md"), nlp)
    records = result.as_dict()
    for name, lines in records.items():
        TypeAdapter(list[RECORDS[name]]).validate_python(lines, strict=True)  # type: ignore[misc]
    for name in ("sentences", "entities", "quotes", "rejected"):
        for record in records[name]:
            speaker = record.get("speaker") or {}
            for stretch in filter(None, (record, record.get("cue"), speaker.get("mention"))):
                assert 0 <= stretch["start"] < stretch["end"] <= len(source)
                typed = source[stretch["start"] : stretch["end"]]
                letters = [c for c in re.sub(r"\s", "", stretch["text"]) if c.isalnum()]
                rest = iter(html.unescape(typed))
                assert all(letter in rest for letter in letters), (typed, stretch["text"])


def test_the_docs_list_every_rule_and_origin_with_what_explain_prints() -> None:
    docs = (CORPUS.parent / "docs" / "output.md").read_text(encoding="utf-8")
    lines = {rule.__name__: (rule.__doc__ or "").strip().splitlines()[0] for rule in RULES} | ORIGINS
    assert [name for name, line in lines.items() if f"| `{name}` | {line} |" not in docs] == []


def test_the_docs_list_the_names_under_which_front_matter_is_read() -> None:
    docs = (CORPUS.parent / "docs" / "output.md").read_text(encoding="utf-8")
    for field, names in DEFAULT_FIELDS.items():
        assert f"| `{field}` | {', '.join(f'`{name}`' for name in names)} |" in docs
