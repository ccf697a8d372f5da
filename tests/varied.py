"""Posts in any number, made by varying the sample corpus: other names, other figures, the same for the same number."""

import gzip
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

from eignlp.front_matter import split

CORPUS = Path(__file__).parents[1] / "corpus"
_NAME = re.compile(r"\b([A-ZÉ][a-zéèëïç]{2,}) ([A-ZÉ][a-zéèëïç]{3,})\b")
_FIGURE = re.compile(r"\b\d{1,3}\b")
_SYLLABLES = "ba bel cor dan der fer gue ka lan lec mar mou nec pel quin rou ser tan tre vil".split()


def varied(count: int) -> Iterator[tuple[str, str]]:
    """(name, text) of `count` posts."""
    samples = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("[!_]*.md"))]
    for number in range(count):
        yield f"{number:06d}.md", _other(samples[number % len(samples)], random.Random(number))


def _other(text: str, chance: random.Random) -> str:
    """The text with another surname for each, and other figures."""
    surnames: dict[str, str] = {}

    def surname(match: re.Match[str]) -> str:
        new = surnames.setdefault(match[2], "".join(chance.choices(_SYLLABLES, k=3)).capitalize())
        return f"{match[1]} {new}"

    begin = split(text)[1]
    body = _NAME.sub(surname, text[begin:])
    return text[:begin] + _FIGURE.sub(lambda _: str(chance.randrange(2, 999)), body)


def write_folder(folder: Path, count: int) -> Path:
    """The posts as files of a new folder."""
    folder.mkdir()
    for name, text in varied(count):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def write_lines(path: Path, count: int) -> Path:
    """The posts as `.jsonl.gz`."""
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
        for name, text in varied(count):
            file.write(json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n")
    return path
