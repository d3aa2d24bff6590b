#!/usr/bin/env python3
"""Instruction counts of whole conversions against the last recorded ones.

    cargo build --release
    python3 benches/instructions.py            # compares, exits with 1 when one grew by more than 3 %
    python3 benches/instructions.py --record   # writes benches/instructions.json anew

Counts come from valgrind's callgrind, which a busy machine does not disturb: what a change costs shows to a tenth of a
percent. They hold for one compiler and one target; after a new compiler, record first and change then. Nothing but
instructions is counted: no waiting for disks, no cache misses.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORD = Path(__file__).resolve().with_suffix(".json")

# A file of each class.
FILES = [
    "lo-plain.pdf",
    "chrome-tagged.pdf",
    "direct-gbk-euc.pdf",
    "direct-no-rules.pdf",
    "word-plain.docx",
    "word-dense.docx",
    "text-cell-a-line.txt",
]

ALLOWED = 0.03


def count(binary, path):
    """Instructions of one conversion, the child process left out: it is the same work."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            "valgrind",
            "--tool=callgrind",
            f"--callgrind-out-file={folder}/callgrind",
            str(binary),
            "convert",
            # How several threads share the work differs from run to run.
            "--jobs=1",
            "--no-supervisor",
            "--timeout",
            "none",
            str(path),
            "-o",
            f"{folder}/out",
            "--quiet",
        ]
        done = subprocess.run(command, capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not found:
        sys.exit(f"{path.name}: {done.stderr[-800:]}")
    return int(found[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, default=ROOT / "target/release/baobiao")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    if shutil.which("valgrind") is None:
        sys.exit("valgrind is not on this machine")
    compiler = subprocess.run(["rustc", "--version"], capture_output=True, text=True, cwd=ROOT).stdout.strip()
    counts = {name: count(options.bin.resolve(), ROOT / "samples" / name) for name in FILES}
    if options.record:
        RECORD.write_text(json.dumps({"compiler": compiler, "instructions": counts}, indent=1) + "\n")
        return
    if not RECORD.exists():
        sys.exit(f"nothing is recorded yet: run with --record, which writes {RECORD.name}")
    recorded = json.loads(RECORD.read_text())
    if recorded["compiler"] != compiler:
        print(f"recorded with {recorded['compiler']}, this is {compiler}: the counts compare only roughly")
    worse = False
    for name, now in counts.items():
        before = recorded["instructions"].get(name)
        change = (now - before) / before if before else 0.0
        worse |= change > ALLOWED
        print(f"{name:24} {now / 1e6:9.2f} million  {change:+7.2%}")
    sys.exit(1 if worse else 0)


if __name__ == "__main__":
    main()
