"""The names of a corpus: each person and organisation once, from the files of a run."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonlines

from eignlp.output import read_records
from eignlp.people import folded

FILE = "names.jsonl"


@dataclass(slots=True)
class Name:
    """One person or organisation: the forms it has, where it stands, how often it is quoted."""

    label: str
    name: str
    entity: str | None
    aliases: Counter[str] = field(default_factory=Counter)
    posts: set[str] = field(default_factory=set)
    quotes: int = 0

    def as_dict(self) -> dict[str, Any]:
        """A line of `names.jsonl`; `aliases` from the most to the least frequent."""
        return {
            "label": self.label,
            "name": self.name,
            "entity": self.entity,
            "aliases": [
                form for form, _ in sorted(self.aliases.items(), key=lambda a: (-a[1], a[0])) if form != self.name
            ],
            "posts": sorted(self.posts),
            "mentions": self.aliases.total(),
            "quotes": self.quotes,
        }


def collect(outputs: Path) -> list[Name]:
    """The names of a run's folder, the most mentioned first.

    Mentions with one identity (`entity`) are one name; without, those whose full names are equal,
    accents and case apart. Raises `UsageError` if the folder has no outputs.
    """
    found: dict[tuple[str, str], Name] = {}
    for record in read_records(outputs, "entities"):
        entry = found.setdefault(_key(record["label"], record), Name(record["label"], record["name"], record["entity"]))
        entry.aliases[record["text"]] += 1
        entry.posts.add(record["post"])
    for record in read_records(outputs, "quotes"):
        speaker = record["speaker"] or {}
        label = {"person": "PER", "org": "ORG"}.get(speaker.get("kind", ""))
        if label is not None and _key(label, speaker) in found:
            found[_key(label, speaker)].quotes += 1
    return sorted(found.values(), key=lambda name: (-name.aliases.total(), name.label, name.name))


def _key(label: str, record: dict[str, Any]) -> tuple[str, str]:
    return label, record["entity"] or folded(record["name"])


def write(names: list[Name], outputs: Path) -> None:
    """Write `names.jsonl`, whole or not at all."""
    part = outputs / f".{FILE}.part"
    with jsonlines.open(part, "w", compact=True) as writer:
        writer.write_all(name.as_dict() for name in names)
    part.replace(outputs / FILE)
