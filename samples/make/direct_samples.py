"""Samples written directly as PDF: every font make, every manner of rules, and the ways in which pages cut and turn a table."""
import math

import forms
import png
import programs
import store
from forms import Printed, simple
from pages import Look, Rules, Sheet
from pdfwriter import Embedded, Gb1Identity, GbkSimple, Helvetica, LatinDigits, Pdf, Predefined, Type3, num
from reports import REPORTS

SCRIPT = "direct_samples.py"
MADE_BY = "direct writing"
LANDSCAPE = {"width": 841.89, "height": 595.28, "margin": 48}


def words(pr, more=""):
    """All the text of a report, for a font that is cut to it."""
    grids = [forms.table2(pr), forms.table3(pr, subtotal_row=True, subtotal_col=True, remark_col=True, top=" "), forms.table4(pr)]
    rep = pr.report
    text = rep.agency + rep.title + "".join(t for _, t in pr.sections()) + "".join(rep.overview + rep.problems + rep.others)
    return "".join(sorted(set(text + "".join(c.text for g in grids for c in g.cells) + "0123456789—-()（）续表 " + more) - {"\n"}))


def set_report(pr, font, t2=None, t3=None, t4=None, tables=None, whole=True, **sheet):
    """Sets a whole report; `t2`, `t3`, `t4` may each put a table down instead of the plain way, `tables` are options for all.

    With `whole` table 3 begins a new page where it would be cut; without, the page end cuts it."""
    s = Sheet(font, **sheet)
    rep, options = pr.report, tables or {}
    put = {2: t2 or (lambda s: s.table(forms.table2(pr), **options)), 3: t3 or (lambda s: s.table(forms.table3(pr), keep=whole, **options)), 4: t4 or (lambda s: s.table(forms.table4(pr), keep=True, **options))}
    texts = {1: rep.overview, 5: rep.problems, 6: rep.others}
    s.para(rep.agency, s.size * 1.7, "center", gap=2, leading=1.5)
    s.para(rep.title, s.size * 1.7, "center", gap=10, leading=1.5)
    for kind, title in pr.sections():
        s.para(title, s.size * 1.2, gap=4)
        for text in texts.get(kind, []):
            s.para(text, indent=2 * s.size, gap=2)
        if kind in put:
            put[kind](s)
    s.finish()
    return s


def plain_page(pdf, sheet, content, resources):
    pdf.page(content, resources, sheet.width, sheet.height)


def pdf_of(sheet, page=plain_page, before=None, after=None, images=None, compress=True):
    """The file of a set sheet. `before` and `after` give operators for each page's start and end; `page` places the content."""
    pdf = Pdf(compress)
    fonts = " ".join(f"/{n} {o} 0 R" for n, o in sheet.font.objects(pdf).items())
    pictures = " ".join(f"/{n} {make(pdf)} 0 R" for n, make in (images or {}).items())
    resources = f"<< /Font << {fonts} >>" + (f" /XObject << {pictures} >>" if pictures else "") + " >>"
    for i, canvas in enumerate(sheet.canvases):
        content = b"\n".join([before(sheet, i) if before else b""] + canvas.ops + [after(sheet, i) if after else b""])
        page(pdf, sheet, content, resources)
    return pdf.bytes()


def report(name, pr, data, shows, variant="", expect=None, pair=None, **more):
    store.save_report(f"{name}.pdf", data, MADE_BY, SCRIPT, shows, pr, variant, expect=expect, pair=pair, **more)


GBK = Predefined("GBK-EUC-H")
WHOLE = {"direct-unigb-ucs2", "direct-gb-euc", "direct-gbk2k", "direct-gb1-identity", "direct-latin-digits"}


