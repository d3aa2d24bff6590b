"""Text that programs take out of PDFs: labels wrapped over several lines, heads in pieces, columns told by blanks or not at all."""
import store
from programs import flattened

SCRIPT = "flattened_samples.py"
POPPLER = "pdftotext (poppler)"

# Name of the text, the sample that it is taken out of, the program with its options, and what the text shows.
TEXTS = [
    ("flattened-layout", "lo-plain.pdf", ("pdftotext", "-layout"), POPPLER,
     "Columns laid out by blanks, labels of several lines above and below the numbers of their rows."),
    ("flattened-layout-head-cut", "lo-head-cut-by-page.pdf", ("pdftotext", "-layout"), POPPLER,
     "Columns laid out by blanks; a page end cuts the heads of table 3."),
    ("flattened-layout-2019", "chrome-form-2019.pdf", ("pdftotext", "-layout"), POPPLER,
     "Form 2019, columns laid out by blanks."),
    ("flattened-rows", "direct-embedded.pdf", ("pdftotext", "-raw"), POPPLER,
     "Rows of numbers with single blanks between, the lines of wrapped labels above them, heads in pieces."),
    ("flattened-rows-2019", "direct-form-2019-three-line.pdf", ("pdftotext", "-raw"), POPPLER,
     "Form 2019, rows of numbers with single blanks between."),
    ("flattened-cells", "chrome-untagged.pdf", ("mutool", "draw", "-q", "-F", "text"), "mutool (MuPDF)",
     "One cell a line, wrapped labels and heads over several lines, page numbers between."),
]


def make():
    entries = {e["file"]: e for e in store.ENTRIES}
    for name, source, command, made_by, shows in TEXTS:
        data = flattened((store.SAMPLES / source).read_bytes(), *command)
        store.save_same(f"{name}.txt", data, made_by, SCRIPT, shows, entries[source])


if __name__ == "__main__":
    make()
