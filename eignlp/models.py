"""The models: where they lie, and what tells two versions apart. No spaCy here."""

import hashlib
from importlib.util import find_spec
from pathlib import Path

from eignlp.errors import UsageError

DEFAULT_MODEL = "fr_eig_ner"
DEFAULT_RANKER = "fr_eig_speakers"
# Where models lie: beside the package in a checkout, inside it once installed.
_FOLDERS = (
    Path(__file__).parent.parent / "models",
    Path(__file__).parent / "_models",
)


def resolve(model: str | Path = DEFAULT_MODEL) -> Path:
    """The folder of `model`: one of this project's `models/`, a path, or an installed spaCy package.

    Raises `UsageError` if there is none.
    """
    for place in (*(folder / model for folder in _FOLDERS), Path(model)):
        if (place / "config.cfg").is_file():
            return place
    spec = find_spec(str(model)) if str(model).isidentifier() else None
    if spec is None or spec.origin is None:
        raise UsageError(f"model {str(model)!r}: not in models/, no folder with a config.cfg, no installed package")
    package = Path(spec.origin).parent
    return next((meta.parent for meta in sorted(package.glob("*/config.cfg"))), package)


def portable(model: str | Path = DEFAULT_MODEL) -> str:
    """The name of `model` by which another process, or machine, finds it: a path is made absolute.

    Raises `UsageError` if there is none.
    """
    return str(Path(model).absolute()) if resolve(model) == Path(model) else str(model)


def resolve_ranker(path: Path | None = None) -> Path:
    """The folder of the weights that decide on quotations and speakers: `path`, or the committed one.

    Raises `UsageError` if there are none.
    """
    places = [path] if path is not None else [folder / DEFAULT_RANKER for folder in _FOLDERS]
    found = next((place for place in places if (place / "weights.json").is_file()), None)
    if found is None:
        raise UsageError(f"{path or DEFAULT_RANKER}: no folder with a weights.json")
    return found


def model_hash(model: str | Path = DEFAULT_MODEL) -> str:
    """A hash of what a pipeline loads of a model: settings, tokenizer, vocabulary, `ner`, and of the ranker's weights.

    Nothing is loaded.
    """
    place = resolve(model)
    digest = hashlib.sha256((resolve_ranker() / "weights.json").read_bytes())
    files = (place / name for name in ("meta.json", "config.cfg", "tokenizer"))
    folders = (file for name in ("vocab", "tok2vec", "ner") for file in sorted((place / name).rglob("*")))
    for file in (*files, *folders):
        if file.is_file():
            digest.update(f"{file.relative_to(place)}\0".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
