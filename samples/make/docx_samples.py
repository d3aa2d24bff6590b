"""The DOCX samples: OOXML by hand in the habits of Word and WPS, and files saved anew by LibreOffice."""
import re

import forms
import ooxml
import png
import store
from forms import LEAF_LABELS, Printed, simple
from ooxml import Docx, cell_xml, p, run, table
from reports import NUMERALS, REPORTS

SCRIPT = "docx_samples.py"
BY_HAND = "OOXML by hand"
DATE = 'w:id="{}" w:author="校对" w:date="2023-01-10T09:00:00Z"'
UNITS = {"table2.fee.amount": "万元"}


def heading(kind, text, mode):
    if mode == "styled":
        return p(text, style="1", font="黑体", size=15)
    if mode == "auto":
        return p(re.sub(r"^.、", "", text), style="1", font="黑体", size=15)
    return p(text, font="黑体", size=15)


def build(pr, mode="plain", t2=None, t3=None, t4=None, para=None, landscape=False, table_options=None):
    """A whole report; `t2`, `t3`, `t4` are lists of XML that stand instead of the plain tables."""
    rep, doc = pr.report, Docx(landscape)
    para = para or (lambda text: p(text, indent=True, size=14))
    width = 14200 if landscape else 9200
    options = {"width": width, **(table_options or {})}
    tables = {2: t2 if t2 is not None else [table(forms.table2(pr), **options)],
              3: t3 if t3 is not None else [table(forms.table3(pr), **options)],
              4: t4 if t4 is not None else [table(forms.table4(pr), **options)]}
    doc.add(p(rep.agency, style="a3", size=20, font="方正小标宋简体"), p(rep.title, style="a3", size=20, font="方正小标宋简体"))
    texts = {1: rep.overview, 5: rep.problems, 6: rep.others}
    for kind, title in pr.sections():
        doc.add(heading(kind, title, mode))
        for text in texts.get(kind, []):
            doc.add(para(text))
        doc.add(*tables.get(kind, []))
        if kind in (2, 3, 4):
            doc.add(p())
    return doc


def report(name, pr, shows, doc=None, variant="", kind="docx", expect=None, pair=None, **save):
    doc = doc or build(pr)
    store.save_report(f"{name}.{kind}", doc.bytes(kind, **save), BY_HAND, SCRIPT, shows, pr, variant, expect=expect, pair=pair)


def value_cells(change):
    """Content function that lets `change(cell)` give the XML of a value's paragraph, or None for the plain one."""
    def content(cell):
        made = change(cell)
        if made is not None:
            return made
        return p(cell.text, align="center" if cell.kind != "label" else "left", size=9, font="宋体")
    return content


# ---- the variations -------------------------------------------------------------------------------------------------------------------

def plain():
    pr = Printed(REPORTS["qingyu_2022"])
    report("word-plain", pr, "The usual report as Word saves it: vMerge with restart, one grid for all rows, typed section numbers.", build(pr))
    pr = Printed(REPORTS["qingyu_2023"])
    report("word-next-year", pr, "The same office a year later: its own sums hold, but two figures do not follow from the year before.", build(pr))
    pr = Printed(REPORTS["qiyun_2024"])
    report("word-dense", pr, "Every cell of the three tables holds another number, so that any shift shows; headings by style.", build(pr, "styled"))
    pr = Printed(REPORTS["wangchuan_2023"])
    report("word-landscape", pr, "A city's large figures on landscape pages, the table head set to repeat.", build(pr, "styled", landscape=True, table_options={"repeat_head": True}))
    pr = Printed(REPORTS["songling_2021"])
    report("word-inconsistent-requests", pr, "The report itself is wrong: a row of table 3 and a total do not add up; nothing may be repaired.", build(pr))
    pr = Printed(REPORTS["bailu_2022"])
    report("word-inconsistent-litigation", pr, "The report itself is wrong in a total of table 3 and in one of table 4.", build(pr))
    pr = Printed(REPORTS["shiqiao_2023"])
    report("word-all-zero", pr, "A small office whose every value is 0.", build(pr))
    pr = Printed(REPORTS["shuangyu_2020"], signs=True)
    report("word-form-2019", pr, "Form 2019 with 增 and 减 in words, service items and procurement.", build(pr), "signs")
    pr = Printed(REPORTS["yuanchuan_2019"])
    report("wps-form-2019-dense", pr, "Form 2019 with every value different and signed numbers.", build(pr, table_options={"merge_next": "continue"}))
    pr = Printed(REPORTS["boqiao_2022"])
    report("wps-old-form-in-2022", pr, "A report for 2022 on the form of 2019: the labels decide, not the year.", build(pr))


