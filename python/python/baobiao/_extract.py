"""One document."""

from __future__ import annotations

import json
from typing import Any

from . import _baobiao
from ._options import Format, Source, native_source


def extract(
    source: Source,
    *,
    name: str | None = None,
    structure: bool = False,
    format: Format | None = None,
    timeout: float | None = _baobiao.DEFAULT_TIMEOUT,
    max_memory: int | None = _baobiao.DEFAULT_MAX_MEMORY,
    max_file_size: int | None = _baobiao.DEFAULT_MAX_FILE_SIZE,
) -> dict[str, Any]:
    """Reads one document into the `dict` that ``baobiao convert`` writes as JSON.

    The fields are those of the JSON Schema that ``baobiao schema`` prints; ``schema_version`` says which version.

    Args:
        source: A path, or the bytes of the file.
        name: The name the document goes by in the result and in errors, by default that of the file. Its ending says
            what the bytes should be: only a name in ``.txt`` lets plain text be read.
        structure: Headings, paragraphs and tables of any document, and nothing about reports.
        format: What bytes are taken for that do not begin as a PDF or a DOCX does.
        timeout: Seconds that the document may take; ``None`` for no limit.
        max_memory: Bytes of memory that the document may hold; ``None`` for no limit.
        max_file_size: Bytes that the file may have; ``None`` for no limit.

    Raises:
        BaobiaoError: There is no result.
        ValueError: An argument is out of range.
    """
    data = _baobiao.extract(
        native_source(source, name),
        {
            "structure": structure,
            "format": format,
            "timeout": timeout,
            "max_memory": max_memory,
            "max_file_size": max_file_size,
        },
    )
    report: dict[str, Any] = json.loads(data)
    return report
