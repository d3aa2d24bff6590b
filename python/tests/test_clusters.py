"""The adapters on clusters of this machine: the rows are those that the package makes without them."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from baobiao._cluster import schema

from .conftest import SAMPLES, Converted
from .expected import NOT_IN_THE_JSON, value_rows

# So many times each sample goes in, under other names.
COPIES = 2
BROKEN = {
    "broken/empty.pdf": b"",
    "broken/cut.pdf": b"%PDF-1.4\nnothing",
    "broken/none.docx": b"PK\x03\x04\x00",
}
KINDS = {"broken/empty.pdf": "corrupt", "broken/cut.pdf": "corrupt", "broken/none.docx": "corrupt"}


@pytest.fixture(scope="module")
def documents(samples: list[Path]) -> pa.Table:
    """A few hundred documents, broken ones among them."""
    files = [(str(path.relative_to(SAMPLES)), path.read_bytes()) for path in samples]
    named = [(f"{copy}/{name}", content) for copy in range(COPIES) for name, content in files]
    for place, broken in enumerate(BROKEN.items()):
        named.insert(50 + 100 * place, broken)
    assert len(named) > 300
    names, contents = zip(*named, strict=True)
    return pa.table({"path": list(names), "content": pa.array(contents, pa.binary())})


def by_file(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The rows of each document, in their order: engines keep that, and not the order of documents."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["file"], []).append(row)
    return found


def check_values(rows: list[dict[str, Any]], sample_values: pa.Table, converted: Converted) -> None:
    """The rows are those of the samples under each name, and one for each broken document."""
    found = by_file(rows)
    for name, kind in KINDS.items():
        (error,) = found.pop(name)
        assert (error["error_kind"], error["retryable"]) == (kind, False)
        assert error["raw"] is None and error["error_message"]
    expected = by_file(sample_values.cast(schema("values")).to_pylist())
    assert len(found) == COPIES * len(expected)
    for file, document in found.items():
        original = file.split("/", 1)[1]
        assert document == [{**row, "file": file} for row in expected[original]]
        written = value_rows(converted.report(original))
        names = [name for name in written[0] if name not in ("file", *NOT_IN_THE_JSON)]
        assert [[row[name] for name in names] for row in document] == [
            [row[name] for name in names] for row in written
        ]


@pytest.fixture(scope="module")
def ray() -> Iterator[Any]:
    ray = pytest.importorskip("ray", reason="Ray is not installed (test.sh --clusters installs it)")
    pytest.importorskip("ray.data", reason="Ray Data is not installed (test.sh --clusters installs it)")
    # Ray's workers give way to all others unless told otherwise: on a busy machine they would never end.
    os.environ.setdefault("RAY_worker_niceness", "0")
    ray.init(num_cpus=2, include_dashboard=False, logging_level="ERROR", object_store_memory=256 << 20)
    yield ray
    ray.shutdown()


def test_ray_gives_the_same_rows(
    ray: Any, documents: pa.Table, sample_values: pa.Table, converted: Converted
) -> None:
    import baobiao.ray

    dataset = ray.data.from_arrow(documents).repartition(8)
    values = baobiao.ray.rows(dataset, content="content")
    check_values(values.take_all(), sample_values, converted)


def test_ray_gives_a_row_for_each_report_and_writes_parquet(
    ray: Any, documents: pa.Table, tmp_path: Path
) -> None:
    import pyarrow.parquet as pq

    import baobiao.ray

    some = documents.slice(0, 60)
    dataset = ray.data.from_arrow(some).repartition(3)
    baobiao.ray.rows(dataset, content="content", table="reports", batch_size=7).write_parquet(str(tmp_path))
    found = by_file(pq.read_table(tmp_path).to_pylist())
    assert sorted(found) == sorted(some["path"].to_pylist())
    assert found["broken/empty.pdf"][0]["error_kind"] == "corrupt"


def test_ray_reads_files_from_a_folder(ray: Any, tmp_path: Path) -> None:
    import baobiao.ray

    shutil.copy(SAMPLES / "lo-plain.pdf", tmp_path / "a.pdf")
    files = ray.data.read_binary_files(str(tmp_path), include_paths=True)
    rows = baobiao.ray.rows(files).take_all()
    expected = baobiao.rows(tmp_path / "a.pdf", on_error="row").cast(schema("values")).to_pylist()
    assert [{**row, "file": "a.pdf"} for row in rows] == expected


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    sql = pytest.importorskip(
        "pyspark.sql", reason="PySpark is not installed (test.sh --clusters installs it)"
    )
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("Spark needs Java 17 or newer, and there is none")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        sql.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", False)
        .config("spark.driver.memory", "1g")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", 32)
        .config("spark.sql.execution.arrow.pyspark.enabled", True)
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def frame(spark: Any, documents: pa.Table) -> Any:
    return spark.createDataFrame(documents.to_pandas()).repartition(4)


def test_spark_gives_the_same_rows(
    spark: Any, frame: Any, sample_values: pa.Table, converted: Converted
) -> None:
    import baobiao.spark

    rows = [row.asDict() for row in baobiao.spark.rows(frame).collect()]
    check_values(rows, sample_values, converted)


def test_spark_gives_a_row_for_each_report_and_writes_parquet(spark: Any, frame: Any, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    import baobiao.spark

    some = frame.where("path like 'broken/%' or path like '0/direct-c%'")
    baobiao.spark.rows(some, table="reports").write.parquet(str(tmp_path / "reports"))
    found = by_file(pq.read_table(tmp_path / "reports").to_pylist())
    assert sorted(found) == sorted(row.path for row in some.select("path").collect())
    assert {name: row["error_kind"] for name, (row,) in found.items() if row["status"] == "error"} == KINDS


def test_spark_reads_files_from_a_folder(spark: Any, tmp_path: Path) -> None:
    import baobiao.spark

    shutil.copy(SAMPLES / "lo-plain.pdf", tmp_path / "a.pdf")
    files = spark.read.format("binaryFile").load(str(tmp_path))
    rows = [row.asDict() for row in baobiao.spark.rows(files).collect()]
    expected = baobiao.rows(tmp_path / "a.pdf", on_error="row").cast(schema("values")).to_pylist()
    assert [{**row, "file": "a.pdf"} for row in rows] == expected
