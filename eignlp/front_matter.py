"""Front matter: where it ends, and what it says, within bounds of time and memory."""

import math
import re
import tomllib
from datetime import date, datetime
from typing import Any

import yaml
from frontmatter.default_handlers import BaseHandler, JSONHandler, YAMLHandler

from eignlp.errors import PostError

MAX_SIZE = 200_000  # code points of front matter
MAX_VALUES = 10_000  # values once all YAML aliases are followed
MAX_DEPTH = 50


class _TOMLHandler(BaseHandler):
    """Hugo's `+++`; python-frontmatter's own needs a package that the standard library replaces."""

    FM_BOUNDARY = re.compile(r"^\+{3,}\s*$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "+++"

    def load(self, fm: str, **_: object) -> dict[str, Any]:
        """The parsed TOML."""
        return tomllib.loads(fm)


_HANDLERS = (YAMLHandler(), JSONHandler(), _TOMLHandler())

# Pelican's metadata: lines of `Key: value` at the top, a title among them, then an empty line. A line that is
# indented goes on with the value.
_KEYED = r"[A-Za-z][\w-]{0,40}[ \t]*:[ \t]*[^\n]*\n(?:[ \t]+\S[^\n]*\n){0,20}"
_METADATA = re.compile(rf"(?i:title|titre|date)[ \t]*:(?=[ \t])[^\n]*\n(?:{_KEYED}){{1,40}}(?=[ \t\r]*\n)")


def split(source: str) -> tuple[dict[str, Any], int]:
    """The front matter of `source` and the code point at which the body begins.

    Returns ({}, 0) when there is none. Values are JSON-safe (dates become ISO 8601 text).

    Raises `PostError` (`bad-front-matter`) if it does not parse, is not a mapping, never ends or
    grows without bound.

    >>> split("---\\ntitle: Bonjour\\ndate: 2023-03-14\\n---\\nTexte")
    ({'title': 'Bonjour', 'date': '2023-03-14'}, 39)
    >>> split("Title: Un an après\\nAuthor: Maud Kerbrat\\n\\nTexte")
    ({'title': 'Un an après', 'author': 'Maud Kerbrat'}, 40)
    """
    source = re.sub(r"\r(?!\n)", "\n", source)
    handler = next((h for h in _HANDLERS if h.detect(source)), None)
    if handler is None:
        return _metadata(source)
    boundary = handler.FM_BOUNDARY.finditer(source)
    first, second = next(boundary), next(boundary, None)
    if second is None:
        return _unclosed(source, first.end())
    text = source[first.end() : second.start()]
    if isinstance(handler, JSONHandler):
        text = source[first.start() : second.end()]
    if len(text) > MAX_SIZE:
        raise PostError("bad-front-matter", f"front matter of {len(text):,} characters; at most {MAX_SIZE:,} are read")
    values = _load(handler, text, source.count("\n", 0, first.end()))
    if values is None or (isinstance(values, str) and isinstance(handler, YAMLHandler)):
        # Nothing between two rules, or a paragraph: `---` is a thematic break there, as in any Markdown.
        return {}, second.end() if not text.strip() else 0
    if not isinstance(values, dict):
        raise PostError("bad-front-matter", f"front matter must be a mapping (key: value), not a {_kind(values)}")
    return json_safe(values), second.end()


def _metadata(source: str) -> tuple[dict[str, Any], int]:
    """Pelican's metadata, which no rule parts from the text; its keys are the same in small letters."""
    match = _METADATA.match(source)
    lines = re.sub(r"\n[ \t]+", " ", match[0]).splitlines() if match is not None else []
    pairs = [line.partition(":")[::2] for line in lines]
    values: dict[str, Any] = {key.strip().lower(): value.strip() for key, value in pairs}
    if match is None or not {"title", "titre"} & values.keys():
        return {}, 0
    return values, match.end()


def json_safe(values: dict[Any, Any]) -> dict[str, Any]:
    """`values` as JSON can hold them: dates as ISO 8601 text, keys as text, sets sorted.

    Raises `PostError` (`bad-front-matter`) beyond `MAX_VALUES` or `MAX_DEPTH`.
    """
    return _Safe().mapping(values)


def _kind(value: object) -> str:
    return "list" if isinstance(value, list) else "text" if isinstance(value, str) else type(value).__name__


def _unclosed(source: str, end: int) -> tuple[dict[str, Any], int]:
    """A first `---` without a second: a rule above the text, unless a `key:` follows at once."""
    line = source[end:].lstrip("\n").split("\n", 1)[0]
    key, colon, _ = line.partition(":")
    if (colon and key.replace("_", "").replace("-", "").isalnum()) or "=" in line or source.startswith("{"):
        raise PostError("bad-front-matter", "front matter opens at line 1 and never closes: add its last line (---)")
    return {}, 0


def _load(handler: BaseHandler, text: str, line: int) -> Any:
    try:
        if isinstance(handler, YAMLHandler):
            _bounded(text)
        return handler.load(text)
    except PostError:
        raise
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f" at line {mark.line + line + 1}, column {mark.column + 1}" if mark else ""
        todo = ": put a value that holds ': ' in quotes" if "mapping values" in (error.problem or "") else ""
        raise PostError("bad-front-matter", f"YAML{where}: {error.problem or error.context}{todo}") from error
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, OverflowError) as error:
        raise PostError("bad-front-matter", f"front matter does not parse: {error}") from error


def _bounded(text: str) -> None:
    """Refuse YAML that nests deep or grows by its aliases, from its events, before anything is built.

    Time and memory are linear in `text`; each anchor's size is counted once.
    """
    sizes: dict[str, int] = {}
    stack: list[tuple[str | None, int]] = []
    total = 0
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        if isinstance(event, yaml.CollectionStartEvent):
            stack.append((event.anchor, total))
            if len(stack) > MAX_DEPTH:
                raise PostError("bad-front-matter", f"YAML nests more than {MAX_DEPTH} levels deep")
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = stack.pop()
            if anchor:
                sizes[anchor] = total - before
        elif isinstance(event, yaml.AliasEvent):
            if any(event.anchor == anchor for anchor, _ in stack):
                raise PostError("bad-front-matter", f"YAML alias *{event.anchor} holds itself")
            total += sizes.get(event.anchor or "", 1)
        if isinstance(event, yaml.NodeEvent):
            total += 1
        if total > MAX_VALUES:
            raise PostError("bad-front-matter", f"YAML grows to more than {MAX_VALUES:,} values by its aliases or size")


class _Safe:
    """Turns parsed values into what JSON can hold, within `MAX_VALUES` and `MAX_DEPTH`."""

    def __init__(self) -> None:
        self.count = 0

    def mapping(self, values: dict[Any, Any], depth: int = 0) -> dict[str, Any]:
        return {str(self.value(k, depth)): self.value(v, depth) for k, v in values.items()}

    def value(self, value: Any, depth: int = 0) -> Any:
        self.count += 1
        if depth > MAX_DEPTH or self.count > MAX_VALUES:
            raise PostError(
                "bad-front-matter", f"front matter holds more than {MAX_VALUES:,} values or {MAX_DEPTH} levels"
            )
        match value:
            case dict():
                return self.mapping(value, depth + 1)
            case list() | tuple():
                return [self.value(v, depth + 1) for v in value]
            case set():
                return sorted(str(self.value(v, depth + 1)) for v in value)
            case None | bool() | int():
                return value
            case float():
                return value if math.isfinite(value) else str(value)
            case datetime() | date():
                return value.isoformat()
            case _:
                return str(value).encode("utf-8", "replace").decode("utf-8")
