from __future__ import annotations

import _thread
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import baobiao

from .conftest import SAMPLES, Converted


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two reports, one of them in a folder below, a broken document, and a file that is none."""
    inputs = tmp_path / "in"
    (inputs / "sub").mkdir(parents=True)
    shutil.copy(SAMPLES / "lo-plain.pdf", inputs / "a.pdf")
    shutil.copy(next(SAMPLES.rglob("*.docx")), inputs / "sub" / "b.docx")
    (inputs / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing")
    (inputs / "notes.md").write_text("no input")
    return inputs


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_samples_become_what_the_command_makes_of_them(converted: Converted, tmp_path: Path) -> None:
    summary = baobiao.convert_folder(SAMPLES, tmp_path / "out")
    assert summary.rows == converted.summary
    assert summary.complete
    assert files(tmp_path / "out") == files(converted.output)


@pytest.mark.parametrize("isolate", [True, False])
def test_a_folder_gives_a_row_for_each_entry(folder: Path, tmp_path: Path, isolate: bool) -> None:
    summary = baobiao.convert_folder(str(folder), tmp_path / "out", isolate=isolate)
    assert [row["path"] for row in summary.rows] == ["a.pdf", "broken.pdf", "notes.md", "sub/b.docx"]
    assert summary.counts == {"ok": 2, "error": 1, "skipped": 1}
    (broken,) = summary.failed
    assert (broken["kind"], broken["retryable"], broken["output"]) == ("corrupt", False, None)
    assert sorted(files(tmp_path / "out")) == ["a.pdf.json", "manifest.jsonl", "sub/b.docx.json"]


def test_tables_are_written_beside_the_json(folder: Path, tmp_path: Path) -> None:
    for tables, ending in [("parquet", "parquet"), ("csv-bom", "csv"), ("ndjson", "ndjson")]:
        out = tmp_path / tables
        baobiao.convert_folder(folder, out, tables=tables)  # type: ignore[arg-type]
        names = sorted(path for path in files(out) if not path.endswith(".json"))
        assert names == ["manifest.jsonl", f"reports.{ending}", f"values.{ending}"]
    sources = [folder / "a.pdf", folder / "sub" / "b.docx"]
    expected = baobiao.rows(sources, name=["a.pdf", "sub/b.docx"])
    written = pq.read_table(tmp_path / "parquet" / "values.parquet")
    assert written.num_rows > 300
    assert written.to_pylist() == expected.to_pylist()
    assert (tmp_path / "csv-bom" / "values.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with pytest.raises(ValueError, match="tables must be"):
        baobiao.convert_folder(folder, tmp_path / "wrong", tables="xlsx")  # type: ignore[arg-type]


def test_several_paths_globs_and_shards(folder: Path, tmp_path: Path) -> None:
    named = baobiao.convert_folder([folder / "a.pdf", folder / "sub" / "b.docx"], tmp_path / "named")
    assert named.counts == {"ok": 2}
    taken = baobiao.convert_folder(folder, tmp_path / "globs", include=["**/*.pdf"], exclude=["broken*"])
    assert [row["path"] for row in taken.rows] == ["a.pdf"]
    parts = [baobiao.convert_folder(folder, tmp_path / "parts", shard=(i, 3)).rows for i in (1, 2, 3)]
    assert sorted(row["path"] for rows in parts for row in rows) == [
        "a.pdf",
        "broken.pdf",
        "notes.md",
        "sub/b.docx",
    ]


def test_resume_reads_only_what_is_new(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = baobiao.convert_folder(folder, out)
    stamp = (out / "a.pdf.json").stat().st_mtime_ns
    shutil.copy(folder / "a.pdf", folder / "c.pdf")
    second = baobiao.convert_folder(folder, out, resume=True)
    assert (out / "a.pdf.json").stat().st_mtime_ns == stamp
    assert [row for row in second.rows if row["path"] != "c.pdf"] == first.rows
    assert (out / "c.pdf.json").is_file()


def test_fail_fast_leaves_the_rest_undone(folder: Path, tmp_path: Path) -> None:
    summary = baobiao.convert_folder(folder, tmp_path / "out", fail_fast=True, jobs=1, isolate=False)
    assert not summary.complete
    assert summary.rows[-1]["kind"] == "cancelled"


def test_a_folder_that_cannot_be_written_is_an_error(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file stands here")
    with pytest.raises(baobiao.BaobiaoError) as caught:
        baobiao.convert_folder(folder, tmp_path / "out")
    assert (caught.value.kind, caught.value.stage) == ("io", "output")


def test_arguments_out_of_range_are_refused(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for options in ({"jobs": 0}, {"shard": (0, 2)}, {"shard": (3, 2)}, {"include": ["[a"]}, {"timeout": 0}):
        with pytest.raises(ValueError):
            baobiao.convert_folder(folder, out, **options)
    with pytest.raises(TypeError, match="globs"):
        baobiao.convert_folder(folder, out, include="*.pdf")
    with pytest.raises(ValueError, match=r"a\.pdf"):
        baobiao.convert_folder([folder / "a.pdf", folder / "a.pdf"], out)
    assert not out.exists()


def test_a_document_that_kills_its_reader_costs_one_row(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAOBIAO_TEST_FAULT", "abort:a.pdf")
    summary = baobiao.convert_folder(folder, tmp_path / "out")
    rows = {row["path"]: row for row in summary.rows}
    if rows["a.pdf"]["status"] == "ok":
        pytest.skip("this wheel was built without debug assertions, which faults on purpose need")
    assert rows["a.pdf"]["kind"] == "crashed"
    assert rows["sub/b.docx"]["status"] == "ok"


def test_the_reading_process_needs_no_environment(folder: Path, tmp_path: Path) -> None:
    # Neither a folder `baobiao` in the way nor odd settings of Python keep it from starting.
    (tmp_path / "baobiao").mkdir()
    (tmp_path / "baobiao" / "__init__.py").write_text("raise SystemExit('the wrong one')")
    package = Path(baobiao.__file__).parents[1]
    code = (
        f"import os, sys; sys.path.insert(0, {str(package)!r}); import baobiao; os.chdir({str(tmp_path)!r});"
        f"print(baobiao.convert_folder({str(folder)!r}, {str(tmp_path / 'out')!r}).counts['ok'])"
    )
    environment = {"PYTHONPATH": str(tmp_path / "nothing"), "PYTHONSTARTUP": "nothing", "PATH": ""}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("2\n", "")


def test_ctrl_c_ends_a_run_that_can_be_resumed(tmp_path: Path) -> None:
    inputs = tmp_path / "in"
    inputs.mkdir()
    for number in range(400):
        shutil.copy(SAMPLES / "lo-plain.pdf", inputs / f"{number:03}.pdf")
    timer = threading.Timer(1.0, _thread.interrupt_main)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        baobiao.convert_folder(inputs, tmp_path / "out")
    timer.join()
    done = len(list((tmp_path / "out").glob("*.json")))
    assert 0 < done < 400
    for path in sorted(inputs.iterdir())[done + 10 :]:
        path.unlink()
    summary = baobiao.convert_folder(inputs, tmp_path / "out", resume=True)
    assert summary.complete and summary.counts == {"ok": len(list(inputs.iterdir()))}
