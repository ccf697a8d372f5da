"""French blog posts to sentences, people, organisations and quotations with their speakers.

>>> import eignlp
>>> nlp = eignlp.load()
>>> post = eignlp.from_text("« On a tout repris », raconte Maud Kerbrat.", "exemple.md")
>>> [(quote["text"], quote["speaker"]["name"]) for quote in eignlp.annotate(post, nlp).quotes]
[('On a tout repris', 'Maud Kerbrat')]
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eignlp.annotation import Result, annotate, annotate_all
    from eignlp.errors import EignlpError, PostError, UsageError
    from eignlp.pipeline import load
    from eignlp.posts import Post, from_text, read
    from eignlp.runner import Options, run

__version__ = "0.1.0"

__all__ = [
    "EignlpError",
    "Options",
    "Post",
    "PostError",
    "Result",
    "UsageError",
    "annotate",
    "annotate_all",
    "from_text",
    "load",
    "read",
    "run",
]

_HOMES = {
    "EignlpError": "errors",
    "Options": "runner",
    "Post": "posts",
    "PostError": "errors",
    "Result": "annotation",
    "UsageError": "errors",
    "annotate": "annotation",
    "annotate_all": "annotation",
    "from_text": "posts",
    "load": "pipeline",
    "read": "posts",
    "run": "runner",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: spaCy takes a second that `--help` need not wait for."""
    if name in _HOMES:
        return getattr(import_module(f"eignlp.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'eignlp' has no attribute {name!r}")