def merges():
    pr = Printed(REPORTS["liuyuan_2025"])
    opts = dict(merge_first="bare", merge_next="bare")
    report("wps-vmerge-without-restart", pr, "Vertical merges without any restart: the first cell of each merge is a bare vMerge too.",
           build(pr, t3=[table(forms.table3(pr), **opts)]))

    pr = Printed(REPORTS["qiyun_2024"])
    grid = forms.table3(pr)
    widths = [700, 900, 2900] + [680] * 7

    def widen(cell, xml):
        if cell.row >= grid.head_rows and cell.col <= 2 < cell.col + cell.cs:
            span = cell.cs + 1
            xml = re.sub(r"<w:gridSpan[^>]*/>", "", xml)
            return xml.replace('type="dxa"/>', f'type="dxa"/><w:gridSpan w:val="{span}"/>', 1)
        return xml

    xml = table(grid, widths=widths, wrap_cell=widen, tbl_grid=[700, 900, 2000, 900] + [680] * 7)
    t2 = forms.table2(pr)
    report("wps-grid-mismatch", pr, "Data rows span one grid column more than head rows, and tblGrid of table 2 has too few columns; the cell widths are right.",
           build(pr, t2=[table(t2, tbl_grid=[4600, 4600])], t3=[xml]))

    pr = Printed(REPORTS["bailu_2022"])
    grid = forms.table3(pr)
    for c in grid.cells:
        if c.row == 0 and c.col == 0:
            c.rs = 1
        if c.text == "总计" and c.kind == "head":
            c.rs = 1
    xml = table(grid, outdent={1: (3, 0), 2: (3, 1)})
    report("word-grid-before-after", pr, "Head rows that leave out grid columns with gridBefore and gridAfter instead of merged cells.", build(pr, t3=[xml]))

    pr = Printed(REPORTS["wangchuan_2023"])
    grid = forms.table3(pr)
    grid.weights = [0.8, 1.3, 4.4] + [1.1] * 7
    small = lambda cell: p(cell.text, align="center", size=6.5 if cell.kind == "label" and cell.rs > 1 else 9, font="宋体")
    turned = lambda cell, xml: xml.replace("<w:vAlign", '<w:textDirection w:val="tbRlV"/><w:vAlign', 1) if cell.kind == "label" and cell.rs >= 5 else xml
    doc = build(pr, t3=[table(grid, wrap_cell=turned, content=small)])
    where = next(i for i, x in enumerate(doc.body) if pr.report.heading(3) in x)
    doc.body.insert(where, p(raw='<w:r><w:br w:type="page"/></w:r>'))
    report("word-vertical-labels", pr, "The tallest row labels of table 3 are set as vertical text.", doc)

    pr = Printed(REPORTS["liuyuan_2025"])
    xml = table(forms.table4(pr))

    def hmerge(match):
        n = int(match.group(1))
        return f'<w:hMerge w:val="restart"/>{match.group(2)}</w:tcPr>{match.group(3)}</w:tc>' + '<w:tc><w:tcPr><w:tcW w:w="600" w:type="dxa"/><w:hMerge w:val="continue"/></w:tcPr><w:p/></w:tc>' * (n - 1)

    xml = re.sub(r'<w:gridSpan w:val="(\d+)"/>(.*?)</w:tcPr>(.*?)</w:tc>', hmerge, xml)
    report("wps-hmerge", pr, "Table 4 merged across with hMerge, the old way, instead of gridSpan.", build(pr, t4=[xml]))


NUM_LEVEL = '<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{f}"/>{s}<w:suff w:val="nothing"/><w:lvlText w:val="{t}"/><w:lvlJc w:val="left"/></w:lvl>'


