"""Bad input: a post that cannot be read gets its line in errors.jsonl and harms no other post."""

import gzip
import json
import os
import time
from pathlib import Path

import pytest
from spacy.language import Language

import eignlp
from eignlp.corpus import Table
from eignlp.posts import from_text

GOOD = "« Il pleut », dit Maud Kerbrat.\n"
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
)

REFUSED = {
    "latin1.md": ("Caf\xe9 du port".encode("latin-1"), "not-utf8"),
    "utf16.md": ("Café".encode("utf-16"), "not-utf8"),
    "utf16-no-mark.md": ("Cafe".encode("utf-16-le"), "not-text"),
    "nul.md": (b"Un\0deux", "not-text"),
    "broken.md": (b"---\ntitle: [a\n---\nx", "bad-front-matter"),
    "unclosed.md": (b"---\ntitle: a\nx", "bad-front-matter"),
    "list.md": (b"---\n- a\n- b\n---\nx", "bad-front-matter"),
    "bomb.md": (f"---\n{BOMB}---\nx".encode(), "bad-front-matter"),
    "deep.md": (b"---\na: " + b"[" * 50_000 + b"\n---\nx", "bad-front-matter"),
    "itself.md": (b"---\na: &a [*a]\n---\nx", "bad-front-matter"),
    "toml.md": (b"+++\nx = [\n+++\nx", "bad-front-matter"),
    "large.md": (b"a" * 20_000_000, "too-large"),
}
READ = {
    "mark.md": b"\xef\xbb\xbf" + GOOD.encode(),
    "crlf.md": GOOD.replace("\n", "\r\n").encode() * 3,
    "cr.md": b"---\rtitle: a\r---\r" + GOOD.replace("\n", "\r").encode(),
    "empty.md": b"",
    "spaces.md": b" \n\t\n",
    "rule.md": b"---\n\nUn paragraphe.\n\n---\n\nUn autre.\n",
    "line.md": b"mot " * 20_000,
    "guillemets.md": "«".encode() * 100_000,
    "blockquotes.md": b"<blockquote>" * 20_000,
    "tweets.md": b'<blockquote class="twitter-tweet">' * 20_000 + b"</blockquote>",
    "spaced-guillemets.md": "« ".encode() * 100_000,
    "pairs.md": ("«" * 5_000 + "x" + "»" * 5_000).encode(),
    "glued.md": "« Il pleut », raconte Maud Kerbrat“oui”»mot".encode(),
    "quotes.md": b'"a ' * 20_000,
    "nested.md": b">" * 50_000 + b" fond",
    "brackets.md": b"[" * 20_000 + b"x",
    "emphasis.md": b"*_" * 20_000 + b"x",
    "tags.md": b"<a " * 20_000,
    "liquid.md": b"{% raw %}" * 5_000,
    "entities.md": b"&amp;" * 20_000,
}


