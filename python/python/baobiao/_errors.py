"""The exception of the package."""

from __future__ import annotations

from typing import Literal

ErrorKind = Literal[
    "not_supported",
    "corrupt",
    "encrypted",
    "too_big",
    "limit_depth",
    "limit_size",
    "limit_work",
    "timeout",
    "memory",
    "io",
    "changed",
    "not_regular",
    "link",
    "lock_file",
    "crashed",
    "cancelled",
    "internal",
]
"""Why there is no result. Later versions may add kinds."""

Stage = Literal["open", "read", "layout", "table", "report", "check", "output"]
"""The stage of the reading that gave up."""


class BaobiaoError(Exception):
    """There is no result. ``str()`` of it is one line that names the document and the reason.

    It can be pickled, so that it passes from worker processes unharmed.
    """

    message: str
    """One line in plain words, without the document's name."""
    kind: ErrorKind
    """What kind of failure."""
    stage: Stage
    """Which stage gave up."""
    retryable: bool
    """Whether the same call may succeed later with the same bytes."""
    page: int | None
    """The page, 1-based, where known."""
    name: str
    """The name of the document, or of the output folder that cannot be written; empty for bytes without a name."""

    def __init__(
        self, message: str, kind: ErrorKind, stage: Stage, retryable: bool, page: int | None, name: str
    ) -> None:
        super().__init__(message, kind, stage, retryable, page, name)
        self.message = message
        self.kind = kind
        self.stage = stage
        self.retryable = retryable
        self.page = page
        self.name = name

    def __str__(self) -> str:
        name = f"{self.name}: " if self.name else ""
        page = "" if self.page is None else f", page {self.page}"
        return f"{name}{self.message} ({self.kind}){page}"