def numbering():
    pr = Printed(REPORTS["qingyu_2022"])
    doc = build(pr, "auto")
    doc.num1 = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    doc.num2 = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'
    levels = [("chineseCountingThousand", '<w:pStyle w:val="1"/>', "%1、"), ("chineseCountingThousand", '<w:pStyle w:val="2"/>', "（%2）"),
              ("decimal", "", "%3."), ("decimalEnclosedCircle", "", "%4")]
    abstract = '<w:abstractNum w:abstractNumId="{}"><w:multiLevelType w:val="multilevel"/>' + "".join(
        NUM_LEVEL.format(i=i, f=f, s=s, t=t) for i, (f, s, t) in enumerate(levels)) + "</w:abstractNum>"
    doc.numbering(abstract.format(0) + '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
                  '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="2"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
                  '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="2"><w:startOverride w:val="4"/></w:lvlOverride></w:num>')
    more = [p("公开渠道", style="2"), p("县政府网站。", num=(2, 2), size=14), p("乡镇公告栏。", num=(2, 2), size=14), p("扫码查询。", num=(2, 3), size=14),
            p("答复方式", style="2"), p("当面领取。", num=(3, 2), size=14), p("邮寄送达。", num=(3, 2), size=14)]
    doc.body[6:6] = more
    report("word-auto-numbering", pr, "All section numbers come from automatic numbering linked to styles; lists restart by lvlOverride, once at 4.", doc)

    pr = Printed(REPORTS["liuyuan_2025"])
    grid = forms.table3(pr)
    starts = {"deny": 1, "unable": 2, "refuse": 3, "other": 4}
    text_num = {LEAF_LABELS[k]: n for k in LEAF_LABELS for q, n in starts.items() if k.startswith(q + "_")}

    def content(cell):
        if cell.kind == "label" and cell.text in text_num:
            return p(cell.text.split(".", 1)[1], num=(text_num[cell.text], 0), size=9, font="宋体")
        return p(cell.text, align="center", size=9, font="宋体")

    doc = build(pr, t3=[table(grid, content=content)])
    one = '<w:abstractNum w:abstractNumId="5"><w:multiLevelType w:val="singleLevel"/>' + NUM_LEVEL.format(i=0, f="decimal", s="", t="%1.") + "</w:abstractNum>"
    doc.numbering(one + "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="5"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>' for n in (1, 2, 3, 4)))
    report("word-auto-numbering-in-cells", pr, "The numbers of the row labels of table 3 are automatic and start anew in each group.", doc)


def runs():
    pr = Printed(REPORTS["wangchuan_2023"])

    def split(text):
        """One run a character or two, broken inside words and numbers, with proofing marks between."""
        out, i = [], 0
        while i < len(text):
            n = 1 + (i % 3 == 1)
            out.append(run(text[i:i + n], size=9, font="宋体") + ('<w:proofErr w:type="spellStart"/>' if i % 4 == 0 else ""))
            i += n
        return "".join(out)

    content = lambda cell: p(raw='<w:bookmarkStart w:id="3" w:name="_GoBack"/><w:bookmarkEnd w:id="3"/>' + split(cell.text), align="center")
    report("word-split-runs", pr, "Runs split inside every label and number, with bookmarks and proofing marks between the pieces.",
           build(pr, t2=[table(forms.table2(pr), content=content)], t3=[table(forms.table3(pr), content=content)],
                 para=lambda text: p(raw=split(text), indent=True)))


def tracked():
    pr = Printed(REPORTS["qingyu_2022"])
    n = [100]

    def mark():
        n[0] += 1
        return DATE.format(n[0])

    def deleted(text):
        return f'<w:del {mark()}><w:r>{ooxml.rpr(9, font="宋体")}<w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'

    def inserted(text, size=9):
        return f"<w:ins {mark()}>{run(text, size=size, font='宋体')}</w:ins>"

    def change(cell):
        if cell.path == "table3.new.natural":
            return p(raw=deleted("15") + inserted(cell.text), align="center")
        if cell.path == "table3.granted.total":
            return p(raw=run("", size=9) + deleted("1") + inserted(cell.text) + deleted("0"), align="center")
        if cell.path == "table2.licence.n":
            return p(raw=run(cell.text[:1], size=9) + inserted(cell.text[1:]) + deleted("9"), align="center")
        return None

    content = value_cells(change)

    def row(index, props, cells):
        xml = f"<w:tr>{props}{''.join(cells)}</w:tr>"
        if index == 4:  # an inserted row, and after it one that was struck out
            xml = f"<w:tr><w:trPr><w:ins {mark()}/></w:trPr>{''.join(cells)}</w:tr>"
            gone = cell_xml(3000, 3, None, p(raw=deleted("另：上年补登申请数量"))) + "".join(cell_xml(600, 1, None, p(raw=deleted("8"))) for _ in range(7))
            xml += f"<w:tr><w:trPr><w:del {mark()}/></w:trPr>{gone}</w:tr>"
        return xml

    doc = build(pr, t2=[table(forms.table2(pr), content=content)], t3=[table(forms.table3(pr), content=content, row_xml=row)])
    moved = "全县农技推广信息由县站统一汇总后公开。"
    source = (f'<w:moveFromRangeStart {mark()} w:name="move1"/><w:moveFrom {mark()}>{run(moved, size=14)}</w:moveFrom><w:moveFromRangeEnd w:id="{n[0] - 1}"/>')
    target = (f'<w:moveToRangeStart {mark()} w:name="move1"/><w:moveTo {mark()}>{run(moved, size=14)}</w:moveTo><w:moveToRangeEnd w:id="{n[0] - 1}"/>')
    doc.body.insert(3, p(raw=source, indent=True))
    doc.body.insert(7, p(raw=target, indent=True))
    struck = f'<w:p><w:pPr><w:rPr><w:del {mark()}/></w:rPr></w:pPr>{deleted("此段数字待核，收到申请15件。")}</w:p>'
    doc.body.insert(5, struck)
    report("word-tracked-changes", pr, "Changes not yet accepted: deleted and inserted figures, a moved paragraph, an inserted row and a struck-out one; read as accepted.", doc)


def sdt(inner, level="block", alias="内容"):
    return f'<w:sdt><w:sdtPr><w:alias w:val="{alias}"/><w:id w:val="{10000 + len(inner) % 9973}"/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>'


def controls():
    pr = Printed(REPORTS["liuyuan_2025"])

    def content(cell):
        if cell.kind == "value" and cell.col % 2:
            return p(raw=sdt(run(cell.text, size=9), "run"), align="center")
        if cell.kind == "value" and cell.col % 5 == 0:
            return sdt(p(cell.text, size=9, align="center"))
        return p(cell.text, size=9, align="center", font="宋体")

    def row(index, props, cells):
        xml = f"<w:tr>{props}{''.join(cells)}</w:tr>"
        return sdt(xml, "row") if index in (3, 7, 8, 20) else xml

    wrap_cell = lambda cell, xml: sdt(xml, "cell") if cell.kind == "value" and cell.row % 3 == 0 else xml
    t3 = table(forms.table3(pr), content=content, row_xml=row, wrap_cell=wrap_cell)
    doc = build(pr, t3=[sdt(t3)], t4=[sdt(sdt(table(forms.table4(pr))))])
    doc.body[0] = sdt(doc.body[0], alias="机关名称")
    doc.body[3] = sdt(doc.body[3])
    report("word-content-controls", pr, "Content controls around paragraphs, runs, whole tables, rows, cells and inside cells, one within another.", doc)


def boxes():
    pr = Printed(REPORTS["bailu_2022"])
    doc = build(pr)
    inner = p("索引号：BLZ0012—2023—00045", size=10.5) + p("发布日期：2023年1月18日", size=10.5)
    shape = ('<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1" distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2">'
             '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>3000000</wp:posOffset></wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>'
             '<wp:extent cx="2400000" cy="500000"/><wp:wrapTopAndBottom/><wp:docPr id="2" name="文本框 2"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
             f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2400000" cy="500000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>'
             '</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>'
             f'<mc:Fallback><w:pict><v:shape style="position:absolute;width:189pt;height:40pt"><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>')
    doc.body.insert(0, p(raw=shape))
    report("word-text-box", pr, "A text box before the title with its fallback copy: its words count once.", doc)


def hidden_and_fields():
    pr = Printed(REPORTS["qingyu_2022"])
    hidden = lambda text: run(text, size=9, extra="<w:vanish/>")
    field = lambda instr, result, size=9: (f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {instr} </w:instrText></w:r>'
                                           f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result, size=size)}<w:r><w:fldChar w:fldCharType="end"/></w:r>')

    def change(cell):
        if cell.path and cell.path.startswith("table3.new."):
            return p(raw=field(f"={cell.path.split('.')[2]}+0", cell.text), align="center")
        if cell.path == "table3.granted.natural":
            return p(raw=hidden("88") + run(cell.text, size=9), align="center")
        if cell.path == "table2.penalty.n":
            return p(raw=f'<w:fldSimple w:instr=" MERGEFIELD 处罚 ">{run(cell.text, size=9)}</w:fldSimple>', align="center")
        return None

    content = value_cells(change)
    doc = build(pr, t2=[table(forms.table2(pr), content=content)], t3=[table(forms.table3(pr), content=content)])
    doc.body.insert(2, p(raw=field("TOC \\o 1-1 \\h", "") + hidden("目录已停用"), size=9))
    doc.body.insert(4, p(raw=f'<w:r><w:rPr><w:rStyle w:val="hid"/></w:rPr>{ooxml.t("内部提示：此处勿删。")}</w:r>'))
    signs = run("核对结果：", size=14) + '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>' + run("已核，电话0000", size=14) + "<w:r><w:noBreakHyphen/></w:r>" + run("12345。", size=14)
    doc.body.append(p(raw=signs, indent=True))
    link = doc.part("https://gk.qingyu.example/index.html", "hyperlink", "", "")
    doc.parts.pop("https://gk.qingyu.example/index.html")
    doc.rels[-1] = (link, f"{ooxml.REL}/hyperlink\" TargetMode=\"External", "https://gk.qingyu.example/index.html")
    doc.body.append(p(raw=run("电子版见", size=14) + f'<w:hyperlink r:id="{link}">{run("公开专栏", size=14)}</w:hyperlink>' + run("。", size=14), indent=True))
    report("word-hidden-text-and-fields", pr, "Hidden text before a figure, figures that are results of fields, a symbol, a hyphen that does not break, a hyperlink: results stay, instructions and hidden words do not.", doc)


