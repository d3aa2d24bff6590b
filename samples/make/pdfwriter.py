"""A small PDF writer of our own: every font, operator and table of the file is under control.

Places are given in points from the top left corner of the page; the writer turns them over.
"""
import hashlib
import zlib

import fonts


def num(x):
    text = f"{x:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


class Pdf:
    """Objects, numbered as they are added, and the pages."""

    def __init__(self, compress=True):
        self.objects, self.pages, self.compress = [None, None, None], [], compress  # 1 catalogue, 2 page tree

    def add(self, body):
        self.objects.append(body if isinstance(body, bytes) else body.encode("latin-1"))
        return len(self.objects) - 1

    def stream(self, data, entries=""):
        data = data if isinstance(data, bytes) else data.encode("latin-1")
        if self.compress and "/Filter" not in entries:
            data, entries = zlib.compress(data, 9), entries + " /Filter /FlateDecode"
        return self.add(f"<< {entries} /Length {len(data)} >>\nstream\n".encode("latin-1") + data + b"\nendstream")

    def page(self, content, resources, width, height, extra="", media=None):
        box = media or (0, 0, width, height)
        stream = self.stream(content)
        self.pages.append(self.add(f"<< /Type /Page /Parent 2 0 R /MediaBox [{' '.join(num(v) for v in box)}] /Resources {resources} /Contents {stream} 0 R {extra} >>"))

    def bytes(self, info="/Producer (baobiao samples)"):
        self.objects[1] = b"<< /Type /Catalog /Pages 2 0 R >>"
        self.objects[2] = f"<< /Type /Pages /Count {len(self.pages)} /Kids [{' '.join(f'{p} 0 R' for p in self.pages)}] >>".encode()
        about = self.add(f"<< {info} /CreationDate (D:20240101000000Z) >>")
        out, offsets = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
        for i, body in enumerate(self.objects[1:], 1):
            offsets.append(len(out))
            out += f"{i} 0 obj\n".encode() + body + b"\nendobj\n"
        start = len(out)
        out += f"xref\n0 {len(offsets) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(f"{o:010d} 00000 n \n".encode() for o in offsets)
        digest = hashlib.md5(bytes(out)).hexdigest()
        out += f"trailer\n<< /Size {len(offsets) + 1} /Root 1 0 R /Info {about} 0 R /ID [<{digest}> <{digest}>] >>\nstartxref\n{start}\n%%EOF\n".encode()
        return bytes(out)


# ---- fonts ----------------------------------------------------------------------------------------------------------------------------
# A font has a `width(ch)` in 1/1000 of the size and gives a string as pieces (resource name, bytes); `objects(pdf)` names the objects.

def half(ch):
    return 500 if " " <= ch <= "~" else 1000


class Predefined:
    """A Chinese font that is not embedded, read through a predefined CMap: its bytes are those of an old encoding or of UTF-16."""

    CODECS = {"GBK-EUC-H": "gbk", "GBKp-EUC-H": "gbk", "GB-EUC-H": "gbk", "GBK2K-H": "gb18030", "UniGB-UCS2-H": "utf-16-be", "UniGB-UTF16-H": "utf-16-be"}

    def __init__(self, cmap, base="STSong-Light", name="C1"):
        self.cmap, self.base, self.name = cmap, base, name

    def width(self, ch):
        return half(ch)

    def pieces(self, text):
        return [(self.name, text.encode(self.CODECS[self.cmap]))]

    def objects(self, pdf):
        desc = pdf.add(f"<< /Type /FontDescriptor /FontName /{self.base} /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>")
        down = pdf.add(f"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /{self.base} /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> "
                       f"/FontDescriptor {desc} 0 R /DW 1000 /W [1 95 500 814 939 500 7716 7716 500] >>")
        return {self.name: pdf.add(f"<< /Type /Font /Subtype /Type0 /BaseFont /{self.base}-{self.cmap} /Encoding /{self.cmap} /DescendantFonts [{down} 0 R] >>")}


GB1_RANGES = [(0xA1A1, 94, 96), (0xA2B1, 50, 190), (0xA2E5, 10, 240), (0xA2F1, 12, 250), (0xA3A1, 94, 262)] + \
             [(((0xB0 + i) << 8) | 0xA1, 94, 940 + 94 * i) for i in range(39)] + [(0xD7A1, 89, 4606)] + \
             [(((0xD8 + i) << 8) | 0xA1, 94, 4695 + 94 * i) for i in range(32)]


