"""Rebuilds every sample, the truth files and the manifest: `python3 samples/make/make_all.py`.

Needs Python 3.11, the package in requirements.pip, and the programs LibreOffice, Chromium, qpdf, poppler-utils, mupdf-tools and the fonts of
Debian's fonts-noto-cjk. Names of steps may be given to look at their files alone; the manifest is written only after a whole run.
"""
import importlib
import shutil
import sys

import store

STEPS = ["docx_samples", "text_samples", "office_samples", "chromium_samples", "direct_samples", "flattened_samples"]


def main(names):
    if not names:
        shutil.rmtree(store.TRUTH, ignore_errors=True)
    for step in names or STEPS:
        if not (store.HERE / f"{step}.py").exists():
            continue
        before = len(store.ENTRIES)
        importlib.import_module(step).make()
        print(f"{step}: {len(store.ENTRIES) - before} files", flush=True)
    if not names:
        store.write_manifest()
        print(f"manifest: {len(store.ENTRIES)} samples")


if __name__ == "__main__":
    main(sys.argv[1:])