def font_makes():
    R = REPORTS
    rows = [
        ("direct-gbk-euc", "qingyu_2022", GBK, Rules("stroke"), "GBK-EUC-H, font not embedded, stroked rules."),
        ("direct-unigb-ucs2", "wangchuan_2023", Predefined("UniGB-UCS2-H"), Rules("rect"), "UniGB-UCS2-H, font not embedded; rules are thin filled rectangles."),
        ("direct-unigb-utf16", "qiyun_2024", Predefined("UniGB-UTF16-H"), Rules("dash"), "UniGB-UTF16-H, font not embedded, dashed rules."),
        ("direct-gb-euc", "songling_2021", Predefined("GB-EUC-H"), Rules("dot", width=0.8), "GB-EUC-H, font not embedded, dotted rules; the report's own sums are wrong."),
        ("direct-gbkp-euc", "liuyuan_2025", Predefined("GBKp-EUC-H"), Rules("hair"), "GBKp-EUC-H, font not embedded, hairlines of width 0."),
        ("direct-gbk2k", "bailu_2022", Predefined("GBK2K-H"), Rules("cells"), "GBK2K-H, font not embedded; each cell is a stroked rectangle of its own."),
        ("direct-gb1-identity", "qingyu_2022", None, Rules("double"), "Identity-H over Adobe-GB1, not embedded and without ToUnicode; double rules."),
        ("direct-gbk-bytes", "wangchuan_2023", GbkSimple(), Rules("stroke"), "A simple TrueType font, not embedded, named 宋体 in GBK; its strings are GBK bytes."),
        ("direct-latin-digits", "liuyuan_2025", LatinDigits(GBK), Rules("stroke"), "Chinese in one font, digits in Times-Roman, so that each cell changes fonts."),
    ]
    for name, key, font, rules, shows in rows:
        pr = Printed(R[key])
        font = font or Gb1Identity(words(pr))
        report(name, pr, pdf_of(set_report(pr, font, rules=rules, whole=name in WHOLE)), shows)
    pr = Printed(R["qiyun_2024"])
    font = Embedded(words(pr))
    report("direct-embedded", pr, pdf_of(set_report(pr, font, whole=False, rules=Rules("pieces"))), "An embedded cut behind Identity-H with ToUnicode; each rule is made of hundreds of pieces.", pair="word-dense.docx")
    pr = Printed(R["wangchuan_2023"])
    report("direct-embedded-without-map", pr, pdf_of(set_report(pr, Embedded(words(pr), "song", "font"))), "Embedded behind Identity-H without ToUnicode: only the font program's own cmap tells the characters.")
    pr = Printed(R["liuyuan_2025"])
    report("direct-gb1-embedded", pr, pdf_of(set_report(pr, Gb1Identity(words(pr), "hei"), rules=Rules("stroke", outer=False))),
           "Embedded, Identity-H over Adobe-GB1 without ToUnicode; the tables have no outer border.")
    pr = Printed(R["bailu_2022"])
    report("direct-type3", pr, pdf_of(set_report(pr, Type3(words(pr)), whole=False)), "Type 3 fonts: every glyph a drawing, with ToUnicode.")
    pr = Printed(R["qingyu_2022"])
    radicals = {"一": "⼀", "二": "⼆", "人": "⼈", "大": "⼤", "行": "⾏", "金": "⾦", "工": "⼯", "自": "⾃", "生": "⽣", "文": "⽂"}
    report("direct-radicals", pr, pdf_of(set_report(pr, Embedded(words(pr), swap=radicals))), "ToUnicode gives Kangxi radicals for common characters, as some embedded fonts do.")
    pr = Printed(R["wangchuan_2023"])
    report("direct-private-use", pr, pdf_of(set_report(pr, Embedded(words(pr), swap={"群": "\ue5e5", "众": "\ue5e6"}))), "ToUnicode gives private-use codes for two characters of the narrative; the tables are sound.")
    pr = Printed(R["liuyuan_2025"], status="no_text")
    report("direct-without-unicode", pr, pdf_of(set_report(pr, Embedded(words(pr), unicode="none"))), "Embedded cut without ToUnicode and without cmap: no Unicode can be had, so no text.", "notext", form=None, expect=None)


def containers():
    R = REPORTS
    pr = Printed(R["qingyu_2022"])
    base = pdf_of(set_report(pr, Embedded(words(pr))))
    lock = lambda *how: programs.qpdf(base, "--allow-weak-crypto", "--static-id", "--static-aes-iv", "--encrypt", "", "owner", *how)
    report("direct-encrypted-rc4", pr, lock("128", "--use-aes=n", "--"), "Encrypted with RC4 of 128 bits under an empty user password.")
    report("direct-encrypted-aes128", pr, lock("128", "--use-aes=y", "--"), "Encrypted with AES of 128 bits under an empty user password.")
    report("direct-encrypted-aes256", pr, lock("256", "--"), "Encrypted with AES of 256 bits under an empty user password.", reproducible=False)
    report("direct-object-streams", pr, programs.qpdf(base, "--object-streams=generate", "--deterministic-id"), "Objects in object streams, a cross-reference stream.")
    report("direct-linearized", pr, programs.qpdf(base, "--linearize", "--deterministic-id"), "Linearised for the web: two cross-reference tables.")
    table, start = base.rindex(b"\nxref\n") + 6, base.rindex(b"startxref\n") + 10
    spoiled = bytearray(base)
    for i in range(base.index(b"\n", table), base.index(b"trailer", table)):
        if 48 <= spoiled[i] <= 57:
            spoiled[i] = 48 + (spoiled[i] - 48 + 3) % 10
    spoiled[start:] = b"7" + base[start:].split(b"\n", 1)[0] + b"\n%%EOF\n"
    report("direct-broken-xref", pr, bytes(spoiled), "The cross-reference table and its address are wrong; the objects themselves are sound.", expect="suspect")


