"""What is known outside the posts: the people registry, from a list or a folder of people's pages, and the site."""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml

from eignlp.config import Config
from eignlp.corpus import find
from eignlp.errors import PostError, UsageError
from eignlp.people import folded

Label = Literal["PER", "ORG"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A person or organisation: canonical `name`, other names, and `id` (its URL, else its name)."""

    name: str
    id: str
    label: Label = "PER"
    aliases: tuple[str, ...] = ()


class Registry:
    """Entries by name and alias; a name that two entries bear identifies neither.

    >>> registry = Registry([Entry("Maud Kerbrat", "/maud", aliases=("M. Kerbrat",)), Entry("Maud Roux", "/roux")])
    >>> registry.get("PER", "MAUD KERBRAT").id, registry.get("PER", "Maud")
    ('/maud', None)
    """

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries = list(entries)
        self._by: dict[tuple[Label, str], list[Entry]] = {}
        for entry in self.entries:
            for name in dict.fromkeys(folded(n) for n in (entry.name, *entry.aliases)):
                self._by.setdefault((entry.label, name), []).append(entry)

    def get(self, label: Label, name: str) -> Entry | None:
        """The one entry of that name or alias, accents and case apart."""
        found = self._by.get((label, folded(name)), [])
        return found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Site:
    """A site: where its relative links lead, its people, the labels that it wants in its outputs."""

    base_url: str = ""
    registry: Registry = field(default_factory=Registry)
    labels: tuple[Literal["PER", "ORG", "PROD"], ...] = ("PER", "ORG")


def site_of(config: Config, *, products: bool = False) -> Site:
    """The site that the settings of `eignlp.toml` describe, its people read; `products`: PROD wanted too.

    Raises `UsageError` as `read_registry` does.
    """
    registry = read_registry(config.people) if config.people else Registry()
    return Site(config.base_url or "", registry, ("PER", "ORG", "PROD") if products else ("PER", "ORG"))


def read_registry(path: Path) -> Registry:
    """A registry from a folder of people's pages, or a `.yaml`, `.yml`, `.csv`, `.jsonl` list.

    A list's items have `name`, and may have `aliases` (a list, or a text parted by `;`), `url` and
    `kind` (`person` or `org`). A page gives its person's name; its URL, or its path, is the id.

    Raises `UsageError` that names the file and the item.
    """
    if not path.exists():
        raise UsageError(f"{path}: the people registry is not there")
    if path.is_dir():
        return Registry(_pages(path))
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from error
    try:
        match path.suffix.lower():
            case ".yaml" | ".yml":
                items = yaml.safe_load(text) or []
            case ".csv":
                items = list(csv.DictReader(text.splitlines()))
            case ".jsonl":
                items = [json.loads(line) for line in text.split("\n") if line.strip()]
            case _:
                raise UsageError(f"{path}: a people registry is a folder, or a .yaml, .csv or .jsonl file")
    except (yaml.YAMLError, ValueError, csv.Error) as error:
        raise UsageError(f"{path}: {error}") from error
    if not isinstance(items, list):
        raise UsageError(f"{path}: must be a list")
    return Registry(_entry(path, number, item) for number, item in enumerate(items, start=1))


def _pages(folder: Path) -> Iterator[Entry]:
    for item in sorted(find([folder]), key=lambda item: item.id):
        try:
            post = item.fetch().parse()
        except PostError as error:
            raise UsageError(f"{folder}/{item.id}: {error.detail}") from error
        name = post.person or post.title
        if name:
            yield Entry(name, post.url or item.id)


def _entry(path: Path, number: int, item: Any) -> Entry:
    name = item.get("name") if isinstance(item, dict) else None
    if not isinstance(name, str) or not name.strip():
        raise UsageError(f"{path}: item {number} has no name")
    aliases = item.get("aliases") or []
    if isinstance(aliases, str):
        aliases = [alias.strip() for alias in aliases.split(";") if alias.strip()]
    label: Label = "ORG" if str(item.get("kind") or "").lower().startswith("org") else "PER"
    return Entry(name.strip(), str(item.get("url") or name.strip()), label, tuple(map(str, aliases)))