def notes():
    pr = Printed(REPORTS["wangchuan_2023"])
    doc = build(pr)
    note = lambda kind, i, text: f'<w:{kind} w:id="{i}"><w:p><w:r><w:{kind}Ref/></w:r>{run(text, size=9)}</w:p></w:{kind}>'
    stub = lambda kind: (f'<w:{kind} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:{kind}>'
                         f'<w:{kind} w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:{kind}>')
    doc.part("footnotes.xml", "footnotes", ooxml.wrap("w:footnotes", stub("footnote") + note("footnote", 1, "统计范围含市直部门和各县区，时间截至2023年12月31日。")), ooxml.TYPE + "footnotes+xml")
    doc.part("endnotes.xml", "endnotes", ooxml.wrap("w:endnotes", stub("endnote") + note("endnote", 1, "政策文件库的收录数含转载文件。")), ooxml.TYPE + "endnotes+xml")
    doc.body[3] = p(raw=run(pr.report.overview[0], size=14) + '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="1"/></w:r>', indent=True)
    doc.body[5] = p(raw=run(pr.report.overview[2], size=14) + '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:endnoteReference w:id="1"/></w:r>', indent=True)
    doc.header(p("望川市人民政府公报（增刊）", style="a4", size=9))
    doc.footer(p(raw=run("— ", size=10) + '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>' + run(" —", size=10), style="a5", align="center"))
    report("word-notes-headers-footers", pr, "Footnotes, endnotes, a running head and page numbers in the foot: furniture and notes, not body text.", doc)