def turn(rotate):
    """Places landscape content sideways on a portrait page; with /Rotate it is shown upright."""
    def page(pdf, sheet, content, resources):
        w, h = sheet.height, sheet.width
        pdf.page(b"q 0 1 -1 0 " + num(w).encode() + b" 0 cm\n" + content + b"\nQ", resources, w, h, "/Rotate 90" if rotate else "")
    return page


def cropped(pdf, sheet, content, resources):
    w, h = sheet.width, sheet.height
    marks = b"q 0.5 w " + b" ".join(f"{x} {y} m {x + 20} {y} l S {x} {y} m {x} {y + 20} l S".encode() for x in (110, 760) for y in (210, 1080)) + b" Q"
    name, data = sheet.font.pieces("裁切线以外")[0]
    marks += f"\nBT /{name} 8 Tf 1 0 0 1 150 225 Tm <{data.hex()}> Tj ET\n".encode()
    pdf.page(marks + b"q 1 0 0 1 150 250 cm\n" + content + b"\nQ", resources, w, h, f"/CropBox [150 250 {num(150 + w)} {num(250 + h)}]", media=(100, 200, 100 + w + 100, 200 + h + 100))


def in_forms(pdf, sheet, content, resources):
    """The page's content inside a form inside a form, each with a matrix of its own."""
    box = f"/BBox [0 0 {num(sheet.width)} {num(sheet.height)}]"
    inner = pdf.stream(content, f"/Type /XObject /Subtype /Form {box} /Matrix [0.5 0 0 0.5 0 0] /Resources {resources}")
    outer = pdf.stream("q 2 0 0 2 10 0 cm /Fm1 Do Q", f"/Type /XObject /Subtype /Form /BBox [0 0 2000 2000] /Matrix [1 0 0 1 -10 0] /Resources << /XObject << /Fm1 {inner} 0 R >> >>")
    pdf.page("q /Fm0 Do Q", f"<< /XObject << /Fm0 {outer} 0 R >> >>", sheet.width, sheet.height)


def page_ways():
    R = REPORTS
    pr = Printed(R["wangchuan_2023"])
    report("direct-rotate", pr, pdf_of(set_report(pr, GBK, **LANDSCAPE), turn(True)), "Content drawn sideways and shown upright by /Rotate 90.", pair="word-landscape.docx")
    pr = Printed(R["liuyuan_2025"])
    report("direct-sideways", pr, pdf_of(set_report(pr, GBK, whole=False, **LANDSCAPE), turn(False)), "Landscape pages set sideways on portrait paper without /Rotate: all text runs upwards.")
    pr = Printed(R["qiyun_2024"])
    report("direct-cropbox", pr, pdf_of(set_report(pr, GBK, number="— {} —"), cropped), "A media box with an origin of its own, a crop box, and printer's marks outside it.")
    pr = Printed(R["bailu_2022"])
    report("direct-form-xobjects", pr, pdf_of(set_report(pr, GBK), in_forms), "All content in a Form XObject inside another, with matrices.")
    pr = Printed(R["qingyu_2022"])
    sheet = set_report(pr, GBK, whole=False, number="— {} —")
    report("direct-two-up", pr, two_up(sheet), "Two pages side by side on each landscape sheet.")
    pr = Printed(R["bailu_2022"])
    report("direct-text-twice", pr, pdf_of(set_report(pr, GBK, look=Look(mode="twice"))), "All text drawn twice, a quarter of a point apart, for boldness; it counts once.")
    pr = Printed(R["liuyuan_2025"])
    report("direct-text-twice-same-place", pr, pdf_of(set_report(pr, Predefined("UniGB-UCS2-H"), look=Look(mode="twice", twice=(0, 0)))), "All text drawn twice at the very same place.")
    pr = Printed(R["qiyun_2024"])
    report("direct-watermark", pr, pdf_of(set_report(pr, GBK, whole=False), before=watermark), "Large grey words lie slantwise under every page, four times each.")
    pr = Printed(R["qingyu_2022"])
    report("direct-stamp", pr, pdf_of(set_report(pr, GBK), after=stamp_on_last, images={"Im1": stamp_image}), "A red stamp as a picture with transparency lies over the last table.")
    pr = Printed(R["wangchuan_2023"])
    report("direct-hidden-layer", pr, pdf_of(set_report(pr, GBK), after=hidden_words), "Invisible text (render mode 3) lies over each page; it is no content.")
    pr = Printed(R["liuyuan_2025"])
    report("direct-letter-spaced", pr, pdf_of(set_report(pr, GBK, whole=False, look=Look(spacing=1.6), table_size=7.5)), "Every character stands apart from the next by character spacing.")
    pr = Printed(R["qiyun_2024"])
    report("direct-per-character", pr, pdf_of(set_report(pr, GBK, look=Look(mode="char"))), "Every character is placed by a text matrix of its own.")
    pictures()


