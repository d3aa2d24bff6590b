"""Where the samples go, and what the manifest says of each."""
import hashlib
import json
from pathlib import Path

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parent
TRUTH = SAMPLES / "truth"
ENTRIES = []


def truth_file(name, data):
    """Writes a truth file and gives its path in the manifest; samples that print the same may share one."""
    TRUTH.mkdir(exist_ok=True)
    path = TRUTH / f"{name}.json"
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    written = {e["truth"] for e in ENTRIES}
    rel = f"truth/{name}.json"
    if rel in written:
        assert path.read_text(encoding="utf-8") == text, f"two truths under one name: {name}"
    path.write_text(text, encoding="utf-8")
    return rel


def save(name, data, made_by, script, shows, truth=None, truth_name=None, form=None, expect=None, pair=None, reproducible=True, **more):
    """Writes one sample and notes it. `truth` is the data of the truth file, written under `truth_name` or the sample's name."""
    assert all(e["file"] != name for e in ENTRIES), name
    (SAMPLES / name).write_bytes(data)
    rel = truth_file(truth_name or name.rsplit(".", 1)[0], truth) if truth is not None else None
    ENTRIES.append({"file": name, "sha256": hashlib.sha256(data).hexdigest(), "made_by": made_by, "script": f"make/{script}", "shows": shows,
                    "truth": rel, "form": form, "expect": expect, "pair": pair, "reproducible": reproducible, **more})


def verdict(printed):
    """The verdict to expect where the readings agree: by the equations and the tables that are there."""
    truth = printed.truth()
    if truth["missing"]:
        return "incomplete"
    return "source_inconsistent" if truth["inconsistent"] else "verified"


def save_report(name, data, made_by, script, shows, printed, variant="", expect=None, form="same", **more):
    """A sample that prints a report: the truth is shared by all samples that print it alike."""
    key = printed.report.key + ("." + variant if variant else "")
    save(name, data, made_by, script, shows, printed.truth(), key, printed.report.form if form == "same" else form,
         (expect or verdict(printed)) if form == "same" else expect, report=key, **more)


def write_manifest():
    files = {e["file"] for e in ENTRIES}
    for e in ENTRIES:
        assert e["pair"] is None or e["pair"] in files, (e["file"], e["pair"])
        if e["pair"]:
            other = next(x for x in ENTRIES if x["file"] == e["pair"])
            if other["pair"] is None:
                other["pair"] = e["file"]
    ENTRIES.sort(key=lambda e: e["file"])
    text = json.dumps({"samples": ENTRIES}, ensure_ascii=False, indent=1) + "\n"
    (SAMPLES / "manifest.json").write_text(text, encoding="utf-8")


def save_same(name, data, made_by, script, shows, entry, **more):
    """A sample that prints the very same as another one, which becomes its pair."""
    assert all(e["file"] != name for e in ENTRIES), name
    (SAMPLES / name).write_bytes(data)
    keep = {k: entry[k] for k in ("truth", "form", "expect", "report") if k in entry}
    ENTRIES.append({"file": name, "sha256": hashlib.sha256(data).hexdigest(), "made_by": made_by, "script": f"make/{script}", "shows": shows,
                    "truth": keep.pop("truth"), "form": keep.pop("form"), "expect": keep.pop("expect"), "pair": entry["file"],
                    "reproducible": True, **keep, **more})
