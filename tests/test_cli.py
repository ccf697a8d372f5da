"""The command line: what it prints, its exit status, and that it says what the Python face says."""

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from eignlp.cli import app
from eignlp.records import RECORDS, schema

ROOT = Path(__file__).parents[1]


def call(*arguments: str, cwd: Path = ROOT, columns: int = 120) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": str(columns), "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, "-m", "eignlp", *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=environment,
        check=False,
    )


def test_help_is_instant() -> None:
    def seconds() -> float:
        """Of the processor, which others on the machine change less than the clock's."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert call("--help").returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(seconds() for _ in range(5)) < 0.5  # 0.25 s on an idle machine


@pytest.mark.parametrize("command", ["run", "show", "explain", "evaluate", "schema", "train"])
def test_help_of_each_command_needs_no_spacy(command: str) -> None:
    code = (
        f"import sys; sys.argv = ['eignlp', {command!r}, '--help']\n"
        "from eignlp.cli import main\n"
        "try:\n main()\nfinally:\n assert 'spacy' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Usage" in done.stdout


def test_every_option_is_in_the_help_and_the_docs() -> None:
    shown = call("run", "--help", columns=200).stdout
    docs = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")))
    command: Any = typer.main.get_command(app)
    names = {name for option in command.commands["run"].params for name in option.opts if name.startswith("--")}
    assert len(names) >= 13
    for name in names - {"--help"}:
        assert name in shown and f"`{name}" in docs, name


def test_the_readme_shows_what_show_and_run_say(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = call("show", "corpus/21-11-09-table-ronde-archives.md").stdout
    for number in (5, 8):
        example = re.search(rf"(?m)^{number}\. «.*\n.*confidence.*$", readme)
        assert example is not None and example.group() in shown
    unfolded = re.search(r'```json\n(\{\n  "post".*?\n\})\n```', readme, re.DOTALL)
    assert unfolded is not None
    told = json.loads(unfolded.group(1))
    assert call("run", "corpus", "--out", str(tmp_path)).returncode == 0
    records = map(json.loads, (tmp_path / "quotes.jsonl").read_text(encoding="utf-8").splitlines())
    quotation = next(record for record in records if record["id"] == told["id"])
    cut = told["context"].removesuffix(" …")
    assert quotation | {"context": None} == told | {"context": None} and quotation["context"].startswith(cut)


def test_version() -> None:
    assert call("--version").stdout.startswith("eignlp 0.")


def test_run_writes_and_says_what_it_found(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.md").write_text("« Il pleut », dit Maud Kerbrat.\n", encoding="utf-8")
    (tmp_path / "corpus" / "_b.md").write_text("Brouillon.\n", encoding="utf-8")
    done = call("run", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "quotes.jsonl" in done.stdout and "outputs/" in done.stdout
    assert len((tmp_path / "outputs" / "posts.jsonl").read_text(encoding="utf-8").splitlines()) == 1
    assert call("run", "--drafts", cwd=tmp_path).returncode == 0
    assert len((tmp_path / "outputs" / "posts.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_errors_give_status_3(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xff")
    done = call("run", "a.md", "--out", "o", cwd=tmp_path)
    assert done.returncode == 3 and "errors.jsonl" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["run", "nowhere"], "no such file"),
        (["run", "--model", "nothing", "."], "model 'nothing'"),
        (["run", "--config", "none.toml", "."], "none.toml"),
        (["run", "--what"], "--what"),
        (["show", "nowhere.md"], "nowhere.md"),
        (["schema", "nothing"], "nothing"),
        (["train", "ner", "none.jsonl"], "--out"),
        (["evaluate", "none.jsonl", "."], "none.jsonl"),
        (["show", "posts.jsonl"], "show prints one post"),
        (["nothing"], "nothing"),
    ],
)
def test_wrong_calls_give_status_2_and_say_what_is_wrong(tmp_path: Path, arguments: list[str], says: str) -> None:
    done = call(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr and "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_configuration_is_named(tmp_path: Path) -> None:
    (tmp_path / "eignlp.toml").write_text("modell = 'x'\n", encoding="utf-8")
    done = call("run", ".", "--out", "o", cwd=tmp_path)
    assert done.returncode == 2 and "eignlp.toml" in done.stderr and "modell" in done.stderr


def test_the_configuration_beside_the_corpus_is_used(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.md").write_text("---\nplume: Maud Kerbrat\n---\n« Oui », ai-je dit.\n", encoding="utf-8")
    (tmp_path / "eignlp.toml").write_text(
        'base_url = "https://exemple.fr"\n[fields]\nauthors = "plume"\n', encoding="utf-8"
    )
    assert call("run", cwd=tmp_path).returncode == 0
    (quote,) = map(json.loads, (tmp_path / "outputs" / "quotes.jsonl").read_text(encoding="utf-8").splitlines())
    assert quote["speaker"]["name"] == "Maud Kerbrat"


def test_the_nearest_configuration_above_is_used_wherever_one_stands(tmp_path: Path) -> None:
    (tmp_path / "corpus" / "2024").mkdir(parents=True)
    (tmp_path / "corpus" / "2024" / "a.md").write_text("---\nplume: Maud Kerbrat\n---\n« Oui », ai-je dit.\n", "utf-8")
    (tmp_path / "eignlp.toml").write_text('[fields]\nauthors = "plume"\n', encoding="utf-8")
    for place, post in ((tmp_path, "corpus/2024/a.md"), (tmp_path / "corpus" / "2024", "a.md")):
        assert "Maud Kerbrat (person)" in call("show", post, cwd=place).stdout


def test_a_folder_without_posts_is_said(tmp_path: Path) -> None:
    done = call("run", ".", "--out", "o", cwd=tmp_path)
    assert done.returncode == 0 and "no post was found" in done.stdout


def test_show_colours_the_words_of_a_file_with_crlf(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("Une phrase. Deux phrases.\r\nTrois. « Oui », dit Maud Kerbrat.\r\n".encode())
    shown = call("show", "a.md", cwd=tmp_path).stdout
    assert "Une phrase. ▏Deux phrases." in shown and "▏« Oui »" in shown


def test_show_prints_speaker_cue_rule_and_confidence(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Pluie\n\n« Il pleut », raconte Maud Kerbrat.\n", encoding="utf-8")
    done = call("show", "a.md", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for word in ("Maud Kerbrat", "raconte", "inversion", "confidence"):
        assert word in done.stdout


def test_show_says_so_where_a_post_quotes_nobody(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Le défi « Marées » commence.\n", encoding="utf-8")
    assert call("show", "a.md", cwd=tmp_path).stdout.endswith("No quotation found.\n")


def test_explain_says_why_and_what_else(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    text = "Maud Kerbrat dirige le port. « La mer décide de tout », explique-t-elle.\n"
    (tmp_path / "corpus" / "a.md").write_text(text, encoding="utf-8")
    assert call("run", cwd=tmp_path).returncode == 0
    quote = json.loads((tmp_path / "outputs" / "quotes.jsonl").read_text(encoding="utf-8"))
    done = call("explain", quote["id"], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for word in ("Maud Kerbrat", "inversion", "explique", "-elle"):
        assert word in done.stdout
    assert call("explain", "nothing", cwd=tmp_path).returncode == 2


def test_explain_finds_a_post_of_a_table_by_the_fields_that_run_was_given(tmp_path: Path) -> None:
    row = {"slug": "port", "corps": "« Le bac passera demain à l'aube », promet Maud Kerbrat."}
    (tmp_path / "posts.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    fields = ("--text-field", "corps", "--id-field", "slug")
    assert call("run", "posts.jsonl", *fields, cwd=tmp_path).returncode == 0
    quote = json.loads((tmp_path / "outputs" / "quotes.jsonl").read_text(encoding="utf-8"))
    done = call("explain", quote["id"], "posts.jsonl", *fields, cwd=tmp_path)
    assert done.returncode == 0 and "Maud Kerbrat" in done.stdout, done.stderr


def test_show_knows_the_people_of_the_registry(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.md").write_text("« Le bac passera », promet Maud KERBRAT.\n", encoding="utf-8")
    (tmp_path / "people.yaml").write_text("- name: Maud Kerbrat\n", encoding="utf-8")
    (tmp_path / "eignlp.toml").write_text('people = "people.yaml"\n', encoding="utf-8")
    assert "Maud Kerbrat (person)" in call("show", "corpus/a.md", cwd=tmp_path).stdout


def test_schema_is_the_python_face_s() -> None:
    for name in RECORDS:
        assert json.loads(call("schema", name).stdout) == schema(name)
    assert set(json.loads(call("schema").stdout)) == set(RECORDS)
