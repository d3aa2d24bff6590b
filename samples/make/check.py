"""Holds the samples against their manifest: every file there, its hash right, nothing unnamed, every truth readable and consistent."""
import hashlib
import json
import sys
from pathlib import Path

import forms

ROOT = Path(__file__).resolve().parent.parent
KINDS = {".docx", ".docm", ".dotx", ".pdf", ".txt"}
VERDICTS = {None, "verified", "source_inconsistent", "incomplete", "suspect"}


def main():
    entries = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))["samples"]
    faults = []
    named = {e["file"] for e in entries}
    for path in sorted(ROOT.iterdir()):
        if path.suffix in KINDS and path.name not in named:
            faults.append(f"{path.name}: not in the manifest")
    truths = {e["truth"] for e in entries}
    for path in sorted((ROOT / "truth").iterdir()):
        if f"truth/{path.name}" not in truths:
            faults.append(f"{path.name}: a truth that no sample names")
    for e in entries:
        name = e["file"]
        path = ROOT / name
        if not path.is_file():
            faults.append(f"{name}: missing")
            continue
        if hashlib.sha256(path.read_bytes()).hexdigest() != e["sha256"]:
            faults.append(f"{name}: the hash differs")
        if e["expect"] not in VERDICTS:
            faults.append(f"{name}: unknown verdict {e['expect']}")
        if not (ROOT / e["script"]).is_file():
            faults.append(f"{name}: no script {e['script']}")
        if e["pair"] and e["pair"] not in named:
            faults.append(f"{name}: pair {e['pair']} is not there")
        if e["truth"]:
            truth = json.loads((ROOT / e["truth"]).read_text(encoding="utf-8"))
            if truth.get("table3") and sorted(forms.failing(truth)) != sorted(truth["inconsistent"]):
                faults.append(f"{name}: the truth's equations are not what it says")
        if path.stat().st_size > 300_000:
            faults.append(f"{name}: {path.stat().st_size} bytes is large")
    total = sum((ROOT / e["file"]).stat().st_size for e in entries if (ROOT / e["file"]).is_file())
    for fault in faults:
        print(fault)
    print(f"{len(entries)} samples, {total / 1e6:.1f} MB, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