def bound():
    pr = Printed(REPORTS["liuyuan_2025"])
    store_id = "{6B1C2A40-31D7-4C55-9F1E-0A7D5B2C9E11}"

    def control(xml, path):
        return (f'<w:sdt><w:sdtPr><w:dataBinding w:prefixMappings="xmlns:n0=&quot;urn:report&quot;" w:xpath="/n0:report[1]/n0:{path}" '
                f'w:storeItemID="{store_id}"/><w:text/></w:sdtPr><w:sdtContent>{xml}</w:sdtContent></w:sdt>')

    grid = forms.table4(pr)
    figures = [c for c in grid.cells if c.kind == "value"]
    items = "".join(f"<f>{c.text}</f>" for c in figures)
    stale = next(c for c in figures if c.text != "0")

    def content(cell):
        if cell.kind != "value":
            return p(cell.text, align="left", size=9, font="宋体")
        # The template was filled in once more after the text of one control was laid out for the last time.
        text = str(int(cell.text) + 3) if cell is stale else cell.text
        return control(p(text, align="center", size=9), f"f[{[c is cell for c in figures].index(True) + 1}]")

    doc = build(pr, t4=[table(grid, content=content)])
    doc.body[0] = control(p("某某单位", style="a3", size=20, font="方正小标宋简体"), "agency[1]")
    doc.custom(f'<report xmlns="urn:report"><agency>{pr.report.agency}</agency>{items}</report>', store_id)
    report("word-bound-controls", pr, "Content controls bound to data beside the document: the office and one figure of table 4 are out of date in the text; Word shows the data.",
           doc, expect="suspect")


