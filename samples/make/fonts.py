"""Small TrueType fonts for the samples, made from Noto Sans CJK and Noto Serif CJK (SIL Open Font Licence 1.1).

The fonts are cut to the characters that occur in the scripts and given names of their own. They live in a temporary folder while the
samples are made; only the PDF files carry (cuts of) them, which the licence leaves free.
"""
import functools
import io
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

HERE = Path(__file__).resolve().parent
NOTO = {"hei": "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "song": "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"}
NAMES = {"hei": "Sample Hei", "song": "Sample Song"}
SIMPLIFIED = 2  # the index of the SC face in the collections


@functools.cache
def characters():
    """Every character that the scripts hold, so that any sample can be set."""
    text = "".join(f.read_text(encoding="utf-8") for f in sorted(HERE.glob("*.py")))
    return "".join(sorted(set(text) | {chr(c) for c in range(32, 127)} | set("０１２３４５６７８９．，①②③④⼀⼆⼈⼤⾏⾦⼯　")) ).replace("\n", "").replace("\t", "")


@functools.cache
def truetype(kind):
    """A TrueType font with every character of the scripts, as bytes."""
    font = TTFont(NOTO[kind], fontNumber=SIMPLIFIED, lazy=True)
    options = subset.Options(layout_features=[], name_IDs=[], hinting=False, desubroutinize=True, drop_tables=["GSUB", "GPOS", "BASE", "VORG", "vhea", "vmtx", "GDEF", "DSIG"])
    cut = subset.Subsetter(options)
    cut.populate(text=characters())
    cut.subset(font)
    order, glyphs = font.getGlyphOrder(), font.getGlyphSet()
    outlines = {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, max_err=2.5, reverse_direction=True))
        outlines[name] = pen.glyph()
    glyf = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = order, outlines
    font["loca"], font["glyf"] = newTable("loca"), glyf
    del font["CFF "]
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for key in ("maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements", "maxSizeOfInstructions"):
        setattr(maxp, key, 1 if key == "maxZones" else 0)
    font["post"].formatType, font["head"].glyphDataFormat = 3.0, 0
    font.sfntVersion = "\0\1\0\0"
    names = newTable("name")
    names.names = []
    ps = NAMES[kind].replace(" ", "")
    for i, text in ((1, NAMES[kind]), (2, "Regular"), (3, ps), (4, NAMES[kind]), (6, ps)):
        names.setName(text, i, 3, 1, 0x409)
    font["name"] = names
    font["head"].created = font["head"].modified = 3786912000
    font.recalcTimestamp = False
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def glyph_subset(kind, text, keep_cmap=True):
    """A font cut to a text; gives its bytes, the glyph number of each character, and the widths in 1/1000 of the type size."""
    font = TTFont(io.BytesIO(truetype(kind)))
    cut = subset.Subsetter(subset.Options(layout_features=[], hinting=False, name_IDs=[], notdef_outline=True))
    cut.populate(text=text)
    cut.subset(font)
    order, cmap, scale = font.getGlyphOrder(), font.getBestCmap(), 1000 / font["head"].unitsPerEm
    gid = {chr(u): order.index(n) for u, n in cmap.items()}
    width = {chr(u): round(font["hmtx"][n][0] * scale) for u, n in cmap.items()}
    if not keep_cmap:
        del font["cmap"]
    if "OS/2" in font:
        del font["OS/2"]
    font.recalcTimestamp = False
    out = io.BytesIO()
    font.save(out)
    return out.getvalue(), gid, width


def outlines(kind, text):
    """The outline of each character as PDF path operators, with its width, both in 1/1000 of the type size (for Type 3 fonts)."""
    font = TTFont(io.BytesIO(truetype(kind)))
    glyphs, cmap, k = font.getGlyphSet(), font.getBestCmap(), 1000 / font["head"].unitsPerEm
    out = {}
    for ch in text:
        name = cmap[ord(ch)]
        pen = DecomposingRecordingPen(glyphs)
        glyphs[name].draw(pen)
        ops, last = [], (0, 0)
        num = lambda p: f"{p[0] * k:.0f} {p[1] * k:.0f}"
        for op, args in pen.value:
            if op == "moveTo":
                ops.append(f"{num(args[0])} m")
                last = args[0]
            elif op == "lineTo":
                ops.append(f"{num(args[0])} l")
                last = args[0]
            elif op == "qCurveTo":
                points = list(args)
                for i, q in enumerate(points[:-1]):
                    end = points[i + 1] if i == len(points) - 2 else ((q[0] + points[i + 1][0]) / 2, (q[1] + points[i + 1][1]) / 2)
                    c1 = (last[0] + 2 / 3 * (q[0] - last[0]), last[1] + 2 / 3 * (q[1] - last[1]))
                    c2 = (end[0] + 2 / 3 * (q[0] - end[0]), end[1] + 2 / 3 * (q[1] - end[1]))
                    ops.append(f"{num(c1)} {num(c2)} {num(end)} c")
                    last = end
            elif op == "closePath":
                ops.append("h")
        out[ch] = (" ".join(ops) + " f" if ops else "", round(glyphs[name].width * k))
    return out


def config():
    """A temporary folder with the fonts and a fontconfig file that knows no others; the folder lives as long as the object."""
    folder = tempfile.TemporaryDirectory(prefix="baobiao-fonts-")
    root = Path(folder.name)
    for kind in NOTO:
        (root / f"{kind}.ttf").write_bytes(truetype(kind))
    (root / "fonts.conf").write_text(f"""<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>{root}</dir><cachedir>{root}/cache</cachedir>
<match target="pattern"><test name="family"><string>方正小标宋简体</string></test><edit name="family" mode="assign" binding="strong"><string>Sample Song</string></edit></match>
<match target="pattern"><edit name="family" mode="append_last" binding="weak"><string>Sample Hei</string></edit></match></fontconfig>""", encoding="utf-8")
    return folder
