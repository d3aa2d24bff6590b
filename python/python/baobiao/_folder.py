"""Folders of documents."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

from . import _baobiao
from ._errors import ErrorKind, Stage
from ._options import Format, Path

# What a reading process runs: the native half alone, from the file the caller has it from, whatever the paths and the
# environment of Python say.
_SERVE = """\
import importlib.util, sys
spec = importlib.util.spec_from_file_location("_baobiao", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
module.serve()
"""


Tables = Literal["ndjson", "csv", "csv-bom", "parquet"]
"""How rows are written beside the JSON."""


class SummaryRow(TypedDict):
    """What became of one entry of a folder: a line of ``manifest.jsonl``."""

    path: str
    """The entry's path below the folder, with ``/``."""
    status: Literal["ok", "partial", "error", "skipped"]
    """``partial``: there is an output, and parts of the document are missing in it. ``skipped``: not an input."""
    kind: ErrorKind | None
    """Kind of the error or of the reason to skip."""
    stage: Stage | None
    """The stage that gave up; ``None`` where nothing failed."""
    message: str | None
    """One line in plain words that goes with ``kind``."""
    retryable: bool | None
    """Whether the same input may succeed when it is tried again."""
    output: str | None
    """Where the output stands, relative to the output folder."""
    read: Literal["ok", "no_text"] | None
    """Whether the document has readable text."""
    verdict: Literal["verified", "source_inconsistent", "incomplete", "suspect"] | None
    """The verdict on the report; ``None`` without an output or a form."""
    form: str | None
    """The form of the report."""
    pages: int | None
    """Number of pages, where the format has pages."""
    warnings: list[str]
    """Codes of the document's warnings, each once, sorted."""


@dataclass(frozen=True)
class FolderSummary:
    """What became of a folder."""

    rows: list[SummaryRow]
    """A row for each entry, in input order."""
    complete: bool
    """Whether every entry was dealt with; not so when ``fail_fast`` ended the run."""

    @property
    def counts(self) -> dict[str, int]:
        """How many rows have which status."""
        return dict(Counter(row["status"] for row in self.rows))

    @property
    def failed(self) -> list[SummaryRow]:
        """The rows of inputs that have no output."""
        return [row for row in self.rows if row["status"] == "error"]


def convert_folder(
    source: Path | Sequence[Path],
    output: Path,
    *,
    jobs: int | None = None,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    resume: bool = False,
    retry_failed: bool = False,
    shard: tuple[int, int] | None = None,
    fail_fast: bool = False,
    tables: Tables | None = None,
    isolate: bool = True,
    structure: bool = False,
    format: Format | None = None,
    timeout: float | None = _baobiao.DEFAULT_TIMEOUT,
    max_memory: int | None = _baobiao.DEFAULT_MAX_MEMORY,
    max_file_size: int | None = _baobiao.DEFAULT_MAX_FILE_SIZE,
) -> FolderSummary:
    """Converts folders and files as ``baobiao convert`` does: ``a/b.pdf`` becomes ``OUTPUT/a/b.pdf.json``.

    Outputs are written whole or not at all; ``OUTPUT/manifest.jsonl`` says what became of each entry. A document that
    cannot be read is a row of the summary and raises nothing; what an earlier run made of it is removed. After Ctrl-C, or
    a kill, ``resume=True`` goes on.

    Args:
        source: The folder, or several folders and files.
        output: The folder to write to; it is made when it does not exist.
        jobs: Documents read at a time, by default one for each processor.
        include: Globs; when given, only files whose path below the folder matches are taken.
        exclude: Globs; files and folders whose path below the folder matches are passed over.
        resume: Keep what an earlier run with the same program and options made of the same bytes.
        retry_failed: With what ``resume`` does, try inputs again that failed.
        shard: ``(i, n)``, ``i`` from 1: take only part ``i`` of ``n`` of the inputs; other machines take the others.
        fail_fast: Stop at the first input that fails.
        tables: Also write ``OUTPUT/values.EXT`` and ``OUTPUT/reports.EXT`` from the JSON files, a row a value and a row a
            report, as JSON lines, CSV (``csv-bom`` for Excel and WPS) or Parquet. Without files :func:`rows` gives them.
        isolate: Read in a process of its own, so that a document that kills its reader costs one row. Without it
            such a document ends this process.
        structure, format, timeout, max_memory, max_file_size: As in :func:`extract`, for each document.

    Raises:
        BaobiaoError: The run could not go on: the output folder cannot be written, the disk is full.
        ValueError: An argument is out of range, or two inputs would have the same output.
    """
    complete, lines = _baobiao.convert_folder(
        [source] if isinstance(source, (str, os.PathLike)) else list(source),
        output,
        {
            "structure": structure,
            "format": format,
            "timeout": timeout,
            "max_memory": max_memory,
            "max_file_size": max_file_size,
        },
        {
            "jobs": jobs,
            "include": _globs(include),
            "exclude": _globs(exclude),
            "resume": resume,
            "retry_failed": retry_failed,
            "shard": shard,
            "fail_fast": fail_fast,
            "tables": tables,
            "worker": _worker() if isolate else None,
        },
    )
    return FolderSummary(rows=[json.loads(line) for line in lines.splitlines()], complete=complete)


def _globs(patterns: Sequence[str]) -> list[str]:
    if isinstance(patterns, str):
        raise TypeError("expected a list of globs, not one string")
    return list(patterns)


def _worker() -> list[str]:
    """The command line of a process that reads documents."""
    if not sys.executable:
        raise ValueError("this Python has no executable to start a reading process with; use isolate=False")
    return [sys.executable, "-I", "-S", "-c", _SERVE, _baobiao.__file__]
