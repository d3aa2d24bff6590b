from typing import TypedDict

from ._options import Path, ReadOptions

__file__: str
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
    worker: list[str] | None

def extract(source: tuple[Path | bytes, str | None], options: ReadOptions) -> bytes: ...
def convert_folder(
    paths: list[Path], output: Path, read: ReadOptions, options: _FolderOptions
) -> tuple[bool, bytes]: ...
def serve() -> None: ...
