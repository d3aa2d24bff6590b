"""Runs LibreOffice, Chromium, qpdf, poppler and MuPDF, and takes dates and random ids out of what they write."""
import hashlib
import os
import re
import subprocess
import tempfile
from pathlib import Path

import fonts

FONTS = fonts.config()
ENV = {**os.environ, "FONTCONFIG_FILE": FONTS.name + "/fonts.conf", "SOURCE_DATE_EPOCH": "1704067200", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
FIXED = b"20240101000000"


def run(*args, timeout=180, cwd=None):
    done = subprocess.run([str(a) for a in args], env=ENV, timeout=timeout, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    # qpdf ends with 3 when it only had warnings.
    if done.returncode not in ((0, 3) if args[0] == "qpdf" else (0,)):
        raise SystemExit(f"{args[0]} failed: {done.stdout.decode(errors='replace')[-800:]}")
    return done.stdout


def settle(pdf):
    """Sets dates and file ids to fixed values of the same length, so that no offset moves."""
    pdf = re.sub(rb"\(D:\d{14}", b"(D:" + FIXED, pdf)
    pdf = re.sub(rb"(<xmp:(?:Create|Modify|Metadata)Date>)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", rb"\g<1>2024-01-01T00:00:00", pdf)

    def fixed_id(match):
        digest = hashlib.md5(pdf[:match.start()]).hexdigest().upper().encode()
        return match.group(0)[:match.start(1) - match.start()] + b"<" + digest + b">" + match.group(2) + b"<" + digest + b">"

    pdf = re.sub(rb"/ID\s*\[\s*(<[0-9A-Fa-f]{32}>)(\s*)<[0-9A-Fa-f]{32}>", fixed_id, pdf)
    return re.sub(rb"/DocChecksum /[0-9A-F]{32}", b"/DocChecksum /" + b"0" * 32, pdf)


class Office:
    """LibreOffice with a profile of its own, so that no user setting changes a page."""

    def __init__(self):
        self.dir = tempfile.TemporaryDirectory(prefix="baobiao-office-")
        self.root = Path(self.dir.name)

    def convert(self, name, data, to, ext):
        """Converts one document; `to` is the argument of --convert-to, `ext` the ending of what comes out."""
        source = self.root / name
        source.write_bytes(data)
        out = self.root / "out"
        run("soffice", f"-env:UserInstallation=file://{self.root}/profile", "--headless", "--convert-to", to, "--outdir", out, source)
        return (out / f"{source.stem}.{ext}").read_bytes()

    def pdf(self, name, data, tagged=False):
        options = '{"UseTaggedPDF":{"type":"boolean","value":"%s"},"ExportBookmarks":{"type":"boolean","value":"false"}}' % str(tagged).lower()
        return settle(self.convert(name, data, "pdf:writer_pdf_Export:" + options, "pdf"))


def chromium(html, tagged=True):
    """Prints a page with headless Chromium."""
    with tempfile.TemporaryDirectory(prefix="baobiao-chromium-") as d:
        source, out = Path(d, "page.html"), Path(d, "page.pdf")
        source.write_text(html, encoding="utf-8")
        args = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={d}/profile", "--no-pdf-header-footer", f"--print-to-pdf={out}"]
        args += ["--export-tagged-pdf"] if tagged else ["--disable-pdf-tagging"]
        run(*args, source.as_uri())
        return settle(out.read_bytes())


def qpdf(data, *options):
    """Passes a PDF through qpdf."""
    with tempfile.TemporaryDirectory(prefix="baobiao-qpdf-") as d:
        source, out = Path(d, "in.pdf"), Path(d, "out.pdf")
        source.write_bytes(data)
        run("qpdf", *options, source, out)
        return out.read_bytes()


def pictures(pdf, dpi, *options):
    """The pages of a PDF as files made by pdftoppm, in order."""
    with tempfile.TemporaryDirectory(prefix="baobiao-ppm-") as d:
        source = Path(d, "in.pdf")
        source.write_bytes(pdf)
        run("pdftoppm", "-r", dpi, *options, source, Path(d, "page"))
        return [f.read_bytes() for f in sorted(Path(d).glob("page*"))]


def flattened(pdf, program, *options):
    """The text that a program takes out of a PDF."""
    with tempfile.TemporaryDirectory(prefix="baobiao-text-") as d:
        source, out = Path(d, "in.pdf"), Path(d, "out.txt")
        source.write_bytes(pdf)
        if program == "mutool":
            run(program, *options, "-o", out, source)
        else:
            run(program, *options, source, out)
        return out.read_bytes()


def squeeze(pdf):
    """Packs the objects of a tagged PDF into object streams: the tags of a large table take most of its bytes."""
    return qpdf(pdf, "--object-streams=generate", "--recompress-flate", "--compression-level=9", "--deterministic-id")