def two_up(sheet):
    pdf = Pdf()
    fonts = " ".join(f"/{n} {o} 0 R" for n, o in sheet.font.objects(pdf).items())
    k = 0.7071
    for i in range(0, len(sheet.canvases), 2):
        parts = [b"q %s 0 0 %s %s 0 cm\n" % (num(k).encode(), num(k).encode(), num(j * 420.9).encode()) + b"\n".join(c.ops) + b"\nQ" for j, c in enumerate(sheet.canvases[i:i + 2])]
        pdf.page(b"\n".join(parts), f"<< /Font << {fonts} >> >>", 841.89, 595.28)
    return pdf.bytes()


def watermark(sheet, index):
    out = []
    cos, sin = math.cos(math.radians(40)), math.sin(math.radians(40))
    name, data = sheet.font.pieces("公开资料仅供查阅")[0]
    for x, y in ((90, 120), (300, 180), (60, 480), (280, 560)):
        out.append(f"q 0.86 g BT {num(cos)} {num(sin)} {num(-sin)} {num(cos)} {x} {y} Tm /{name} 30 Tf <{data.hex()}> Tj ET Q")
    return "\n".join(out).encode()


def stamp_image(pdf, size=150):
    rgb, alpha = png.stamp(size)
    mask = pdf.stream(alpha, f"/Type /XObject /Subtype /Image /Width {size} /Height {size} /ColorSpace /DeviceGray /BitsPerComponent 8")
    return pdf.stream(rgb, f"/Type /XObject /Subtype /Image /Width {size} /Height {size} /ColorSpace /DeviceRGB /BitsPerComponent 8 /SMask {mask} 0 R")


def stamp_on_last(sheet, index):
    if index != len(sheet.canvases) - 1:
        return b""
    return f"q 115 0 0 115 {num(sheet.width - 230)} {num(sheet.height - sheet.y + 40)} cm /Im1 Do Q".encode()


def hidden_words(sheet, index):
    name, data = sheet.font.pieces("隐藏文字12345不属于正文")[0]
    return f"BT 3 Tr /{name} 9 Tf 1 0 0 1 120 400 Tm <{data.hex()}> Tj 0 Tr ET".encode()


def jpeg_size(data):
    """Width, height and number of components, from the frame header."""
    at = 2
    while True:
        marker, length = data[at + 1], int.from_bytes(data[at + 2:at + 4], "big")
        if 0xC0 <= marker <= 0xC2:
            return int.from_bytes(data[at + 7:at + 9], "big"), int.from_bytes(data[at + 5:at + 7], "big"), data[at + 9]
        at += 2 + length


def jpeg_image(pdf, data):
    w, h, parts = jpeg_size(data)
    space = {1: "DeviceGray", 3: "DeviceRGB"}[parts]
    return pdf.stream(data, f"/Type /XObject /Subtype /Image /Width {w} /Height {h} /ColorSpace /{space} /BitsPerComponent 8 /Filter /DCTDecode")


