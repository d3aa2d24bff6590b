"""What the adapters for cluster engines share: columns of bytes and names in, rows out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

import pyarrow as pa

from ._options import Format
from ._rows import TableName, rows


class Task(TypedDict):
    """What is done with each batch; made of plain values, so that it can be sent to other processes."""

    content: str
    name: str
    table: TableName
    format: Format | None
    timeout: float | None
    max_memory: int | None
    max_file_size: int | None


# So many documents are read before their rows are given on.
_STEP = 16


def read(batch: pa.Table | pa.RecordBatch, task: Task) -> Iterator[pa.Table]:
    """The rows of the documents of a batch, a few documents at a time, in their order and of :func:`schema`."""
    contents, names = batch.column(task["content"]), batch.column(task["name"])
    for start in range(0, batch.num_rows, _STEP):
        # A null is a document without a byte, which is an error like any other.
        documents = [content or b"" for content in contents.slice(start, _STEP).to_pylist()]
        table = rows(
            documents,
            name=names.slice(start, _STEP).to_pylist(),
            table=task["table"],
            on_error="row",
            # The engine runs as many tasks as it has processors for.
            jobs=1,
            format=task["format"],
            timeout=task["timeout"],
            max_memory=task["max_memory"],
            max_file_size=task["max_file_size"],
        )
        yield table.cast(schema(task["table"]))


def schema(table: TableName) -> pa.Schema:
    """The columns of the rows. The types are those that all engines know: strings instead of dictionaries, and signed
    integers."""
    fields = rows([], table=table, on_error="row").schema
    return pa.schema([pa.field(field.name, _plain(field.type)) for field in fields])


def _plain(type: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(type):
        return type.value_type
    if pa.types.is_unsigned_integer(type):
        return pa.int64()
    return type
