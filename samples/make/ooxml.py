"""A small writer of OOXML documents, by hand, so that the habits of Word and WPS can be set down exactly."""
import io
import re
import zipfile
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = {
    "w": W,
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
}
STRICT = {
    W: "http://purl.oclc.org/ooxml/wordprocessingml/main",
    NAMESPACES["r"]: "http://purl.oclc.org/ooxml/officeDocument/relationships",
    NAMESPACES["wp"]: "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
    NAMESPACES["a"]: "http://purl.oclc.org/ooxml/drawingml/main",
    NAMESPACES["pic"]: "http://purl.oclc.org/ooxml/drawingml/picture",
}
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
MAIN_TYPE = {
    "docx": TYPE + "document.main+xml",
    "docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
    "dotx": TYPE + "template.main+xml",
}


def rpr(size=None, bold=False, font="仿宋_GB2312", extra=""):
    out = f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{font}" w:hint="eastAsia"/>' if font else ""
    if bold:
        out += "<w:b/>"
    out += extra
    if size:
        out += f'<w:sz w:val="{int(size * 2)}"/><w:szCs w:val="{int(size * 2)}"/>'
    return f"<w:rPr>{out}</w:rPr>" if out else ""


def t(text):
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>'


def run(text, size=None, bold=False, font="仿宋_GB2312", extra=""):
    """A run; a line feed in the text becomes a break and a tab a tab."""
    parts = []
    for piece in re.split(r"([\n\t])", text):
        if piece == "\n":
            parts.append("<w:br/>")
        elif piece == "\t":
            parts.append("<w:tab/>")
        elif piece:
            parts.append(t(piece))
    return f"<w:r>{rpr(size, bold, font, extra)}{''.join(parts)}</w:r>"


def p(content="", style=None, align=None, indent=False, num=None, outline=None, raw=None, ppr="", **kw):
    """A paragraph of one run, or of `raw` XML."""
    props = ""
    if style:
        props += f'<w:pStyle w:val="{style}"/>'
    if num:
        props += f'<w:numPr><w:ilvl w:val="{num[1]}"/><w:numId w:val="{num[0]}"/></w:numPr>'
    props += ppr
    if indent:
        props += '<w:ind w:firstLineChars="200" w:firstLine="560"/>'
    if align:
        props += f'<w:jc w:val="{align}"/>'
    if outline is not None:
        props += f'<w:outlineLvl w:val="{outline}"/>'
    inner = raw if raw is not None else (run(content, **kw) if content else "")
    return f"<w:p>{f'<w:pPr>{props}</w:pPr>' if props else ''}{inner}</w:p>"


