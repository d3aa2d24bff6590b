from typing import TypedDict, final

from ._options import Path, ReadOptions

__all__ = [
    "DEFAULT_MAX_FILE_SIZE",
    "DEFAULT_MAX_MEMORY",
    "DEFAULT_TIMEOUT",
    "SCHEMA_VERSION",
    "Batches",
    "__version__",
    "convert_folder",
    "extract",
    "rows",
    "serve",
]

__version__: str
SCHEMA_VERSION: str
"""Version of the JSON; within one major version fields are added, none goes away or changes its meaning."""
DEFAULT_TIMEOUT: float
DEFAULT_MAX_MEMORY: int
DEFAULT_MAX_FILE_SIZE: int

class _FolderOptions(TypedDict):
    jobs: int | None
    include: list[str]
    exclude: list[str]
    resume: bool
    retry_failed: bool
    shard: tuple[int, int] | None
    fail_fast: bool
    tables: str | None
    worker: list[str] | None

class _RowOptions(TypedDict):
    table: str
    errors_as_rows: bool
    jobs: int | None

@final
class Batches:
    """Rows in batches, for whoever knows the PyCapsule interface of Arrow."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...

def extract(source: tuple[Path | bytes, str | None], options: ReadOptions) -> bytes: ...
def rows(
    sources: list[tuple[Path | bytes, str | None]], read: ReadOptions, options: _RowOptions
) -> Batches: ...
def convert_folder(
    paths: list[Path], output: Path, read: ReadOptions, options: _FolderOptions
) -> tuple[bool, bytes]: ...
def serve() -> None: ...
