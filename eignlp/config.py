"""What a site sets once, in `eignlp.toml`: field names, base URL, model, people."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from eignlp.errors import UsageError

FILE = "eignlp.toml"


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a run.

    `fields` maps a field of the records to names in the front matter; `people` is the registry.
    """

    model: str | None = None
    base_url: str | None = None
    people: Path | None = None
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """The settings as JSON can hold them: part of a run's fingerprint."""
        fields = {name: list(values) for name, values in sorted(self.fields.items())}
        return {"base_url": self.base_url, "fields": fields}


def find_config(paths: list[Path]) -> Path | None:
    """The nearest `eignlp.toml`, in the folder of one of the paths or above it."""
    for path in paths:
        folder = path.resolve() if path.is_dir() else path.resolve().parent
        found = next((place / FILE for place in (folder, *folder.parents) if (place / FILE).is_file()), None)
        if found is not None:
            return found
    return None


def read_config(path: Path | None) -> Config:
    """The settings of a file; the defaults where there is none.

    Raises `UsageError` that names the file and what is wrong in it.
    """
    if path is None:
        return Config()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}") from error
    known = {"model", "base_url", "people", "fields"}
    unknown = sorted(set(data) - known)
    if unknown:
        raise UsageError(f"{path}: unknown setting {unknown[0]!r}; known are {', '.join(sorted(known))}")
    for name in ("model", "base_url", "people"):
        if not isinstance(data.get(name, ""), str):
            raise UsageError(f"{path}: {name} must be a text")
    people = path.parent / data["people"] if "people" in data else None
    return Config(data.get("model"), data.get("base_url"), people, _fields(path, data.get("fields", {})))


def _fields(path: Path, given: object) -> dict[str, tuple[str, ...]]:
    from eignlp.posts import DEFAULT_FIELDS

    if not isinstance(given, dict):
        raise UsageError(f"{path}: fields must be a table")
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in given.items():
        if name not in DEFAULT_FIELDS:
            raise UsageError(f"{path}: unknown field {name!r}; known are {', '.join(DEFAULT_FIELDS)}")
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
            raise UsageError(f"{path}: fields.{name} must be a text or a list of texts")
        fields[name] = tuple(values)
    return fields