def test_each_bad_post_has_its_line_and_the_others_their_records(tmp_path: Path) -> None:
    posts = tmp_path / "posts"
    posts.mkdir()
    for name, (data, _) in REFUSED.items():
        (posts / name).write_bytes(data)
    for name, data in READ.items():
        (posts / name).write_bytes(data)
    (posts / "good.md").write_text(GOOD, encoding="utf-8")
    summary = eignlp.run([posts], tmp_path / "out")
    lines = (tmp_path / "out" / "errors.jsonl").read_text(encoding="utf-8").splitlines()
    errors = {record["post"]: record for record in map(json.loads, lines)}
    assert {name: errors[name]["error"] for name in errors} == {name: code for name, (_, code) in REFUSED.items()}
    assert all("\n" not in error["detail"] and len(error["detail"]) < 300 for error in errors.values())
    assert summary.counts["posts"] == len(READ) + 1
    quotes = [json.loads(line) for line in (tmp_path / "out" / "quotes.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {q["post"] for q in quotes} >= {"good.md", "mark.md", "crlf.md", "cr.md"}
    assert [q["speaker"]["name"] for q in quotes if q["post"] == "good.md"] == ["Maud Kerbrat"]


def test_details_name_the_place(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"un\ndeu\xe9x")
    with pytest.raises(eignlp.PostError, match="line 2, column 4"):
        eignlp.read(tmp_path / "a.md")
    (tmp_path / "b.md").write_bytes(b"---\ntitle: a: b\n---\n")
    with pytest.raises(eignlp.PostError, match="line 2"):
        eignlp.read(tmp_path / "b.md")


def test_a_folder_that_loops_is_read_once(tmp_path: Path) -> None:
    posts = tmp_path / "posts"
    (posts / "sub").mkdir(parents=True)
    (posts / "sub" / "a.md").write_text(GOOD, encoding="utf-8")
    (posts / "sub" / "loop").symlink_to(posts, target_is_directory=True)
    assert eignlp.run([posts], tmp_path / "out").counts["posts"] == 1


def test_what_is_no_file_or_unreadable(tmp_path: Path) -> None:
    posts = tmp_path / "posts"
    posts.mkdir()
    (posts / "gone.md").symlink_to(tmp_path / "nowhere.md")
    os.mkfifo(posts / "pipe.md")
    locked = posts / "locked.md"
    locked.write_text(GOOD, encoding="utf-8")
    locked.chmod(0)
    wanted = {"gone.md", "pipe.md"} | (set() if os.access(locked, os.R_OK) else {"locked.md"})
    eignlp.run([posts], tmp_path / "out")
    lines = (tmp_path / "out" / "errors.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["post"]: json.loads(line)["error"] for line in lines} == dict.fromkeys(
        wanted, "unreadable"
    )


def test_two_inputs_with_one_name(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.md").write_text(f"{GOOD}{folder}", encoding="utf-8")
    summary = eignlp.run([tmp_path / "y", tmp_path / "x"], tmp_path / "out")
    assert (summary.counts["posts"], summary.counts["errors"]) == (1, 1)
    (line,) = (tmp_path / "out" / "errors.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["error"] == "same-name" and str(tmp_path) not in line


@pytest.mark.parametrize("path", ["nowhere", "a.pdf"])
def test_a_wrong_path_writes_nothing(tmp_path: Path, path: str) -> None:
    (tmp_path / "a.pdf").write_bytes(b"")
    with pytest.raises(eignlp.UsageError, match=path):
        eignlp.run([tmp_path / path], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_json_lines(tmp_path: Path) -> None:
    rows = [
        json.dumps({"id": "b", "text": GOOD, "title": "Pluie", "date": "2023-01-02"}),
        "{broken",
        json.dumps({"id": "c"}),
        json.dumps({"id": "a", "text": GOOD}),
        json.dumps({"id": "a", "text": GOOD}),
        '{"id": "d", "text": "\\ud800"}',
        json.dumps([1]),
    ]
    path = tmp_path / "texts.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(rows).encode()))
    eignlp.run([path], tmp_path / "out")
    posts = [json.loads(line) for line in (tmp_path / "out" / "posts.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(p["post"], p["title"], p["date"]) for p in posts] == [("a", None, None), ("b", "Pluie", "2023-01-02")]
    errors = [json.loads(line) for line in (tmp_path / "out" / "errors.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {e["error"] for e in errors} == {"bad-record", "same-name", "not-text"} and len(errors) == 5


def test_json_lines_with_other_fields(tmp_path: Path) -> None:
    path = tmp_path / "texts.jsonl"
    path.write_text(json.dumps({"url": "u1", "corps": GOOD}) + "\n", encoding="utf-8")
    options = eignlp.Options(table=Table(text="corps", id="url"))
    assert eignlp.run([path], tmp_path / "out", options).counts["quotes"] == 1


def test_a_truncated_archive_keeps_what_was_read(tmp_path: Path) -> None:
    rows = "".join(json.dumps({"id": f"{n}", "text": os.urandom(50).hex() + GOOD}) + "\n" for n in range(200))
    path = tmp_path / "texts.jsonl.gz"
    path.write_bytes(gzip.compress(rows.encode())[:-2000])
    summary = eignlp.run([path], tmp_path / "out")
    assert summary.counts["errors"] == 1 and summary.counts["posts"] > 10


def test_a_colon_in_a_title_says_what_to_do(tmp_path: Path) -> None:
    post = tmp_path / "colon.md"
    post.write_text("---\ntitle: Le port : un an après\n---\nx", encoding="utf-8")
    eignlp.run([post], tmp_path / "out", eignlp.Options(workers=1))
    error = json.loads((tmp_path / "out" / "errors.jsonl").read_text(encoding="utf-8"))
    assert error["detail"].startswith("YAML at line 2, column 16:") and "in quotes" in error["detail"]


LONG = {
    "guillemets": ("«", 5_000),
    "apostrophes": ("''a'' ", 200),
    "paragraphs": ("« Oui, il pleut », dit Maud.\n\n", 100),
    "HTML on one line": ("<p>*Il* pleut <q>encore</q><br/></p>", 500),
    "icons": ("<i class='fa fa-quote-left'></i>Il pleut ", 1_000),
}


@pytest.mark.parametrize("name", LONG)
def test_reading_takes_time_as_the_text_is_long(name: str, nlp: Language) -> None:
    text, times = LONG[name]

    def seconds(count: int) -> float:
        begun = time.process_time()
        eignlp.annotate(from_text(text * count, "long.md"), nlp)
        return time.process_time() - begun

    seconds(times)  # what is made once, is made
    once = seconds(times)
    assert seconds(4 * times) < 10 * once + 0.5