def layouts():
    pr = Printed(REPORTS["bailu_2022"])
    inner = build(pr, table_options={"width": 8600})
    frame = lambda xml, w: (f'<w:tbl><w:tblPr><w:tblW w:w="{w}" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="{w}"/></w:tblGrid>'
                            f'<w:tr><w:tc><w:tcPr><w:tcW w:w="{w}" w:type="dxa"/></w:tcPr>{xml}<w:p/></w:tc></w:tr></w:tbl>')
    doc = Docx()
    doc.add(*inner.body[:2], frame("".join(inner.body[2:]), 9200), p())
    beside = Docx()
    links = "".join(p(text, size=9) for text in ("首页", "政务公开", "办事服务"))
    cells = "".join(f'<w:tc><w:tcPr><w:tcW w:w="{w}" w:type="dxa"/></w:tcPr>{xml}</w:tc>' for w, xml in ((1200, links), (8600, "".join(inner.body) + "<w:p/>")))
    beside.add(f'<w:tbl><w:tblPr><w:tblW w:w="9800" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="1200"/><w:gridCol w:w="8600"/></w:tblGrid><w:tr>{cells}</w:tr></w:tbl>', p())
    report("wps-layout-beside-links", pr, "A page saved from the web: the links of the site in the left cell of a layout table, the whole report in the right one.", beside)
    report("wps-layout-table", pr, "The whole report sits in one cell of a layout table, the standard tables nested within.", doc)

    pr = Printed(REPORTS["wangchuan_2023"])
    grid = forms.table3(pr)
    cut = 15
    first, second = grid.slice(0, cut), grid.slice(cut, grid.n_rows)
    relabel(second, grid, cut)
    report("word-table3-cut", pr, "Table 3 is two tables with a paragraph mark between, the second without a head; merged labels start again empty.",
           build(pr, t3=[table(first), p(), table(second)]))

    pr = Printed(REPORTS["qiyun_2024"])
    grid = forms.table3(pr)
    first, second, third = grid.slice(0, 13), grid.slice(13, 22, head=3), grid.slice(22, grid.n_rows, head=3)
    report("word-table3-cut-repeated-head", pr, "Table 3 is three tables, the head repeated in each and a line (续表) between.",
           build(pr, t3=[table(first), p("（续表）", align="right", size=9), table(second), p("（续表）", align="right", size=9), table(third)]))

    pr = Printed(REPORTS["liuyuan_2025"])
    report("word-head-row-added", pr, "A fourth head row above table 3 names the table and the unit.",
           build(pr, t3=[table(forms.table3(pr, top="政府信息公开申请办理情况统计表（单位：件）"))]))
    pr = Printed(REPORTS["qingyu_2022"])
    report("wps-head-row-numbers", pr, "A row of column numbers (栏次) stands between head and body of table 3.", build(pr, t3=[table(forms.table3(pr, numbers=True))]))
    pr = Printed(REPORTS["wangchuan_2023"])
    report("wps-subtotals", pr, "Rows and a column 小计 that the form does not know stand in table 3.",
           build(pr, t3=[table(forms.table3(pr, subtotal_row=True, subtotal_col=True))]))
    pr = Printed(REPORTS["liuyuan_2025"])
    four = [x for g in forms.table2_four(pr) for x in (table(g), p())]
    report("wps-table2-in-four", pr, "Each block of table 2 is a table of its own.", build(pr, t2=four))

    pr = Printed(REPORTS["qingyu_2022"], headings=[(k, REPORTS["qingyu_2022"].heading(k)) for k in (2, 3, 4, 1, 5, 6)])
    report("word-tables-first", pr, "The three tables come before the narrative and no section carries a number.", build(pr, "styled"), "tablesfirst")
    pr = Printed(REPORTS["songling_2021"], headings=[(k, f"{n}. {REPORTS['songling_2021'].heading(k)}") for n, k in enumerate((1, 2, 3, 4, 5), 1)])
    report("wps-arabic-numbers", pr, "Sections are numbered 1. to 5. and the sixth is missing.", build(pr), "fivesections")
    twist = {4: "因政府信息公开工作被申请行政复议、提起行政诉讼情况", 3: "收到和处理政府信息公开申请的情况"}
    rep = REPORTS["liuyuan_2025"]
    pr = Printed(rep, headings=[(k, f"（{NUMERALS[k]}）{twist.get(k, rep.heading(k))}") for k in range(1, 7)])
    words = {"四、结转下年度继续办理": "四、结转下一年继续办理", "5.属于三类内部事务信息": "5.属于三类内容事务信息", "社会公益组织": "社会公益 组织",
             "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": "(二)部分公开（区分处理的，只计这一情况，不计其他情况）",
             "3.危及“三安全一稳定”": "3.危及「三安全一稳定」", "1.属于国家秘密": "１．属于国家秘密", "（四）无法提供": "(四)无法提供"}
    report("wps-worded-otherwise", pr, "Headings and labels differ a little from the form: other brackets and quotes, 下一年, 这一情况, a space inside a label.",
           build(pr, t3=[table(forms.table3(pr, relabel=words))]), "worded")


