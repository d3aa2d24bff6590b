"""Samples that LibreOffice wrote: PDFs of the DOCX samples, and DOCX files saved anew."""
import io
import re
import zipfile

import ooxml
import programs
import store
from forms import Printed
from html_pages import report_page
from reports import REPORTS

SCRIPT = "office_samples.py"
MADE_BY = "LibreOffice"

PDFS = [
    ("lo-plain", "word-plain.docx", False, "A report printed by LibreOffice without tags; the same report as its DOCX."),
    ("lo-dense-tagged", "word-dense.docx", True, "Every value another, tagged, headings by style."),
    ("lo-landscape-tagged", "word-landscape.docx", True, "Landscape pages, tagged, the table head repeated at each page."),
    ("lo-form-2019-tagged", "wps-form-2019-dense.docx", True, "Form 2019, tagged, every value another."),
    ("lo-inconsistent", "word-inconsistent-requests.docx", False, "The report's own sums are wrong, the same in DOCX and PDF."),
    ("lo-blank", "word-blank-for-zero.docx", False, "Zero left blank."),
    ("lo-subtotals", "wps-subtotals.docx", False, "Added rows and an added column 小计."),
    ("lo-table3-cut", "word-table3-cut.docx", False, "Table 3 as two tables, the second without a head."),
    ("lo-notes-headers-footers", "word-notes-headers-footers.docx", False, "Running head, page numbers between dashes, a footnote and an endnote."),
    ("lo-breaks-in-cells", "word-breaks-in-cells.docx", True, "Line breaks inside labels and numbers, tagged."),
    ("lo-layout-table", "wps-layout-table.docx", True, "The whole report inside one cell of a layout table, so that the tag tree nests tables."),
    ("lo-fullwidth", "wps-fullwidth-thousands-units.docx", False, "Full-width digits, thousands separators and a unit in a cell."),
    ("lo-auto-numbering", "word-auto-numbering.docx", False, "Section numbers from automatic numbering are printed characters here."),
    ("lo-split-runs", "word-split-runs.docx", False, "Runs split everywhere leave many small text operations."),
    ("lo-vertical-labels", "word-vertical-labels.docx", False, "The tallest row labels as vertical text."),
    ("lo-general-tagged", "word-general.docx", True, "A bulletin that follows no form, tagged."),
]


def pushed_down(data, points):
    """The same DOCX with so much white above its second table, so that a page end cuts that table elsewhere."""
    out = {}
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        for info in z.infolist():
            part = z.read(info)
            if info.filename == "word/document.xml":
                at = [m.start() for m in re.finditer(b"<w:tbl>", part)][1]
                line = f'<w:spacing w:before="0" w:after="0" w:line="{20 * points}" w:lineRule="exact"/>'
                part = part[:at] + f"<w:p><w:pPr>{line}</w:pPr></w:p>".encode() + part[at:]
            out[info.filename] = part
    return ooxml.pack(out)


def head_cut(office, by_name):
    """A page end through the lines of the heads of table 3, in a report whose own sums are wrong: no equation helps."""
    source = "word-inconsistent-requests.docx"
    data = pushed_down((store.SAMPLES / source).read_bytes(), 218)
    store.save_same("lo-head-cut-by-page.pdf", office.pdf(source, data), MADE_BY, SCRIPT,
                    "A page end cuts the heads of table 3 through their lines; the report's own sums are wrong.", by_name[source],
                    reproducible=False)


def settle_docx(data):
    """The same package with fixed dates."""
    out = {}
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        for info in z.infolist():
            part = z.read(info)
            if info.filename == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?", b"2024-01-01T00:00:00Z", part)
            if info.filename == "docProps/app.xml":
                part = re.sub(rb"<TotalTime>\d+", b"<TotalTime>0", part)
            out[info.filename] = part
    return ooxml.pack(out)


def make():
    office = programs.Office()
    by_name = {e["file"]: e for e in store.ENTRIES}
    for name, source, tagged, shows in PDFS:
        entry = by_name[source]
        data = office.pdf(source, (store.SAMPLES / source).read_bytes(), tagged)
        raw = not tagged or name == "lo-dense-tagged"
        if not raw:
            data = programs.squeeze(data)
        # LibreOffice writes the font objects in no fixed order; qpdf numbers the objects anew, so that only the raw files differ.
        store.save_same(f"{name}.pdf", data, MADE_BY, SCRIPT, shows, entry, reproducible=not raw)
    head_cut(office, by_name)
    source = "word-inconsistent-litigation.docx"
    data = office.convert(source, (store.SAMPLES / source).read_bytes(), "docx:MS Word 2007 XML", "docx")
    store.save_same("lo-resaved.docx", settle_docx(data), MADE_BY, SCRIPT, "A DOCX that LibreOffice opened and saved anew.", by_name[source])
    pr = Printed(REPORTS["liuyuan_2025"])
    page = report_page(pr)
    odt = office.convert("from-html.html", page.encode(), "odt:writer8", "odt")
    data = office.convert("from-html.odt", odt, "docx:MS Word 2007 XML", "docx")
    store.save_report("lo-from-html.docx", settle_docx(data), MADE_BY, SCRIPT, "A web page saved as DOCX by LibreOffice: tables with percent widths and thead.", pr)
