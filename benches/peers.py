#!/usr/bin/env python3
"""Whole processes on the same files in one run: baobiao and its peers, medians and ratios.

    cargo build --release
    python3 -m venv VENV && VENV/bin/pip install -r benches/requirements.txt
    apt-get install poppler-utils mupdf-tools pandoc         # pdftotext, mutool, pandoc
    cargo install pdfni --version 0.2.0
    VENV/bin/python benches/peers.py [--rounds 11] [--bin target/release/baobiao] [--pdf FILE ...] [--docx FILE ...]

Every round runs each program once on each file, one after the other, so that a machine that gets slower slows all of
them. A figure is the median over rounds and files. `cpu` is user and system time of the process and its children, which
a busy machine disturbs least; `wall` is the time until it ended. Python peers also stand with `warm`: the CPU time of
one more call in a process that has already imported everything and read the file once. A program that is not there, or
that fails on a file, is said so and left out of its figure.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples"

# Two-page reports with ruled tables: LibreOffice, Chromium, direct writing with embedded and with predefined fonts.
PDFS = ["lo-plain.pdf", "chrome-untagged.pdf", "direct-embedded.pdf", "direct-gbk-euc.pdf"]
DOCXS = ["word-plain.docx", "word-dense.docx", "lo-resaved.docx"]

# What each Python peer does with the file in sys.argv[1]; the function is timed again for `warm`.
PYTHON = {
    "pdfplumber (tables)": """
import pdfplumber
def work(path):
    with pdfplumber.open(path) as pdf:
        return [page.extract_tables() for page in pdf.pages]
""",
    "pdfplumber (text)": """
import pdfplumber
def work(path):
    with pdfplumber.open(path) as pdf:
        return [page.extract_text() for page in pdf.pages]
""",
    "PyMuPDF (tables)": """
import pymupdf
def work(path):
    with pymupdf.open(path) as pdf:
        return [[table.extract() for table in page.find_tables().tables] for page in pdf]
""",
    "tablers": """
import tablers
def work(path):
    document = tablers.Document(path)
    return [[cell.text for table in tablers.find_tables(page, extract_text=True) for cell in table.cells]
            for page in document.pages()]
""",
    "python-docx": """
import docx
def work(path):
    document = docx.Document(path)
    texts = [paragraph.text for paragraph in document.paragraphs]
    return texts, [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
""",
}

# Run behind the code above; prints the CPU seconds of one warm call when asked to.
TAIL = """
import sys, time
work(sys.argv[1])
if len(sys.argv) > 2:
    times = []
    for _ in range(5):
        start = time.process_time()
        work(sys.argv[1])
        times.append(time.process_time() - start)
    print("WARM", sorted(times)[2])
"""


def programs(kind, binary, scratch):
    """Name and command line of everything that reads files of this kind; `{}` is the file."""
    # As the others: one file, and what comes out goes nowhere. A run over a folder also waits for the disk.
    ours = [str(binary), "convert", "{}", "-o", "-", "--quiet"]
    # A peer looks for no report: the same without one, too.
    listed = {"baobiao": ours, "baobiao --structure": [*ours, "--structure"]}
    if kind == "pdf":
        listed |= {
            "pdftotext -layout": ["pdftotext", "-layout", "{}", os.devnull],
            "mutool (stext)": ["mutool", "draw", "-q", "-F", "stext", "-o", os.devnull, "{}"],
            "pdfni": ["pdfni", "{}", str(scratch / "pdfni.json")],
        }
        python = ["pdfplumber (tables)", "pdfplumber (text)", "PyMuPDF (tables)", "tablers"]
    else:
        listed["pandoc"] = ["pandoc", "-t", "json", "-o", os.devnull, "{}"]
        python = ["python-docx"]
    for name in python:
        listed[name] = [sys.executable, "-c", PYTHON[name] + TAIL, "{}"]
    return listed


def run(command, path):
    """CPU and wall seconds and peak memory in MB of one run; `None` when it failed."""
    line = [part.replace("{}", str(path)) if part == "{}" else part for part in command]
    start = time.perf_counter()
    with open(os.devnull, "wb") as null:
        process = subprocess.Popen(line, stdout=null, stderr=null)
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        return None
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024


def warm(command, path):
    """CPU seconds of a warm call of a Python peer."""
    line = [part.replace("{}", str(path)) if part == "{}" else part for part in command] + ["warm"]
    done = subprocess.run(line, capture_output=True, text=True)
    found = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("WARM ")]
    return float(found[0]) if done.returncode == 0 and found else None


def compare(kind, files, binary, rounds):
    with tempfile.TemporaryDirectory() as folder:
        listed = programs(kind, binary, Path(folder))
        missing = [name for name, command in listed.items() if shutil.which(command[0]) is None]
        for name in missing:
            print(f"{name}: not on this machine, left out", file=sys.stderr)
            del listed[name]
        figures = {name: [] for name in listed}
        failed = {name: set() for name in listed}
        for turn in range(rounds + 1):
            for path in files:
                for name, command in listed.items():
                    measured = run(command, path)
                    if measured is None:
                        failed[name].add(path.name)
                    elif turn > 0:
                        figures[name].append(measured)
        rows = []
        for name, command in listed.items():
            medians = [statistics.median(column) for column in zip(*figures[name])]
            if not medians:
                print(f"{name}: fails on every file", file=sys.stderr)
                continue
            rows.append((name, *medians, None, sorted(failed[name])))
            if name in PYTHON:
                times = [t for t in (warm(command, path) for path in files) if t is not None]
                if times:
                    rows.append((name + ", warm", statistics.median(times), None, None, None, []))
    return rows


def show(title, files, rows, rounds):
    ours = rows[0][1]
    print(f"\n{title}: {len(files)} files, {rounds} rounds, medians")
    print(f"{'':28} {'cpu ms':>9} {'wall ms':>9} {'peak MB':>8} {'cpu / ours':>11}")
    for name, cpu, wall, peak, _, failed in rows:
        cell = lambda value, unit: "" if value is None else f"{value * unit:.1f}"
        note = f"  fails on {', '.join(failed)}" if failed else ""
        print(f"{name:28} {cell(cpu, 1e3):>9} {cell(wall, 1e3):>9} {cell(peak, 1):>8} {cpu / ours:11.1f}{note}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, default=ROOT / "target/release/baobiao")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--pdf", type=Path, nargs="*", default=[SAMPLES / name for name in PDFS])
    parser.add_argument("--docx", type=Path, nargs="*", default=[SAMPLES / name for name in DOCXS])
    parser.add_argument("--json", type=Path, help="write the figures there, too")
    options = parser.parse_args()
    found = {}
    for kind, title, files in [("pdf", "PDF", options.pdf), ("docx", "DOCX", options.docx)]:
        if files:
            found[kind] = compare(kind, files, options.bin.resolve(), options.rounds)
            show(title, files, found[kind], options.rounds)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
