"""What is done to a batch of posts, wherever it is done: raw posts in, finished rows out.

A task travels to other processes and machines; it holds names and settings, and finds the model there.
"""

import hashlib
import platform
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from eignlp import __version__
from eignlp.corpus import Fields, Raw
from eignlp.errors import PostError, Stage, UsageError
from eignlp.registry import Site
from eignlp.rows import Row, pack

if TYPE_CHECKING:
    from spacy.language import Language

    from eignlp.posts import Post


class Asked(NamedTuple):
    """A post to process, and the key under which its row is kept."""

    key: str
    raw: Raw


Batch = list[Asked]

_ALONE = threading.Lock()  # a spaCy pipeline is for one thread at a time; a cluster's worker may have several


@dataclass(slots=True)
class Done:
    """A batch's rows, and the seconds that each stage took where it ran."""

    rows: list[Row]
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Task:
    """All that a batch needs: the model's folder, the site, the front matter's fields.

    `code` and `weights` are the hashes of the package and the model that the run was asked with;
    a worker that has others refuses.
    """

    model: str
    site: Site
    fields: Fields
    code: str
    weights: str

    def __call__(self, batch: Batch) -> Done:
        """The rows of a batch; a post that fails has an error record, the others keep theirs.

        Raises `UsageError` if the model cannot be loaded here, or differs.
        """
        start = time.perf_counter()
        rows: list[Row] = []
        posts: list[tuple[str, Post]] = []
        for key, raw in batch:
            try:
                posts.append((key, raw.parse(self.fields)))
            except PostError as error:
                rows.append(error_row(raw.id, error, key))
            except Exception as error:
                rows.append(error_row(raw.id, _unexpected(error, "read")))
        done = Done(rows, {"read": time.perf_counter() - start})
        if posts:
            with _ALONE:
                start = time.perf_counter()
                nlp = self._pipeline()
                loaded = time.perf_counter()
                done.rows += self._annotated(posts, nlp)
                done.seconds |= {"load": loaded - start, "annotate": time.perf_counter() - loaded}
        return done

    def _pipeline(self) -> "Language":
        if code_hash() != self.code:
            raise UsageError(f"on {platform.node()}: eignlp {__version__} has other code: install the same everywhere")
        return _loaded(self.model, self.weights)

    def _annotated(self, posts: "list[tuple[str, Post]]", nlp: "Language") -> Iterator[Row]:
        from eignlp.annotation import annotate, annotate_all
        from eignlp.pipeline import memory_zone

        try:
            with memory_zone(nlp):
                results = annotate_all((post for _, post in posts), nlp, self.site)
                rows = [pack(post.id, key, r.as_dict()) for (key, post), r in zip(posts, results, strict=True)]
            yield from rows
        except Exception:
            # One post of the batch breaks it: find which, so that the others keep their results.
            for key, post in posts:
                try:
                    with memory_zone(nlp):
                        row = pack(post.id, key, annotate(post, nlp, self.site).as_dict())
                except Exception as error:
                    row = error_row(post.id, _unexpected(error, "annotate"))
                yield row


@cache
def _loaded(model: str, weights: str) -> "Language":
    """The pipeline of a model, loaded once in a process and made faster; it gives the same results."""
    from eignlp.embedding import embed_once
    from eignlp.models import model_hash
    from eignlp.pipeline import keep_memory, load

    try:
        if model_hash(model) != weights:
            raise UsageError(f"the model {model!r} is another one: copy the same")
        nlp = load(model)
    except UsageError as error:
        raise UsageError(f"on {platform.node()}: {error}") from error
    ner: Any = nlp.get_pipe("ner")
    embed_once(ner.model)
    keep_memory()
    return nlp


def _unexpected(error: Exception, stage: Stage) -> PostError:
    """A mistake of ours on one post: the others are none the worse for it."""
    return PostError("internal", f"{type(error).__name__}: {error}", stage)


def error_row(post: str, error: PostError, key: str = "") -> Row:
    """The row of a post that could not be read or processed; `key` if that is for its content alone."""
    record = {"post": post, "stage": error.stage, "error": error.code, "detail": error.detail}
    return pack(post, key, {"errors": [record]})


def lost(batch: Iterable[Asked]) -> Done:
    """The rows of posts on which a worker died twice."""
    error = PostError("internal", "the worker process died on this post twice: out of memory, or killed", "annotate")
    return Done([error_row(raw.id, error) for _, raw in batch])


@cache
def code_hash() -> str:
    """A hash of the package's own code and word lists: a changed rule redoes all posts."""
    digest = hashlib.sha256()
    package = Path(__file__).parent
    for file in sorted(package.rglob("*")):
        if file.suffix in (".py", ".toml", ".txt"):
            digest.update(str(file.relative_to(package)).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()
