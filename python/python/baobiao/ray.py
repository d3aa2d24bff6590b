"""Reading on a Ray cluster: a dataset of files in, a dataset of rows out.

>>> import ray, baobiao.ray
>>> files = ray.data.read_binary_files("s3://bucket/reports/", include_paths=True)
>>> values = baobiao.ray.rows(files)
>>> values.write_parquet("s3://bucket/values/")

The package has to be installed on every node.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from . import _baobiao, _cluster
from ._cluster import Task
from ._options import Format
from ._rows import TableName

if TYPE_CHECKING:
    from ray.data import Dataset

__all__ = ["rows"]


def rows(
    dataset: Dataset,
    *,
    content: str = "bytes",
    name: str = "path",
    table: TableName = "values",
    format: Format | None = None,
    timeout: float | None = _baobiao.DEFAULT_TIMEOUT,
    max_memory: int | None = _baobiao.DEFAULT_MAX_MEMORY,
    max_file_size: int | None = _baobiao.DEFAULT_MAX_FILE_SIZE,
    batch_size: int = 16,
    **map_batches: Any,
) -> Dataset:
    """The rows of the documents of a dataset, as :func:`baobiao.rows` with ``on_error="row"`` has them.

    A document that cannot be read becomes a row with ``error_kind``, ``error_stage``, ``error_message`` and
    ``retryable``. Strings are plain strings, whole numbers signed.

    Args:
        dataset: A row for each document.
        content: The column with the bytes of the files.
        name: The column with what goes into ``file``; its ending says what the bytes should be.
        table: ``"values"`` or ``"reports"``.
        format, timeout, max_memory, max_file_size: As in :func:`baobiao.extract`, for each document.
        batch_size: Documents that a task gets at a time.
        map_batches: Further arguments of ``Dataset.map_batches``, such as ``num_cpus``, ``concurrency``.
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
    return dataset.map_batches(
        functools.partial(_cluster.read, task=task),
        batch_format="pyarrow",
        batch_size=batch_size,
        **map_batches,
    )