def relabel(part, whole, cut):
    """A cut table keeps no text in the pieces of cells that began above the cut."""
    for c in part.cells:
        source = whole.at(c.row + cut, c.col)
        if source.row < cut:
            c.text = ""


def values():
    pr = Printed(REPORTS["wangchuan_2023"], thousands=True, wide=True, units=UNITS)
    report("wps-fullwidth-thousands-units", pr, "Full-width digits with thousands separators, and the unit 万元 inside the cell.", build(pr), "wide")

    pr = Printed(REPORTS["bailu_2022"], overrides={"table2.licence.n": "13\n47", "table3.new.natural": "5\n8", "table3.granted.natural": " 21 "})
    words = {"商业企业": "商业\n企业", "科研机构": "科研\n机构", "社会公益组织": "社会公\n益组织", "法律服务机构": "法律服\n务机构", "三、本年度办理结果": "三、\n本年度\n办理\n结果",
             "自然人": "自\n然\n人"}
    names = ["结果\n维持", "结果\n纠正", "其他\n结果", "尚未\n审结", "总\n计"]
    report("word-breaks-in-cells", pr, "Line breaks inside labels, head cells and numbers.",
           build(pr, t3=[table(forms.table3(pr, relabel=words))], t4=[table(forms.table4(pr, names))]))

    pr = Printed(REPORTS["liuyuan_2025"], zero="")
    report("word-blank-for-zero", pr, "Zero is left blank everywhere.", build(pr), "blank")
    pr = Printed(REPORTS["qingyu_2022"], zero="/")
    report("word-slash-for-zero", pr, "A slash stands for nothing.", build(pr), "blank")
    pr = Printed(REPORTS["wangchuan_2023"], zero="—")
    report("wps-dash-for-zero", pr, "A dash stands for nothing.", build(pr), "blank")
    pr = Printed(REPORTS["liuyuan_2025"], total_blank=True)
    report("wps-blank-totals", pr, "The column 总计 of table 3 is left blank: its equations cannot be assessed.", build(pr), "blanktotals")

    rep = REPORTS["liuyuan_2025"]
    pr = Printed(rep, tables=(2, 3))
    doc = build(pr, t4=[])
    picture = table4_picture()
    where = next(i for i, x in enumerate(doc.body) if rep.heading(4) in x)
    doc.body.insert(where + 1, p(raw=doc.picture(picture, 430, 70), align="center"))
    report("word-table4-picture", pr, "Table 4 is a picture: it stays empty and nothing is invented.", doc, "notable4")

    pr = Printed(REPORTS["qingyu_2022"])
    doc = build(pr)
    doc.body[4] = p("依申请公开方面，全年新收申请15件，已全部予以公开。", indent=True, size=14)
    report("word-narrative-contradicts", pr, "The narrative names 15 requests, all granted; the table prints 12 with other outcomes. A finding, never the verdict.", doc)