BORDERS = "<w:tblBorders>" + "".join(
    f'<w:{s} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for s in ("top", "left", "bottom", "right", "insideH", "insideV")) + "</w:tblBorders>"


def cell_xml(width, span, merge, inner, before=""):
    """One w:tc. `merge` is None, "restart", "continue" or "bare" (a vMerge without a value)."""
    props = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if span > 1:
        props += f'<w:gridSpan w:val="{span}"/>'
    if merge == "bare":
        props += "<w:vMerge/>"
    elif merge:
        props += f'<w:vMerge w:val="{merge}"/>'
    props += '<w:vAlign w:val="center"/>'
    return f"{before}<w:tc><w:tcPr>{props}</w:tcPr>{inner or '<w:p/>'}</w:tc>"


def table(grid, width=9000, size=9, merge_first="restart", merge_next="bare", repeat_head=False, content=None, row_xml=None, tbl_grid=None,
          outdent=None, look="", wrap_cell=None, widths=None):
    """A w:tbl from a grid.

    `content(cell)` gives a cell's paragraphs; `row_xml(index, props, cells)` may wrap a row; `tbl_grid` replaces the columns of w:tblGrid;
    `outdent` maps a row to (columns skipped before, columns skipped after); `wrap_cell(cell, xml)` may wrap a w:tc.
    """
    total = sum(grid.weights or [1] * grid.n_cols)
    widths = widths or [int(width * w / total) for w in (grid.weights or [1] * grid.n_cols)]

    def default(cell):
        align = "center" if cell.kind in ("head", "title", "value") else "left"
        return p(cell.text, align=align, size=size, font="宋体")

    content = content or default
    rows = []
    for r in range(grid.n_rows):
        cells, col, before, after = [], 0, 0, 0
        if outdent and r in outdent:
            before, after = outdent[r]
            col = before
        while col < grid.n_cols - after:
            c = grid.at(r, col)
            w = sum(widths[col:col + c.cs])
            if c.row == r:
                xml = cell_xml(w, c.cs, merge_first if c.rs > 1 else None, content(c))
                xml = wrap_cell(c, xml) if wrap_cell else xml
            else:
                xml = cell_xml(w, c.cs, merge_next, "")
            cells.append(xml)
            col += c.cs
        props = ""
        if before:
            props += f'<w:gridBefore w:val="{before}"/><w:wBefore w:w="{sum(widths[:before])}" w:type="dxa"/>'
        if after:
            props += f'<w:gridAfter w:val="{after}"/><w:wAfter w:w="{sum(widths[-after:])}" w:type="dxa"/>'
        if repeat_head and r < grid.head_rows:
            props += "<w:tblHeader/>"
        props = f"<w:trPr>{props}</w:trPr>" if props else ""
        rows.append(row_xml(r, props, cells) if row_xml else f"<w:tr>{props}{''.join(cells)}</w:tr>")
    columns = tbl_grid if tbl_grid is not None else widths
    grid_xml = "".join(f'<w:gridCol w:w="{w}"/>' for w in columns)
    return (f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>{BORDERS}<w:tblLayout w:type="fixed"/>{look}</w:tblPr>'
            f"<w:tblGrid>{grid_xml}</w:tblGrid>{''.join(rows)}</w:tbl>")


STYLES = """<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体"/><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:pPr><w:jc w:val="both"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:pPr><w:keepNext/>{num1}<w:spacing w:before="200" w:after="120"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:rFonts w:eastAsia="黑体"/><w:sz w:val="30"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="a"/><w:pPr><w:keepNext/>{num2}<w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:rFonts w:eastAsia="楷体_GB2312"/><w:sz w:val="28"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="a3"><w:name w:val="Title"/><w:basedOn w:val="a"/><w:pPr><w:spacing w:after="240"/><w:jc w:val="center"/></w:pPr><w:rPr><w:rFonts w:eastAsia="方正小标宋简体"/><w:sz w:val="40"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="a4"><w:name w:val="header"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="paragraph" w:styleId="a5"><w:name w:val="footer"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="paragraph" w:styleId="a6"><w:name w:val="caption"/><w:basedOn w:val="a"/><w:pPr><w:jc w:val="center"/></w:pPr></w:style>
<w:style w:type="character" w:styleId="hid"><w:name w:val="Kept Back"/><w:rPr><w:vanish/></w:rPr></w:style>"""


class Docx:
    """One document: its body as XML, and the parts that belong to it."""

    def __init__(self, landscape=False):
        self.body, self.parts, self.rels, self.sect = [], {}, [], ""
        self.beside = {}
        self.num1 = self.num2 = ""
        self.landscape = landscape

    def add(self, *xml):
        self.body.extend(xml)

    def part(self, name, kind, xml, content_type):
        """A further part of the package; gives its relationship id."""
        rid = f"rId{len(self.rels) + 10}"
        self.rels.append((rid, f"{REL}/{kind}", name))
        self.parts[name] = (xml, content_type)
        return rid

    def custom(self, xml, item_id):
        """Data that content controls may be bound to, stored beside the document."""
        n = len(self.beside) // 3 + 1
        self.rels.append((f"rIdC{n}", f"{REL}/customXml", f"../customXml/item{n}.xml"))
        self.beside[f"customXml/item{n}.xml"] = xml
        self.beside[f"customXml/itemProps{n}.xml"] = (
            f'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<ds:datastoreItem ds:itemID="{item_id}" '
            f'xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"><ds:schemaRefs/></ds:datastoreItem>')
        self.beside[f"customXml/_rels/item{n}.xml.rels"] = relationships([("rId1", f"{REL}/customXmlProps", f"itemProps{n}.xml")])

    def header(self, inner):
        rid = self.part("header1.xml", "header", wrap("w:hdr", inner), TYPE + "header+xml")
        self.sect += f'<w:headerReference w:type="default" r:id="{rid}"/>'

    def footer(self, inner):
        rid = self.part("footer1.xml", "footer", wrap("w:ftr", inner), TYPE + "footer+xml")
        self.sect += f'<w:footerReference w:type="default" r:id="{rid}"/>'

    def numbering(self, inner):
        self.part("numbering.xml", "numbering", wrap("w:numbering", inner), TYPE + "numbering+xml")

    def picture(self, data, width_pt, height_pt, ext="png"):
        """A run that holds an inline picture."""
        name = f"media/image{sum(1 for n in self.parts if n.startswith('media')) + 1}.{ext}"
        rid = self.part(name, "image", data, f"image/{ext}")
        cx, cy = int(width_pt * 12700), int(height_pt * 12700)
        return (f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{cx}" cy="{cy}"/><wp:docPr id="7" name="图片 7"/>'
                f'<a:graphic><a:graphicData uri="{NAMESPACES["pic"]}"><pic:pic><pic:nvPicPr><pic:cNvPr id="7" name="图片 7"/><pic:cNvPicPr/></pic:nvPicPr>'
                f'<pic:blipFill><a:blip r:embed="{rid}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
                f'<a:ext cx="{cx}" cy="{cy}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>')

    def bytes(self, kind="docx", strict=False, prefix="w"):
        page = ('<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>' if self.landscape else '<w:pgSz w:w="11906" w:h="16838"/>')
        sect = f'<w:sectPr>{self.sect}{page}<w:pgMar w:top="1440" w:right="1300" w:bottom="1440" w:left="1300" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
        files = {"word/document.xml": wrap("w:document", "<w:body>" + "".join(self.body) + sect + "</w:body>"),
                 "word/styles.xml": wrap("w:styles", STYLES.format(num1=self.num1, num2=self.num2))}
        overrides = {"/word/document.xml": MAIN_TYPE[kind], "/word/styles.xml": TYPE + "styles+xml"}
        defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
        for name, (xml, content_type) in self.parts.items():
            files["word/" + name] = xml
            if name.startswith("media"):
                defaults[name.rsplit(".", 1)[1]] = content_type
            else:
                overrides["/word/" + name] = content_type
        rels = [("rId1", f"{REL}/styles", "styles.xml")] + self.rels
        files["word/_rels/document.xml.rels"] = relationships(rels)
        files["_rels/.rels"] = relationships([("rId1", f"{REL}/officeDocument", "word/document.xml")])
        types = "".join(f'<Default Extension="{e}" ContentType="{c}"/>' for e, c in defaults.items())
        types += "".join(f'<Override PartName="{n}" ContentType="{c}"/>' for n, c in overrides.items())
        out = {"[Content_Types].xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{types}</Types>'}
        out.update(files)
        out.update(self.beside)
        for name, xml in list(out.items()):
            if not isinstance(xml, str):
                continue
            if prefix != "w":
                xml = re.sub(r"(</?|\s)w:", rf"\1{prefix}:", xml).replace("xmlns:w=", f"xmlns:{prefix}=")
            if strict:
                for old, new in STRICT.items():
                    xml = xml.replace(f'"{old}"', f'"{new}"').replace(f'"{old}/', f'"{new}/')
            out[name] = xml
        return pack(out)


def wrap(tag, inner):
    spaces = " ".join(f'xmlns:{k}="{v}"' for k, v in NAMESPACES.items())
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<{tag} {spaces} mc:Ignorable="w14">{inner}</{tag}>'


def relationships(items):
    inner = "".join(f'<Relationship Id="{i}" Type="{k}" Target="{n}"/>' for i, k, n in items)
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def pack(files):
    """A zip with fixed dates, so that the same content gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            z.writestr(info, data.encode("utf-8") if isinstance(data, str) else data)
    return out.getvalue()