def gb1_cid(ch):
    """The Adobe-GB1 number of a character of GB 2312 (the layout of that collection follows the rows of the standard)."""
    if " " <= ch <= "~":
        return ord(ch) - 31
    code = ch.encode("gbk")
    code = code[0] << 8 | code[1]
    for start, count, cid in GB1_RANGES:
        if start <= code < start + count:
            return cid + code - start
    raise ValueError(f"{ch} has no number")


class Gb1Identity:
    """Identity-H over the collection Adobe-GB1 without ToUnicode: the codes are numbers of the collection. Not embedded, or embedded with a map."""

    def __init__(self, text, embed=None, name="G1"):
        self.name, self.embed, self.text = name, embed, "".join(sorted(set(text)))
        self.base = "SampleHei" if embed else "STSong-Light"

    def width(self, ch):
        return half(ch) if not self.embed else fonts_width(self.embed, self.text)[ch]

    def pieces(self, text):
        return [(self.name, b"".join(gb1_cid(c).to_bytes(2, "big") for c in text))]

    def objects(self, pdf):
        extra, kind, desc = "", "CIDFontType0", ""
        widths = "/W [1 95 500 814 939 500]"
        if self.embed:
            data, gid, width = fonts.glyph_subset(self.embed, self.text, keep_cmap=False)
            program = pdf.stream(data, f"/Length1 {len(data)}")
            table = bytearray(2 * (max(gb1_cid(c) for c in gid if c in self.text) + 1))
            for ch in self.text:
                table[2 * gb1_cid(ch):2 * gb1_cid(ch) + 2] = gid[ch].to_bytes(2, "big")
            kind, desc = "CIDFontType2", f"/FontFile2 {program} 0 R"
            extra = f"/CIDToGIDMap {pdf.stream(bytes(table))} 0 R"
            widths = "/W [" + " ".join(f"{gb1_cid(c)} [{width[c]}]" for c in self.text) + "]"
        d = pdf.add(f"<< /Type /FontDescriptor /FontName /{self.base} /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 {desc} >>")
        down = pdf.add(f"<< /Type /Font /Subtype /{kind} /BaseFont /{self.base} /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor {d} 0 R /DW 1000 {widths} {extra} >>")
        return {self.name: pdf.add(f"<< /Type /Font /Subtype /Type0 /BaseFont /{self.base} /Encoding /Identity-H /DescendantFonts [{down} 0 R] >>")}


_WIDTHS = {}


def fonts_width(kind, text):
    key = (kind, text)
    if key not in _WIDTHS:
        _WIDTHS[key] = fonts.glyph_subset(kind, text)[2]
    return _WIDTHS[key]


def to_unicode(pairs, bytes_per_code=2):
    """A ToUnicode CMap; `pairs` are (code, text)."""
    lines = [f"<{code:0{2 * bytes_per_code}X}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in pairs]
    blocks = [lines[i:i + 100] for i in range(0, len(lines), 100)]
    body = "\n".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks)
    low, high = "00" * bytes_per_code, "FF" * bytes_per_code
    return ("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n"
            f"/CMapType 2 def\n1 begincodespacerange\n<{low}> <{high}>\nendcodespacerange\n{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend")


class Embedded:
    """An embedded TrueType cut behind Identity-H. `unicode` is "map" (ToUnicode), "font" (only the program's own cmap) or "none";
    `swap` gives characters another Unicode in the map, as fonts with radicals or private-use codes do."""

    def __init__(self, text, kind="hei", unicode="map", name="E1", swap=None):
        self.name, self.unicode, self.swap = name, unicode, swap or {}
        self.data, self.gid, self.widths = fonts.glyph_subset(kind, text, keep_cmap=unicode == "font")
        self.base = ("ABCDEF+" if unicode != "none" else "BCDEFG+") + fonts.NAMES[kind].replace(" ", "")

    def width(self, ch):
        return self.widths[ch]

    def pieces(self, text):
        return [(self.name, b"".join(self.gid[c].to_bytes(2, "big") for c in text))]

    def objects(self, pdf):
        program = pdf.stream(self.data, f"/Length1 {len(self.data)}")
        d = pdf.add(f"<< /Type /FontDescriptor /FontName /{self.base} /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 /FontFile2 {program} 0 R >>")
        widths = " ".join(f"{g} [{self.widths[c]}]" for c, g in sorted(self.gid.items(), key=lambda x: x[1]))
        down = pdf.add(f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{self.base} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
                       f"/FontDescriptor {d} 0 R /DW 1000 /W [{widths}] /CIDToGIDMap /Identity >>")
        extra = ""
        if self.unicode == "map":
            extra = f"/ToUnicode {pdf.stream(to_unicode([(g, self.swap.get(c, c)) for c, g in sorted(self.gid.items(), key=lambda x: x[1])]))} 0 R"
        return {self.name: pdf.add(f"<< /Type /Font /Subtype /Type0 /BaseFont /{self.base} /Encoding /Identity-H /DescendantFonts [{down} 0 R] {extra} >>")}