def pictures():
    """A scan, and reports one of whose tables is a picture. The pictures are made from other samples with pdftoppm."""
    R = REPORTS
    pr = Printed(R["qingyu_2022"], status="no_text")
    sheet = set_report(pr, Embedded(words(pr)))
    pages = programs.pictures(pdf_of(sheet), 72, "-gray", "-jpeg", "-jpegopt", "quality=45")
    pdf = Pdf()
    for data in pages:
        image = jpeg_image(pdf, data)
        pdf.page("q 595.28 0 0 841.89 0 0 cm /Im1 Do Q", f"<< /XObject << /Im1 {image} 0 R >> >>", 595.28, 841.89)
    report("direct-scan", pr, pdf.bytes(), "A scan: grey pictures of the pages and no text at all.", "notext", form=None, expect=None)
    for number, key, variant in ((4, "liuyuan_2025", "notable4"), (3, "bailu_2022", "notable3")):
        whole = Printed(R[key])
        grid = forms.table4(whole) if number == 4 else forms.table3(whole)
        alone = Sheet(Embedded(words(whole)), margin=4, width=491, height=90 if number == 4 else 560)
        alone.table(grid)
        picture = programs.pictures(pdf_of(alone), 90, "-gray", "-jpeg", "-jpegopt", "quality=50")[0]
        w, h = alone.width, alone.height

        def put(s, w=w, h=h):
            if s.y + h > s.bottom:
                s.feed()
            s.canvas.op(f"q {num(w)} 0 0 {num(h)} {num(s.margin - 4)} {num(s.height - s.y - h)} cm /Im1 Do Q")
            s.y += h + 8

        pr = Printed(R[key], tables=tuple(n for n in (2, 3, 4) if n != number))
        sheet = set_report(pr, GBK, **{f"t{number}": put})
        report(f"direct-table{number}-picture", pr, pdf_of(sheet, images={"Im1": lambda pdf: jpeg_image(pdf, picture)}), f"Table {number} is a picture, the rest is text: incomplete, nothing invented.", variant)


def layouts():
    R = REPORTS
    pr = Printed(R["wangchuan_2023"])
    report("direct-horizontal-rules", pr, pdf_of(set_report(pr, GBK, whole=False, rules=Rules("horizontal"), halign="right")), "Horizontal rules only, numbers set to the right.")
    pr = Printed(R["qiyun_2024"])
    report("direct-three-line", pr, pdf_of(set_report(pr, Predefined("UniGB-UCS2-H"), whole=False, rules=Rules("threeline"))), "Three-line tables with short rules under head cells that span columns.")
    pr = Printed(R["liuyuan_2025"])
    report("direct-no-rules", pr, pdf_of(set_report(pr, GBK, rules=Rules("none"))), "No rules at all: columns by alignment, rows by base lines, labels that wrap.")
    pr = Printed(R["liuyuan_2025"], zero="")
    report("direct-no-rules-blank", pr, pdf_of(set_report(pr, GBK, rules=Rules("none"))), "No rules at all, and zero is left blank.", "blank")
    pr = Printed(R["bailu_2022"])
    report("direct-bands", pr, pdf_of(set_report(pr, GBK, whole=False, rules=Rules("bands"))), "Shaded bands instead of rules.")
    pr = Printed(R["yuanchuan_2019"])
    report("direct-form-2019-three-line", pr, pdf_of(set_report(pr, GBK, rules=Rules("threeline"))), "Form 2019 in three-line tables, every value another.")
    pr = Printed(R["qiyun_2024"])
    narrow = lambda s: s.table(forms.table3(pr), width=380, size=6.4)
    report("direct-narrow-gaps", pr, pdf_of(set_report(pr, GBK, rules=Rules("none"), pad=0.7, halign="right", t3=narrow)), "No rules, and the gaps between numbers of table 3 are narrower than a digit.")

    pr = Printed(R["wangchuan_2023"])
    upright = {"三、本年度办理结果", "（三）不予公开", "（四）无法提供", "（五）不予处理", "（六）其他处理", "自然人", "总计"}
    def thin(s):
        grid = forms.table3(pr)
        grid.weights = [0.62, 0.62, 4.6] + [1.1] * 7
        s.table(grid, upright=upright)
    report("direct-upright-labels", pr, pdf_of(set_report(pr, GBK, t3=thin)), "Row labels and head cells run down one character a line.")
    pr = Printed(R["wangchuan_2023"])
    report("direct-wrapped-digits", pr, pdf_of(set_report(pr, GBK, t4=lambda s: s.table(forms.table4(pr), width=190, keep=True))), "Table 4 so narrow that its numbers wrap onto a second line.")
    pr = Printed(R["qiyun_2024"], thousands=True)
    report("direct-thousands-right", pr, pdf_of(set_report(pr, LatinDigits(GBK), halign="right", valign="top", shade_head=True)), "Thousands separators, numbers to the right and at the top of their cells, a shaded head.")
    pr = Printed(R["shiqiao_2023"], zero="/")
    report("direct-slashes", pr, pdf_of(set_report(pr, GBK)), "Every cell holds a slash.", "blank")
    pr = Printed(R["liuyuan_2025"])
    report("direct-remark-column", pr, pdf_of(set_report(pr, GBK, t3=lambda s: s.table(forms.table3(pr, remark_col=True, top="依申请公开办理情况表（单位：件）")))), "An added head row and an added empty column 备注.")
    pr = Printed(R["shuangyu_2020"], signs=True)
    report("direct-form-2019-signs", pr, pdf_of(set_report(pr, GBK)), "Form 2019 with 增 and 减 in words.", "signs", pair="word-form-2019.docx")


