"""Runs: the same bytes whatever the order, only what changed is redone, earlier outputs stay whole."""

import json
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

import eignlp
from eignlp.config import Config
from eignlp.runner import FILES

CORPUS = Path(__file__).parents[1] / "corpus"


def bytes_of(out: Path) -> dict[str, bytes]:
    return {name: (out / f"{name}.jsonl").read_bytes() for name in FILES}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    for path in sorted(CORPUS.glob("2*.md"))[:4]:
        shutil.copy(path, folder)
    return folder


def test_two_runs_and_another_order_give_the_same_bytes(corpus: Path, tmp_path: Path) -> None:
    posts = sorted(corpus.glob("*.md"))
    eignlp.run([corpus], tmp_path / "a")
    eignlp.run([corpus], tmp_path / "b")
    eignlp.run(posts, tmp_path / "c")
    eignlp.run(reversed(posts), tmp_path / "d")
    assert bytes_of(tmp_path / "a") == bytes_of(tmp_path / "b") == bytes_of(tmp_path / "c") == bytes_of(tmp_path / "d")


def test_only_what_changed_is_redone(corpus: Path, tmp_path: Path) -> None:
    posts = tmp_path / "posts"
    shutil.copytree(corpus, posts)
    out = tmp_path / "out"
    eignlp.run([posts], out)
    before = bytes_of(out)
    again = eignlp.run([posts], out)
    assert again.reused == 4 and "load" not in again.seconds
    assert bytes_of(out) == before
    first = sorted(posts.glob("*.md"))[0]
    first.write_text(first.read_text(encoding="utf-8") + "\n« Encore », dit Maud Kerbrat.\n", encoding="utf-8")
    assert eignlp.run([posts], out).reused == 3
    first.unlink()
    summary = eignlp.run([posts], out)
    assert summary.reused == 3 and summary.counts["posts"] == 3


def test_other_settings_redo_all(corpus: Path, tmp_path: Path) -> None:
    eignlp.run([corpus], tmp_path)
    options = eignlp.Options(config=Config(base_url="https://exemple.fr/"))
    assert eignlp.run([corpus], tmp_path, options).reused == 0


def test_a_broken_store_is_redone(corpus: Path, tmp_path: Path) -> None:
    eignlp.run([corpus], tmp_path)
    before = bytes_of(tmp_path)
    (tmp_path / ".cache" / "finished.sqlite").write_bytes(b"not a database" * 100)
    assert eignlp.run([corpus], tmp_path).reused == 0
    assert bytes_of(tmp_path) == before


def test_quotes_keep_their_ids_when_the_rest_is_edited(tmp_path: Path) -> None:
    post = tmp_path / "p" / "a.md"
    post.parent.mkdir()
    ids = []
    for text in ("« Il pleut », dit Maud Kerbrat.", "Un mot.\n\nEncore. « Il pleut », dit Maud Kerbrat. Fin."):
        post.write_text(text, encoding="utf-8")
        eignlp.run([post.parent], tmp_path / "out")
        (line,) = (tmp_path / "out" / "quotes.jsonl").read_text(encoding="utf-8").splitlines()
        ids.append(json.loads(line)["id"])
    assert ids[0] == ids[1]


def test_a_second_run_into_the_folder_says_so(corpus: Path, tmp_path: Path) -> None:
    with FileLock(tmp_path / ".lock"), pytest.raises(eignlp.UsageError, match="another run"):
        eignlp.run([corpus], tmp_path)
    assert not (tmp_path / "posts.jsonl").exists()


def test_run_json_says_what_ran(corpus: Path, tmp_path: Path) -> None:
    eignlp.run([corpus], tmp_path)
    about = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert about["counts"]["posts"] == 4 and about["model"] and about["fingerprint"]
    assert set(about["seconds"]) == {"read", "load", "annotate", "write", "wall"}
    for name in FILES:
        assert str(tmp_path) not in (tmp_path / f"{name}.jsonl").read_text(encoding="utf-8")


def test_drafts_and_what_a_site_builds_stay_out(tmp_path: Path) -> None:
    site = tmp_path / "site"
    texts = {
        "a.md": "« Oui », dit Maud Kerbrat.\n",
        "_b.md": "« Non », dit Maud Kerbrat.\n",
        "_drafts/d.md": "« Non », dit Maud Kerbrat.\n",
        "_site/a.md": "« Oui », dit Maud Kerbrat.\n",
        "node_modules/x/README.md": "« Non », dit Maud Kerbrat.\n",
    }
    for name, text in texts.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, encoding="utf-8")

    def posts(**options: bool) -> list[str]:
        eignlp.run([site], tmp_path / "out", eignlp.Options(**options))
        return [json.loads(line)["post"] for line in (tmp_path / "out" / "posts.jsonl").read_text("utf-8").splitlines()]

    assert posts() == ["a.md"]
    assert posts(drafts=True) == ["_b.md", "_drafts/d.md", "a.md"]
