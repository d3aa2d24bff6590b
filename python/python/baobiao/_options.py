"""Arguments that several functions share."""

from __future__ import annotations

import os
from typing import Literal, TypedDict, Union

Format = Literal["pdf", "docx", "text"]
"""A format of documents."""

Path = Union[str, "os.PathLike[str]"]
"""Where a file or folder is."""

Source = Union[Path, bytes, bytearray, memoryview]
"""A document: a path (`str` or `os.PathLike`), or the bytes of the file."""


class ReadOptions(TypedDict):
    """How documents are read, as the native half takes it."""

    structure: bool
    format: Format | None
    timeout: float | None
    max_memory: int | None
    max_file_size: int | None


def native_source(source: Source, name: str | None) -> tuple[Path | bytes, str | None]:
    """The source as the native half takes it."""
    if isinstance(source, (bytearray, memoryview)):
        return bytes(source), name
    if isinstance(source, (str, bytes, os.PathLike)):
        return source, name
    raise TypeError(f"expected a path or bytes, not {type(source).__name__}")