class Type3:
    """Fonts whose glyphs are drawings, 200 to a font, with ToUnicode."""

    def __init__(self, text, kind="hei", name="T", unicode=True):
        self.chars, self.name, self.unicode = "".join(sorted(set(text))), name, unicode
        self.glyphs = fonts.outlines(kind, self.chars)
        self.place = {c: (f"{name}{i // 200}", 33 + i % 200) for i, c in enumerate(self.chars)}

    def width(self, ch):
        return self.glyphs[ch][1]

    def pieces(self, text):
        out = []
        for ch in text:
            font, code = self.place[ch]
            if out and out[-1][0] == font:
                out[-1] = (font, out[-1][1] + bytes([code]))
            else:
                out.append((font, bytes([code])))
        return out

    def objects(self, pdf):
        out = {}
        for n in range(0, len(self.chars), 200):
            part = self.chars[n:n + 200]
            procs = " ".join(f"/g{i} {pdf.stream(f'{self.glyphs[c][1]} 0 -100 -300 1100 1000 d1 ' + self.glyphs[c][0])} 0 R" for i, c in enumerate(part))
            widths = " ".join(str(self.glyphs[c][1]) for c in part)
            differences = "33 " + " ".join(f"/g{i}" for i in range(len(part)))
            extra = f"/ToUnicode {pdf.stream(to_unicode([(33 + i, c) for i, c in enumerate(part)], 1))} 0 R" if self.unicode else ""
            out[f"{self.name}{n // 200}"] = pdf.add(
                f"<< /Type /Font /Subtype /Type3 /FontBBox [-100 -300 1100 1000] /FontMatrix [0.001 0 0 0.001 0 0] /CharProcs << {procs} >> /Resources << >> "
                f"/Encoding << /Type /Encoding /Differences [{differences}] >> /FirstChar 33 /LastChar {32 + len(part)} /Widths [{widths}] {extra} >>")
        return out


class GbkSimple:
    """A simple TrueType font that is not embedded and whose strings are GBK bytes, as old Chinese printing software wrote it.

    Such files call the encoding WinAnsi and give the font's name in the descriptor as a string of GBK bytes."""

    def __init__(self, name="S1"):
        self.name = name

    def width(self, ch):
        return half(ch)

    def pieces(self, text):
        return [(self.name, text.encode("gbk"))]

    def objects(self, pdf):
        base = "#CB#CE#CC#E5"  # 宋体 in GBK
        d = pdf.add(f"<< /Type /FontDescriptor /FontName <CBCECCE5> /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>")
        widths = " ".join(["500"] * 224)
        return {self.name: pdf.add(f"<< /Type /Font /Subtype /TrueType /BaseFont /{base} /FirstChar 32 /LastChar 255 /Widths [{widths}] /Encoding /WinAnsiEncoding /FontDescriptor {d} 0 R >>")}


class LatinDigits:
    """Another font for Chinese, and Times-Roman, not embedded, for digits and Latin letters."""

    TIMES = {**{c: 500 for c in "0123456789"}, ".": 250, ",": 250, "-": 333, "/": 278, "(": 333, ")": 333, " ": 250}

    def __init__(self, chinese, name="L1"):
        self.chinese, self.name = chinese, name

    def width(self, ch):
        return self.TIMES.get(ch) or self.chinese.width(ch)

    def pieces(self, text):
        out, run = [], ""
        for ch in text + "\0":
            if ch != "\0" and (not run or (run[-1] in self.TIMES) == (ch in self.TIMES)):
                run += ch
                continue
            if run:
                out += [(self.name, run.encode("ascii"))] if run[-1] in self.TIMES else self.chinese.pieces(run)
            run = ch
        return out

    def objects(self, pdf):
        out = self.chinese.objects(pdf)
        out[self.name] = pdf.add("<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>")
        return out


class Helvetica:
    """The standard Helvetica, not embedded, for papers in Latin letters."""

    WIDTHS = dict(zip(map(chr, range(32, 127)), (
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
        1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
        333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584)))
    name = "H1"

    def width(self, ch):
        return self.WIDTHS[ch]

    def pieces(self, text):
        return [(self.name, text.encode("ascii"))]

    def objects(self, pdf):
        return {self.name: pdf.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")}
