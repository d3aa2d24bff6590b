from __future__ import annotations

import _thread
import copy
import pickle
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import baobiao
from baobiao import BaobiaoError

from .conftest import SAMPLES, Converted

PLAIN = SAMPLES / "lo-plain.pdf"


def error(call: Callable[[], Any]) -> BaobiaoError:
    with pytest.raises(BaobiaoError) as caught:
        call()
    return caught.value


def test_samples_give_what_the_command_writes(converted: Converted) -> None:
    rows = [row for row in converted.summary if row["output"] is not None]
    assert len(rows) > 100
    # Every third is enough here: folders and rows are compared whole.
    for row in rows[::3]:
        report = baobiao.extract(SAMPLES / row["path"])
        expected = converted.report(row["path"])
        # The command names a document by its path below the folder.
        assert report["source"].pop("file") == Path(row["path"]).name
        assert expected["source"].pop("file") == row["path"]
        assert report == expected, row["path"]


def test_path_bytes_and_views_give_the_same() -> None:
    by_path = baobiao.extract(str(PLAIN))
    data = PLAIN.read_bytes()
    for source in (data, bytearray(data), memoryview(data)):
        assert baobiao.extract(source, name="lo-plain.pdf") == by_path
    assert baobiao.extract(data)["source"]["file"] == ""


def test_a_value_is_where_the_schema_says() -> None:
    report = baobiao.extract(PLAIN)
    requests = report["requests"]
    (received,) = (row for row in requests["rows"] if row["key"] == "received")
    assert received["values"][requests["columns"].index("total")]["value"] == 12
    assert report["schema_version"] == baobiao.SCHEMA_VERSION


def test_structure_has_tables_and_no_report() -> None:
    structure = baobiao.extract(PLAIN, structure=True)
    assert structure["blocks"] and "requests" not in structure


def test_text_is_read_only_when_it_is_named_so() -> None:
    text = next(SAMPLES.rglob("*.txt")).read_bytes()
    assert error(lambda: baobiao.extract(text)).kind == "not_supported"
    assert error(lambda: baobiao.extract(text, name="a.pdf")).kind == "not_supported"
    assert baobiao.extract(text, name="a.txt")["source"]["format"] == "text"
    assert baobiao.extract(text, format="text")["source"]["format"] == "text"


def test_an_error_says_what_where_and_whether_to_try_again() -> None:
    missing = error(lambda: baobiao.extract("/nowhere/a.pdf"))
    assert (missing.kind, missing.stage, missing.retryable, missing.name) == ("io", "open", True, "a.pdf")
    assert str(missing).startswith("a.pdf: ") and str(missing).endswith(" (io)")
    broken = error(lambda: baobiao.extract(b"%PDF-1.4\n", name="b.pdf"))
    assert (broken.kind, broken.retryable, broken.name) == ("corrupt", False, "b.pdf")
    folder = error(lambda: baobiao.extract(SAMPLES))
    assert folder.kind == "not_regular"
    assert isinstance(folder, Exception)


def test_limits_hold() -> None:
    assert error(lambda: baobiao.extract(PLAIN, max_file_size=1000)).kind == "too_big"
    assert error(lambda: baobiao.extract(PLAIN, max_memory=1000)).kind == "memory"
    late = error(lambda: baobiao.extract(PLAIN, timeout=1e-6))
    assert (late.kind, late.retryable) == ("timeout", True)
    assert baobiao.extract(PLAIN, timeout=None, max_memory=None, max_file_size=None)["verdict"] == "verified"


@pytest.mark.parametrize(
    "options",
    [
        {"timeout": 0},
        {"timeout": float("nan")},
        {"timeout": -1.0},
        {"max_memory": 0},
        {"max_file_size": 0},
        {"format": "doc"},
    ],
)
def test_arguments_out_of_range_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(options))):
        baobiao.extract(PLAIN, **options)


def test_arguments_of_another_type_are_refused() -> None:
    with pytest.raises(TypeError, match="path or bytes"):
        baobiao.extract(3)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        baobiao.extract(PLAIN, timeout="30")  # type: ignore[arg-type]


def test_errors_pass_between_processes() -> None:
    broken = error(lambda: baobiao.extract(b"", name="b.pdf"))
    for twin in (pickle.loads(pickle.dumps(broken)), copy.copy(broken)):
        assert isinstance(twin, BaobiaoError)
        assert vars(twin) == vars(broken) and str(twin) == str(broken)


def test_a_thread_with_a_small_stack_reads_as_well() -> None:
    before = threading.stack_size(256 << 10)
    try:
        found: list[dict[str, Any]] = []
        thread = threading.Thread(target=lambda: found.append(baobiao.extract(PLAIN)))
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    assert found == [baobiao.extract(PLAIN)]


def test_other_threads_run_while_a_document_is_read() -> None:
    reading = threading.Event()
    done = threading.Event()

    def read() -> None:
        reading.set()
        for _ in range(20):
            baobiao.extract(PLAIN, structure=True)
        done.set()

    thread = threading.Thread(target=read)
    thread.start()
    reading.wait()
    # If a reader held the interpreter, this thread would get a turn only between two documents.
    turns = 0
    while not done.is_set():
        turns += 1
        time.sleep(0.001)
    thread.join()
    assert turns > 40


def test_ctrl_c_stops_a_document(tmp_path: Path) -> None:
    # Ten pages of a million lines: seconds even on a fast machine.
    slow = tmp_path / "slow.pdf"
    slow.write_bytes(many_lines(1_000_000, pages=10))
    timer = threading.Timer(0.3, _thread.interrupt_main)
    timer.start()
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        baobiao.extract(slow, timeout=None)
    assert time.monotonic() - begun < 3
    timer.join()


def many_lines(count: int, pages: int) -> bytes:
    """A PDF of so many pages, each of which draws `count` short lines."""
    content = b"0 0 m 9 9 l S\n" * count
    kids = b" ".join(b"%d 0 R" % number for number in range(4, 4 + pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids),
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
    ]
    objects += [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 3 0 R>>"] * pages
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
