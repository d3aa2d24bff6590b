"""What the tests share: the repository's samples, and what the command makes of them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import baobiao

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
ENDINGS = (".pdf", ".docx", ".docm", ".dotx", ".dotm", ".txt")


@pytest.fixture(scope="session")
def samples() -> list[Path]:
    """Every document among the samples, in the order in which the command takes them."""
    found = sorted(p for p in SAMPLES.rglob("*") if p.suffix in ENDINGS and p.is_file())
    assert len(found) > 100
    return found


@pytest.fixture(scope="session")
def command() -> str:
    """The `baobiao` command that was built from the same source."""
    path = os.environ.get("BAOBIAO_COMMAND")
    if not path:
        pytest.skip("BAOBIAO_COMMAND does not name the command to compare with (test.sh sets it)")
    return path


class Converted:
    """A folder that the command wrote."""

    def __init__(self, output: Path, summary: list[dict[str, Any]]) -> None:
        self.output = output
        self.summary = summary

    def paths(self) -> list[str]:
        """The documents that have an output, in order."""
        return [row["path"] for row in self.summary if row["output"] is not None]

    def report(self, path: str) -> dict[str, Any]:
        report: dict[str, Any] = json.loads((self.output / f"{path}.json").read_bytes())
        return report


@pytest.fixture(scope="session")
def converted(command: str, tmp_path_factory: pytest.TempPathFactory) -> Converted:
    """What the command makes of the samples."""
    folder = tmp_path_factory.mktemp("command")
    output, summary = folder / "out", folder / "summary.jsonl"
    call = [command, "convert", str(SAMPLES), "-o", str(output), "--summary", str(summary), "--quiet"]
    subprocess.run(call, check=True)
    return Converted(output, [json.loads(line) for line in summary.read_bytes().splitlines()])


def rows_of(samples: list[Path], table: baobiao.TableName) -> pa.Table:
    names = [str(path.relative_to(SAMPLES)) for path in samples]
    return baobiao.rows(samples, table=table, name=names, on_error="row")


@pytest.fixture(scope="session")
def sample_values(samples: list[Path]) -> pa.Table:
    """The values of the samples as the package gives them."""
    return rows_of(samples, "values")


@pytest.fixture(scope="session")
def sample_reports(samples: list[Path]) -> pa.Table:
    """The reports of the samples as the package gives them."""
    return rows_of(samples, "reports")
