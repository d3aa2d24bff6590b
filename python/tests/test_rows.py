from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import baobiao
from baobiao import BaobiaoError

from .conftest import SAMPLES, Converted
from .expected import NOT_IN_THE_JSON, value_rows

PLAIN = SAMPLES / "lo-plain.pdf"
BROKEN = b"%PDF-1.4\nnothing"
ERROR_COLUMNS = ["error_kind", "error_stage", "error_message", "retryable"]


def test_values_of_all_samples_are_those_the_command_writes(
    converted: Converted, sample_values: pa.Table
) -> None:
    expected = [row for path in converted.paths() for row in value_rows(converted.report(path))]
    assert len(expected) > 10_000
    table = sample_values.drop_columns([*NOT_IN_THE_JSON, *ERROR_COLUMNS])
    assert table.to_pylist() == [{name: row[name] for name in table.column_names} for row in expected]
    assert sample_values.filter(pa.compute.is_valid(sample_values["error_kind"])).num_rows == 0


def test_reports_of_all_samples_are_those_the_command_writes(
    converted: Converted, sample_reports: pa.Table
) -> None:
    rows = sample_reports.to_pylist()
    assert [row["file"] for row in rows] == converted.paths()
    for row in rows:
        report = converted.report(row["file"])
        assert row["report_id"] == report["source"]["sha256"]
        assert (row["status"], row["verdict"], row["form"]) == (
            report["status"],
            report["verdict"],
            report["form"],
        )
        assert row["confirmed"] == report["evidence"]["confirmed"]
        assert row["error_kind"] is None


def test_types_are_right() -> None:
    table = baobiao.rows(PLAIN)
    word = pa.dictionary(pa.int32(), pa.string())
    types = {
        name: table.schema.field(name).type for name in ("report_id", "year", "raw", "value", "page", "x0")
    }
    assert types == {
        "report_id": word,
        "year": pa.int32(),
        "raw": pa.string(),
        "value": pa.decimal128(28, 9),
        "page": pa.uint32(),
        "x0": pa.float64(),
    }
    table.validate(full=True)


def test_the_number_of_threads_changes_nothing(samples: list[Path]) -> None:
    some = samples[:12]
    assert baobiao.rows(some, on_error="row", jobs=1) == baobiao.rows(some, on_error="row", jobs=3)


def test_one_document_by_path_or_bytes() -> None:
    by_path = baobiao.rows(PLAIN)
    assert by_path.num_rows > 0
    assert baobiao.rows([PLAIN]) == by_path
    assert baobiao.rows(PLAIN.read_bytes(), name=PLAIN.name) == by_path
    assert baobiao.rows([PLAIN.read_bytes()], name=[PLAIN.name]) == by_path
    assert set(baobiao.rows(PLAIN, name="other.pdf")["file"].to_pylist()) == {"other.pdf"}


def test_the_first_broken_document_is_raised() -> None:
    documents: list[Any] = [PLAIN, BROKEN, b""]
    for table in ("values", "reports"):
        with pytest.raises(BaobiaoError) as caught:
            baobiao.rows(documents, table=table, name=[None, "b.pdf", "c.pdf"])
        assert (caught.value.name, caught.value.kind) == ("b.pdf", "corrupt")


def test_a_broken_document_becomes_a_row_in_its_place() -> None:
    documents: list[Any] = [PLAIN, BROKEN, b"", "/nowhere/d.pdf", PLAIN]
    names = ["a.pdf", "b.pdf", "c.pdf", None, "e.pdf"]
    table = baobiao.rows(documents, name=names, on_error="row")
    table.validate(full=True)
    good = baobiao.rows(PLAIN).num_rows
    files = table["file"].to_pylist()
    assert files == ["a.pdf"] * good + ["b.pdf", "c.pdf", "d.pdf"] + ["e.pdf"] * good
    assert (
        table.drop_columns(ERROR_COLUMNS).slice(0, good).to_pylist()
        == baobiao.rows(PLAIN, name="a.pdf").to_pylist()
    )
    errors = [row for row in table.to_pylist() if row["error_kind"] is not None]
    for row in errors:
        known = {name for name, value in row.items() if value is not None}
        assert known == {"report_id", "file", *ERROR_COLUMNS} - (
            {"report_id"} if row["error_kind"] == "io" else set()
        )
    assert [(row["error_kind"], row["retryable"]) for row in errors] == [
        ("corrupt", False),
        ("corrupt", False),
        ("io", True),
    ]
    reports = baobiao.rows(documents, table="reports", name=names, on_error="row").to_pylist()
    assert [row["status"] for row in reports] == ["ok", "error", "error", "error", "ok"]
    assert [row["error_kind"] for row in reports] == [None, "corrupt", "corrupt", "io", None]
    assert reports[1]["report_id"] == errors[0]["report_id"] and reports[1]["size"] == len(BROKEN)


def test_no_documents_give_an_empty_table_with_all_columns() -> None:
    assert baobiao.rows([]).schema == baobiao.rows(PLAIN).schema
    empty = baobiao.rows([], on_error="row")
    assert empty.num_rows == 0 and empty.column_names[-4:] == ERROR_COLUMNS


def test_wrong_arguments_are_refused() -> None:
    for options in (
        {"table": "cells"},
        {"on_error": "ignore"},
        {"jobs": 0},
        {"format": "doc"},
        {"name": ["a.pdf", "b.pdf"]},
    ):
        with pytest.raises(ValueError):
            baobiao.rows([PLAIN], **options)
    calls: list[tuple[Any, Any]] = [([PLAIN], "a.pdf"), (PLAIN, ["a.pdf"]), ([3], None)]
    for source, name in calls:
        with pytest.raises(TypeError):
            baobiao.rows(source, name=name)


def test_parquet_keeps_every_row(tmp_path: Path) -> None:
    table = baobiao.rows([PLAIN, BROKEN], name=["a.pdf", "b.pdf"], on_error="row")
    pq.write_table(table, tmp_path / "values.parquet")
    assert pq.read_table(tmp_path / "values.parquet").to_pylist() == table.to_pylist()


def total_received(row: dict[str, Any]) -> bool:
    return (row["row_key"], row["column_key"]) == ("received", "total")


def test_pandas_takes_the_rows() -> None:
    pytest.importorskip("pandas", reason="pandas is not installed")
    frame = baobiao.rows(PLAIN).to_pandas()
    found = frame[(frame.row_key == "received") & (frame.column_key == "total")]
    assert [int(value) for value in found.value] == [12]


def test_polars_takes_the_rows() -> None:
    polars = pytest.importorskip("polars", reason="Polars is not installed")
    frame = polars.from_arrow(baobiao.rows(PLAIN))
    found = frame.filter((polars.col("row_key") == "received") & (polars.col("column_key") == "total"))
    assert [int(value) for value in found["value"]] == [12]


def test_duckdb_takes_the_rows() -> None:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    values = baobiao.rows(PLAIN)
    query = "select value from values_ where row_key = 'received' and column_key = 'total'"
    with duckdb.connect() as connection:
        connection.register("values_", values)
        assert [int(row[0]) for row in connection.execute(query).fetchall()] == [12]


def test_other_threads_run_while_rows_are_made() -> None:
    done = threading.Event()

    def read() -> None:
        baobiao.rows([PLAIN] * 40, jobs=1)
        done.set()

    thread = threading.Thread(target=read)
    thread.start()
    # If the reader held the interpreter, this thread would hardly get a turn.
    turns = 0
    while not done.is_set():
        turns += 1
        time.sleep(0.001)
    thread.join()
    assert turns > 20