def table4_picture():
    """A drawing of an empty ruled grid with grey blots where figures would be: letters are not needed to show a picture."""
    width, height = 620, 100
    rows = bytearray(b"\xff" * (width * height))
    for y in (0, 25, 50, 75, 99):
        rows[y * width:(y + 1) * width] = b"\x00" * width
    for i in range(16):
        x = min(i * 41 + 2, width - 1)
        for y in range(height):
            rows[y * width + x] = 0
    for i in range(15):
        for y in range(83, 92):
            for x in range(i * 41 + 18, i * 41 + 24):
                rows[y * width + x] = 60
    return png.png(width, height, 1, bytes(rows))


def packages():
    pr = Printed(REPORTS["qiyun_2024"])
    report("word-strict", pr, "Saved as Strict Open XML: other namespace addresses.", build(pr, "styled"), strict=True)
    pr = Printed(REPORTS["wangchuan_2023"])
    report("odd-prefix", pr, "The WordprocessingML namespace is bound to the prefix ns7.", build(pr), prefix="ns7")
    pr = Printed(REPORTS["bailu_2022"])
    report("word-macro", pr, "A .docm with the macro-enabled content type.", build(pr), kind="docm")
    pr = Printed(REPORTS["shuangyu_2020"])
    report("word-template", pr, "A .dotx template that holds a whole report on form 2019.", build(pr), kind="dotx")


def general():
    """A paper that follows no form: headings at three levels and tables of several makes."""
    doc = Docx()
    heads, tables = [], []

    def head(level, text):
        heads.append((level, text))
        doc.add(p(text, style=str(level), outline=None if level < 3 else 2, size=16 - 2 * level, bold=level > 2))

    def tab(grid, **kw):
        tables.append(grid)
        if grid.caption:
            doc.add(p(grid.caption, style="a6", size=9))
        doc.add(table(grid, **kw), p())

    doc.add(p("云杉市水资源公报（2023年）", style="a3", size=20))
    head(1, "一、概述")
    doc.add(p("2023年云杉市降水量较常年略多，水库蓄水平稳，用水总量没有超过控制指标。", indent=True, size=12))
    head(1, "二、水资源量")
    head(2, "（一）降水")
    tab(simple([["行政分区", "降水量（毫米）", "与上年比较（%）", "与常年比较（%）"], ["城关区", "812.4", "6.3", "2.1"], ["河东县", "774.9", "-3.8", "-1.4"],
                ["山阳县", "901.7", "10.2", "7.7"], ["全市", "829.6", "4.1", "2.9"]], caption="表1 2023年各区县降水量"))
    head(2, "（二）蓄水")
    tab(simple([[("水库", 2, 1), ("库容（万立方米）", 1, 2), None, ("年末蓄水（万立方米）", 1, 2), None], [None, "总库容", "兴利库容", "2022年", "2023年"],
                [("大型", 2, 1), "10,450", "6,820", "5,117", "5,390"], [None, "8,733", "5,204", "3,966", "4,105"], ["中型", "2,918", "1,760", "1,202", "1,288"]],
               head=2, caption="表2 水库蓄水情况"))
    head(1, "三、用水情况")
    head(3, "1.分行业用水")
    tab(simple([["行业", "用水量", "占比"], ["农业", "3.42", "57.9%"], ["工业", "1.28", "21.7%"], ["生活", "0.97", "16.4%"], ["生态", "0.24", "4.0%"]], caption="表3 分行业用水量（亿立方米）"))
    doc.add(p("注：占比按四舍五入计，合计为100%。", size=9))
    store.save("word-general.docx", doc.bytes(), BY_HAND, SCRIPT, "A bulletin that follows no form: three levels of headings, captions, a two-level head, a merged first column.",
               forms.grid_truth(tables, heads))
    return doc


def make():
    for step in (plain, merges, numbering, runs, tracked, controls, bound, boxes, hidden_and_fields, notes, layouts, values, packages, general):
        step()


if __name__ == "__main__":
    make()
    print(len(store.ENTRIES))
