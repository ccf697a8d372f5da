"""A post: one text with its front matter, title, date, authors; read from a file or made from a string."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from eignlp import front_matter
from eignlp.errors import PostError

MAX_CHARS = 2_000_000  # code points of a post: keeps one post's memory in bounds

# Front-matter fields that say the same thing, in the order in which they are tried.
DEFAULT_FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("title", "titre", "nom", "name"),
    "date": ("date", "publishDate", "published", "date_publication"),
    "authors": ("authors", "author", "auteurs", "auteur", "auteure", "autrice", "autrices"),
    "tags": ("tags", "categories", "category", "mots-cles", "étiquettes"),
    "url": ("url", "permalink", "canonical_url"),
    "person": ("nom",),
    "summary": ("summary", "excerpt", "description", "chapo", "chapeau", "subtitle", "sous-titre", "résumé"),
}
_PERSON_LAYOUTS = {"personne", "person", "people", "membre", "profil", "communaute", "author"}
_NAME_DATE = re.compile(r"^(?:_)?(?P<year>\d{4}|\d{2})-(?P<month>\d{2})-(?P<day>\d{2})-")


@dataclass(slots=True)
class Post:
    """One post as read.

    `id` is its POSIX path relative to the corpus root; `source` the text exactly as decoded
    (without a byte-order mark), in which `body` is the code point where the front matter ends;
    `person` the individual whose page it is, if it is one.
    """

    id: str
    source: str
    body: int = 0
    sha256: str = ""
    title: str | None = None
    date: str | None = None
    authors: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    url: str | None = None
    person: str | None = None
    summary: str | None = None
    meta: dict[str, Any] = field(default_factory=dict)


def read(path: str | Path, id: str | None = None, fields: dict[str, tuple[str, ...]] | None = None) -> Post:
    """Read one post from a Markdown or text file.

    `id` defaults to the file's name; `fields` says which front-matter fields hold what (see
    `DEFAULT_FIELDS`).

    Raises `PostError` with a stable code: `unreadable`, `not-utf8`, `not-text`, `too-large`,
    `bad-front-matter`.
    """
    data = read_bytes(Path(path))
    return from_text(decode(data), id or Path(path).name, sha256=hashlib.sha256(data).hexdigest(), fields=fields)


def read_bytes(path: Path) -> bytes:
    """A post's file, if it is one that can be read and is not too large.

    Raises `PostError` (`unreadable`, `too-large`).
    """
    try:
        if not path.is_file():
            raise PostError("unreadable", "not a regular file")
        size = path.stat().st_size
        if size > 4 * MAX_CHARS:
            raise PostError("too-large", f"{size:,} bytes; a post may have {MAX_CHARS:,} characters: split it")
        return path.read_bytes()
    except OSError as error:
        raise PostError("unreadable", f"cannot be read: {error.strerror or error}") from error


def decode(data: bytes) -> str:
    """UTF-8 bytes as text, a leading byte-order mark left out, line ends as they are.

    Raises `PostError` (`not-utf8`, `not-text`).
    """
    for mark, name in ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16")):
        if data.startswith(mark):
            raise PostError("not-utf8", f"the file is {name}: save it as UTF-8")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        detail = f"byte 0x{data[error.start]:02x} at line {line}, column {column} is not UTF-8: save the file as UTF-8"
        raise PostError("not-utf8", detail) from error
    return text.removeprefix("\ufeff")


def from_text(
    source: str,
    id: str,
    *,
    sha256: str | None = None,
    meta: dict[str, Any] | None = None,
    fields: dict[str, tuple[str, ...]] | None = None,
) -> Post:
    """Make a post of a string; `meta` adds to its front matter, which wins where both say something.

    Raises `PostError` (`too-large`, `not-text`, `bad-front-matter`).

    >>> post = from_text("---\\ntitre: Un an après\\nauteur: Maud Kerbrat\\n---\\nBonjour.", "23-05-02-un-an.md")
    >>> post.title, post.authors, post.date, post.source[post.body:]
    ('Un an après', ['Maud Kerbrat'], '2023-05-02', '\\nBonjour.')
    """
    if len(source) > MAX_CHARS:
        raise PostError("too-large", f"{len(source):,} characters; a post may have {MAX_CHARS:,}: split it")
    if "\0" in source:
        at = source.index("\0")
        line, column = source.count("\n", 0, at) + 1, at - source.rfind("\n", 0, at)
        raise PostError("not-text", f"NUL character at line {line}, column {column}: is it a binary or UTF-16 file?")
    try:
        encoded = source.encode("utf-8")
    except UnicodeEncodeError as error:
        raise PostError("not-text", f"character {error.start + 1} is half of a surrogate pair") from error
    front, body = front_matter.split(source)
    meta = front_matter.json_safe(meta or {}) | front
    names = DEFAULT_FIELDS | (fields or {})
    digest = sha256 or hashlib.sha256(encoded).hexdigest()
    post = Post(id, source, body, digest, meta=meta)
    post.title = _text(_first(meta, names["title"]))
    post.date = _date(_first(meta, names["date"])) or date_of_name(Path(id).name)
    post.authors = _people(_first(meta, names["authors"]))
    post.tags = _list(_first(meta, names["tags"]))
    post.url = _text(_first(meta, names["url"]))
    post.person = _person(meta, names["person"])
    post.summary = _text(_first(meta, names["summary"]))
    return post


def date_of_name(name: str) -> str | None:
    """The date that a file's name begins with, ISO 8601.

    >>> date_of_name("2023-03-14-atelier.md"), date_of_name("18-04-25-atelier.md"), date_of_name("99-99-99-x.md")
    ('2023-03-14', '2018-04-25', None)
    """
    match = _NAME_DATE.match(name)
    if not match:
        return None
    year = int(match["year"])
    try:
        return date(year if year >= 100 else 2000 + year, int(match["month"]), int(match["day"])).isoformat()
    except ValueError:
        return None


def _first(meta: dict[str, Any], keys: tuple[str, ...]) -> Any:
    lower = {key.lower(): value for key, value in meta.items()}
    return next((lower[key.lower()] for key in keys if lower.get(key.lower()) not in (None, "", [], {})), None)


def _text(value: Any) -> str | None:
    return " ".join(str(value).split()) or None if isinstance(value, (str, int, float)) else None


def _list(value: Any) -> list[str]:
    """A list of texts, whether the front matter gives a list, one text or a comma-separated one."""
    if isinstance(value, str):
        value = value.split(",") if "," in value else [value]
    if not isinstance(value, list):
        value = [] if value is None else [value]
    return [text for text in map(_text, value) if text]


def _people(value: Any) -> list[str]:
    """Names of people: a list, one text ("A, B et C"), or mappings that have a name."""
    if isinstance(value, dict):
        value = [value]
    if isinstance(value, str):
        value = re.split(r"\s*[,;&]\s*|\s+et\s+", value)
    names = [_first(v, ("name", "nom")) if isinstance(v, dict) else v for v in value] if isinstance(value, list) else []
    texts = [re.sub(r"\s*\([^)]*\)", "", text) for text in _list(names)]
    # "Maud Kerbrat, développeuse": what has no capital is a function, unless nothing has one.
    return [text for text in texts if text[:1].isupper()] or [text for text in texts if text]


def _date(value: Any) -> str | None:
    text = str(value or "").strip().replace("/", "-")
    match = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    order = (1, 2, 3)
    if not match:
        match, order = re.match(r"(\d{1,2})-(\d{1,2})-(\d{4})", text), (3, 2, 1)
    if not match:
        return None
    try:
        return date(*(int(match[n]) for n in order)).isoformat()
    except ValueError:
        return None


def _person(meta: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    """The individual whose page this is: a person's layout, or a field that only such pages have."""
    layout = str(meta.get("layout") or meta.get("type") or "").lower()
    if layout in _PERSON_LAYOUTS:
        given, family = _text(_first(meta, ("prenom", "prénom", "firstname"))), _text(_first(meta, keys))
        if given and family and given not in family:
            return f"{given} {family}"
        name = family or _text(_first(meta, ("title", "name")))
        return re.split(r"\s*[,(|:]|\s[–—-]\s", name)[0] or None if name else None
    return None