def cuts():
    R = REPORTS
    def way(name, key, shows, number=None, **table):
        pr = Printed(R[key])
        sheet = set_report(pr, GBK, number=number, t3=lambda s: s.table(forms.table3(pr), **table))
        report(name, pr, pdf_of(sheet), shows)
    way("direct-cut-page-number", "qiyun_2024", "Table 3 cut by a page end, the page number — 1 — between the halves, no repeated head.", "— {} —", cut=14)
    way("direct-cut-repeated-head", "wangchuan_2023", "Table 3 cut by a page end, its head repeated.", "— {} —", cut=18, repeat_head=True)
    way("direct-cut-mid-group", "bailu_2022", "Table 3 cut inside the group 不予公开; the merged labels are not printed again.", None, cut=10)
    way("direct-cut-inside-row", "liuyuan_2025", "A row of table 3 is itself cut in two by the page end: the second line of its label is on the next page.", "{}", cut_inside=6)
    pr = Printed(R["qiyun_2024"])
    continued = lambda s: s.para("（续表）", 8, "right", gap=2)
    sheet = set_report(pr, GBK, running="栖云县自然资源局信息公开年报", number="第 {} 页", t3=lambda s: s.table(forms.table3(pr), cut=12, repeat_head=True, between=continued))
    report("direct-cut-continued", pr, pdf_of(sheet), "Table 3 cut with a line 续表, a running head and page numbers between the halves.")
    pr = Printed(R["wangchuan_2023"])
    sheet = set_report(pr, GBK, table_size=14, size=12, height=620, number="— {} —")
    report("direct-cut-many-pages", pr, pdf_of(sheet), "Large type on low pages: table 3 runs over several pages.")

    first = simple([["月份", "接待人次", "接访件"], ["一月", "412", "36"], ["二月", "287", "21"], ["三月", "530", "44"]], caption="表1 一季度接待情况")
    second = simple([["月份", "接待人次", "接访件"], ["四月", "498", "39"], ["五月", "611", "52"], ["六月", "475", "33"]], caption="表2 二季度接待情况")
    s = Sheet(GBK, height=420, number="— {} —")
    s.para("松岭区群众接待中心上半年情况", 16, "center", gap=8)
    s.para("上半年共接待群众两千余人次，来访事项多与物业和道路有关。", indent=22)
    s.para("一季度雨雪较多，来访人次偏少；进入二季度后逐月回升，五月最多。中心增设了两个窗口，并安排律师每周二值班。", indent=22)
    s.y = 285
    s.para(first.caption, 9, "center", gap=2)
    s.table(first, width=400)
    s.feed()
    s.para(second.caption, 9, "center", gap=2)
    s.table(second, width=400)
    s.para("以上两表口径相同，不重复计算。", indent=22)
    s.finish()
    store.save("direct-two-tables-follow.pdf", pdf_of(s), MADE_BY, SCRIPT, "A table ends a page and another with the same columns begins the next under a caption of its own: two tables, not one.",
               forms.grid_truth([first, second], [(1, "松岭区群众接待中心上半年情况")]))


