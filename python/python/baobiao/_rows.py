"""Documents as tables of rows."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, Union

from . import _baobiao
from ._options import Format, Path, Source, native_source

if TYPE_CHECKING:
    import pyarrow as pa

TableName = Literal["values", "reports"]
"""Which rows: one a value, or one a document."""

OnError = Literal["raise", "row"]
"""What becomes of a document that cannot be read."""

Names = Union[str, Sequence[Union[str, None]], None]
"""A name, or a name for each document."""


def rows(
    source: Source | Sequence[Source],
    *,
    table: TableName = "values",
    name: Names = None,
    on_error: OnError = "raise",
    jobs: int | None = None,
    format: Format | None = None,
    timeout: float | None = _baobiao.DEFAULT_TIMEOUT,
    max_memory: int | None = _baobiao.DEFAULT_MAX_MEMORY,
    max_file_size: int | None = _baobiao.DEFAULT_MAX_FILE_SIZE,
) -> pa.Table:
    """Reads documents into rows, with the columns and types of the command's ``values.parquet`` and ``reports.parquet``.

    The rows stand in the order of the documents. Documents that follow no form have no values; in ``reports`` each
    document has its row. ``report_id`` and ``file`` join the two.

    Args:
        source: A path or the bytes of a file, or a list of such.
        table: ``"values"``: a row for each value of the three tables. ``"reports"``: a row for each document.
        name: What stands in the column ``file``, by default the name of the file; with a list of documents, a list
            as long. See :func:`extract`.
        on_error: ``"raise"`` raises the error of the first document that cannot be read. With ``"row"`` it becomes a
            row: of ``reports``, the one with status ``error``; of ``values``, one in which only ``report_id``, ``file``
            and the columns ``error_kind``, ``error_stage``, ``error_message`` and ``retryable`` are not null. ``values``
            have these four columns behind all others only with ``"row"``.
        jobs: Documents read at a time, by default one for each processor.
        format, timeout, max_memory, max_file_size: As in :func:`extract`, for each document.

    Raises:
        BaobiaoError: A document cannot be read, and ``on_error`` is ``"raise"``.
        ValueError: An argument is out of range.
    """
    import pyarrow as pa

    if on_error not in ("raise", "row"):
        raise ValueError("on_error must be 'raise' or 'row'")
    batches = _baobiao.rows(
        _sources(source, name),
        {
            "structure": False,
            "format": format,
            "timeout": timeout,
            "max_memory": max_memory,
            "max_file_size": max_file_size,
        },
        {"table": table, "errors_as_rows": on_error == "row", "jobs": jobs},
    )
    return pa.table(batches)


def _sources(source: Source | Sequence[Source], name: Names) -> list[tuple[Path | bytes, str | None]]:
    if isinstance(source, (str, bytes, bytearray, memoryview, os.PathLike)):
        if not (name is None or isinstance(name, str)):
            raise TypeError("expected one name for one document")
        return [native_source(source, name)]
    documents = list(source)
    if isinstance(name, str):
        raise TypeError("expected a name for each document, not one string")
    names: list[str | None] = [None] * len(documents) if name is None else list(name)
    if len(names) != len(documents):
        raise ValueError(f"{len(names)} names for {len(documents)} documents")
    return [native_source(document, given) for document, given in zip(documents, names, strict=True)]
