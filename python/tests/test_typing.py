"""The types that are promised are those of the code."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

import baobiao

from .conftest import ROOT


def names(enumeration: str) -> set[str]:
    """The names of an enumeration of the library, out of its source."""
    source = (ROOT / "src" / "diagnostic.rs").read_text(encoding="utf-8")
    return set(re.findall(rf'{enumeration}::\w+ => "(\w+)"', source))


def test_kinds_and_stages_are_those_of_the_library() -> None:
    assert names("ErrorKind") == set(get_args(baobiao.ErrorKind)) != set()
    assert names("Stage") == set(get_args(baobiao.Stage)) != set()


def test_the_package_is_marked_as_typed() -> None:
    package = Path(baobiao.__file__).parent
    assert (package / "py.typed").is_file() and (package / "_baobiao.pyi").is_file()


def run(*arguments: str) -> None:
    pytest.importorskip("mypy", reason="mypy is not installed")
    call = [sys.executable, "-m", *arguments]
    done = subprocess.run(call, capture_output=True, text=True, cwd=ROOT / "python")
    assert done.returncode == 0, done.stdout + done.stderr


def test_types_hold() -> None:
    cache = str(ROOT / "target" / "python" / "mypy")
    run("mypy", "--cache-dir", cache, "python/baobiao", "tests")


def test_stubs_are_those_of_the_native_half() -> None:
    run("mypy.stubtest", "baobiao._baobiao")