def general():
    tables = [simple([["指标", "计量单位", "2021年", "2022年", "2023年"], ["绿地面积", "公顷", "1 204.5", "1 268.0", "1 331.7"], ["公园个数", "个", "38", "41", "45"],
                      ["人均绿地", "平方米", "13.2", "13.9", ""], ["补植树木", "万株", "(2.1)", "6.8", "7.4"]], caption="表1 城市绿化主要指标", weights=[2, 1.4, 1.4, 1.4, 1.4]),
              simple([[("区域", 2, 1), ("新建", 1, 2), None, ("改建", 1, 2), None], [None, "个数", "面积", "个数", "面积"], [("主城", 2, 1), "3", "18.4", "5", "9.2"], [None, "1", "6.7", "—", "—"],
                      ["外围", "2", "30.1", "4", "12.6"]], head=2, caption="表2 公园建设情况（面积：公顷）")]
    font = Predefined("UniGB-UCS2-H")
    s = Sheet(font, rules=Rules("threeline"), table_size=9)
    heads = [(1, "云杉市园林绿化统计简报"), (2, "一、总量"), (2, "二、建设")]
    s.para(heads[0][1], 17, "center", gap=8)
    s.para(heads[1][1], 13)
    s.para("全市绿地面积继续增加，人均数待人口普查后补报。", indent=22)
    s.para(tables[0].caption, 9, "center", gap=2)
    s.table(tables[0])
    s.para("注：括号内为核减数。", 8)
    s.para(heads[2][1], 13)
    s.para("公园建设以口袋公园为主，外围多为郊野公园。", indent=22)
    s.para(tables[1].caption, 9, "center", gap=2)
    s.table(tables[1])
    s.finish()
    store.save("direct-general-three-line.pdf", pdf_of(s), MADE_BY, SCRIPT, "Chinese statistics in three-line tables: thousands parted by spaces, brackets, a blank cell, a two-level head, merged first column.", forms.grid_truth(tables, heads))

    left = simple([["Ward", "Beds", "Used"], ["North", "42", "39"], ["South", "36", "28"], ["West", "18", "18"]], caption="Table A. January")
    right = simple([["Ward", "Beds", "Used"], ["North", "42", "35"], ["South", "38", "31"], ["West", "20", "17"]], caption="Table B. February")
    low = simple([["Item", "Unit", "First half", "Second half"], ["Linen", "kg", "1 830", "1 912"], ["Water", "m3", "(12.5)", "640.2"], ["Power", "kWh", "", "90 417"]], caption="Table C. Supplies")
    s = Sheet(Helvetica(), table_size=9)
    heads = [(1, "Hospital Monthly Note"), (2, "Wards"), (2, "Supplies")]
    s.para(heads[0][1], 18, gap=8)
    s.para(heads[1][1], 13)
    s.para("Beds were counted each morning at seven; closed beds are left out.")
    y = s.y
    s.canvas.text(s.margin, y + 12, 9, left.caption)
    s.canvas.text(s.margin + 250, y + 12, 9, right.caption)
    s.y = y + 18
    s.table(left, width=220)
    end, s.y = s.y, y + 18
    s.table(right, width=220, x0=s.margin + 250)
    s.y = max(end, s.y)
    s.para(heads[2][1], 13)
    s.para("Figures in brackets are credits from the year before.")
    s.para(low.caption, 9, gap=2)
    s.rules = Rules("horizontal")
    s.table(low, width=360)
    s.finish()
    store.save("direct-general-english.pdf", pdf_of(s), MADE_BY, SCRIPT, "English tables side by side with full rules, and one with horizontal rules alone.", forms.grid_truth([left, right, low], heads))

    grid = simple([["Code", "Name", "Opening", "Closing", "Change"], ["A-01", "Mill road pump", "120.0", "98.5", "-21.5"], ["A-02", "Old bridge pump", "75.2", "80.0", "4.8"], ["B-07", "Hill tank", "", "310.4", "310.4"],
                   ["B-09", "Quay tank", "44.0", "44.0", "0.0"]], weights=[1, 2.4, 1.2, 1.2, 1.2])
    s = Sheet(Helvetica(), rules=Rules("none"), table_size=10, halign="right")
    s.para("Pump and tank log", 16, gap=10)
    s.para("The table below has no rules; numbers are set to the right.", gap=8)
    s.table(grid, width=420)
    s.finish()
    store.save("direct-general-no-rules.pdf", pdf_of(s), MADE_BY, SCRIPT, "An English table without any rules, numbers to the right, one cell blank.", forms.grid_truth([grid], [(1, "Pump and tank log")]))


def make():
    for step in (font_makes, containers, page_ways, layouts, cuts, general):
        step()
