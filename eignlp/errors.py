"""The errors a user can do something about: each names the file, the place and what to do."""

from typing import Literal

Code = Literal[
    "not-utf8", "not-text", "bad-front-matter", "bad-record", "too-large", "unreadable", "same-name", "internal"
]  # fmt: skip
Stage = Literal["read", "annotate"]


class EignlpError(Exception):
    """Base class of all errors that eignlp raises on purpose."""


class UsageError(EignlpError):
    """The command line or the configuration is wrong; nothing was written (exit status 2)."""


class PostError(EignlpError):
    """One post cannot be read or processed; the run goes on without it.

    `code` is stable (see the output contract), `detail` is one line in plain words.
    """

    def __init__(self, code: Code, detail: str, stage: Stage = "read") -> None:
        super().__init__(detail)
        self.code: Code = code
        self.detail = " ".join(detail.split())
        self.stage: Stage = stage
        self.post = ""
