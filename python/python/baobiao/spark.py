"""Reading on a Spark cluster: a data frame of files in, a data frame of rows out.

>>> import baobiao.spark
>>> files = spark.read.format("binaryFile").load("hdfs:///reports/")
>>> values = baobiao.spark.rows(files)
>>> values.write.parquet("hdfs:///values/")

The package has to be installed on every node. Spark hands documents to Python in batches of
``spark.sql.execution.arrow.maxRecordsPerBatch``, 10,000 unless set: set it to some tens, so that a task need not hold
thousands of files in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pyarrow as pa

from . import _baobiao, _cluster
from ._cluster import Task
from ._options import Format
from ._rows import TableName

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["rows", "schema"]


def rows(
    frame: DataFrame,
    *,
    content: str = "content",
    name: str = "path",
    table: TableName = "values",
    format: Format | None = None,
    timeout: float | None = _baobiao.DEFAULT_TIMEOUT,
    max_memory: int | None = _baobiao.DEFAULT_MAX_MEMORY,
    max_file_size: int | None = _baobiao.DEFAULT_MAX_FILE_SIZE,
) -> DataFrame:
    """The rows of the documents of a data frame, as :func:`baobiao.rows` with ``on_error="row"`` has them.

    A document that cannot be read becomes a row with ``error_kind``, ``error_stage``, ``error_message`` and
    ``retryable``. The types are those of :func:`schema`.

    Args:
        frame: A row for each document.
        content: The column with the bytes of the files.
        name: The column with what goes into ``file``; its ending says what the bytes should be.
        table: ``"values"`` or ``"reports"``.
        format, timeout, max_memory, max_file_size: As in :func:`baobiao.extract`, for each document.
    """
    task: Task = {
        "content": content,
        "name": name,
        "table": table,
        "format": format,
        "timeout": timeout,
        "max_memory": max_memory,
        "max_file_size": max_file_size,
    }
    return frame.select(name, content).mapInArrow(_reader(task), schema(table))


def schema(table: TableName = "values") -> str:
    """The columns of the rows and their types, as Spark writes them: ``report_id string, file string, …``."""
    return ", ".join(f"`{field.name}` {_type(field.type)}" for field in _cluster.schema(table))


def _reader(task: Task) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def read(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for table in _cluster.read(batch, task):
                yield from table.to_batches()

    return read


def _type(type: pa.DataType) -> str:
    if pa.types.is_decimal(type):
        return f"decimal({type.precision}, {type.scale})"
    names = {
        pa.string(): "string",
        pa.int32(): "int",
        pa.int64(): "bigint",
        pa.float64(): "double",
        pa.bool_(): "boolean",
    }
    return names[type]
