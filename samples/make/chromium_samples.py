"""Samples that Chromium printed from HTML."""
import forms
import programs
import store
from forms import Printed, simple
from html_pages import div_table, page, report_page, table
from reports import REPORTS

SCRIPT = "chromium_samples.py"
MADE_BY = "Chromium"
GRID = ".grid{display:grid;font-size:8.5pt;line-height:1.3;border:0.75pt solid #000} .grid>div{border:0.4pt solid #000;padding:1.5pt 2pt;display:flex;align-items:center;justify-content:center}"


def report(name, pr, html, shows, variant="", tagged=True, pair=None, expect=None, squeeze=True):
    data = programs.chromium(html, tagged)
    store.save_report(f"{name}.pdf", programs.squeeze(data) if tagged and squeeze else data, MADE_BY, SCRIPT, shows, pr, variant, expect=expect, pair=pair)


def make():
    R = REPORTS
    pr = Printed(R["bailu_2022"])
    report("chrome-tagged", pr, report_page(pr, "h2{font-weight:bold}"), "A web page printed by Chromium with its tag tree and Type 3 fonts for bold type; the report's own sums are wrong.", squeeze=False, pair="word-text-box.docx")
    pr = Printed(R["wangchuan_2023"])
    report("chrome-untagged", pr, report_page(pr), "The same producer without tags.", tagged=False, pair="odd-prefix.docx")
    pr = Printed(R["qiyun_2024"])
    report("chrome-break-repeated-head", pr, report_page(pr, cut_before=17), "A page ends inside table 3; the head is printed again.", pair="word-strict.docx")
    report("chrome-break-without-head", pr, report_page(pr, "thead{display:table-row-group}", cut_before=17), "A page ends inside table 3; the head is not printed again.")
    pr = Printed(R["liuyuan_2025"])
    report("chrome-tiny", pr, report_page(pr, "body{zoom:0.42}"), "Everything at less than half size: type of four points, hairline rules.", pair="word-content-controls.docx")
    report("chrome-three-line", pr, report_page(pr, rules="threeline"), "Three-line tables: rules above, below and under the head alone.")
    pr = Printed(R["wangchuan_2023"])
    report("chrome-zebra", pr, report_page(pr, rules="zebra"), "No rules at all, rows told apart by shading.")
    report("chrome-heads-alone", pr, report_page(pr, rules="heads"), "Lines around the heads and titles alone.")
    pr = Printed(R["qiyun_2024"])
    report("chrome-labels-alone", pr, report_page(pr, rules="labels"), "Lines around heads and labels; the values stand free inside.", tagged=False)
    report("chrome-no-rules", pr, report_page(pr, rules="none"), "Neither rules nor shading; untagged, columns by alignment alone.", tagged=False)
    pr = Printed(R["liuyuan_2025"], zero="")
    report("chrome-landscape-blank", pr, report_page(pr, size="A4 landscape"), "Landscape, zero left blank.", "blank", pair="word-blank-for-zero.docx")
    pr = Printed(R["yuanchuan_2019"])
    report("chrome-form-2019", pr, report_page(pr, rules="dotted"), "Form 2019 with dotted rules.", pair="wps-form-2019-dense.docx")
    pr = Printed(R["wangchuan_2023"])
    report("chrome-wrapped-digits", pr, report_page(pr, ".t15{width:46%} .t15 td,.t15 th{word-break:break-all;padding:1pt}"),
           "Table 4 so narrow that digits wrap onto a second line and head cells run one character a line.")
    pr = Printed(R["qingyu_2022"])
    boxes = dict(t2=div_table(forms.table2(pr)), t3=div_table(forms.table3(pr)), t4=div_table(forms.table4(pr)))
    report("chrome-divs", pr, report_page(pr, GRID, **boxes), "Tables laid out as boxes: rules and text, but no table in the tag tree.", pair="word-plain.docx")
    two_columns()
    english()
    styles()
    wrapped()


def two_columns():
    tables = [simple([["地市", "签约户数", "签约率"], ["北川区", "18,402", "71.3%"], ["南屏区", "9,735", "64.8%"], ["东岭县", "12,060", "69.0%"]], caption="表1 各地签约情况"),
              simple([[("项目", 2, 1), ("2022年", 1, 2), None, ("2023年", 1, 2), None], [None, "户数", "金额", "户数", "金额"],
                      ["新装", "310", "42.6", "365", "51.9"], ["改造", "128", "17.3", "94", "(12.8)"]], head=2, caption="表2 两年对照（金额：万元）")]
    heads = [(1, "云杉市家庭医生服务简报"), (2, "一、进展"), (2, "二、投入"), (2, "三、打算")]
    text = ["今年以来，各地以老年人和慢性病人为重点，稳步增加签约户数，山区乡镇由巡诊车定期上门。",
            "签约率高的地方多有固定团队，签约率低的地方主要缺少护士。",
            "全年投入主要用于诊室新装和旧屋改造，括号内为核减数。",
            "明年将补充护士一百二十名，并在偏远村设置服务点。"]
    body = (f"<h1>{heads[0][1]}</h1><div class=cols><h2>{heads[1][1]}</h2><p>{text[0]}</p><p>{text[1]}</p>{table(tables[0])}<h2>{heads[2][1]}</h2><p>{text[2]}</p>"
            f"{table(tables[1])}<h2>{heads[3][1]}</h2><p>{text[3]}</p>" + "".join(f"<p>{n}、{t}</p>" for n, t in enumerate(text * 3, 1)) + "</div>")
    html = page(body, ".cols{columns:2;column-gap:9mm} table{break-inside:avoid}")
    store.save("chrome-two-columns.pdf", programs.chromium(html), MADE_BY, SCRIPT, "A page in two columns with a table in each, no form; reading order goes down one column first.",
               forms.grid_truth(tables, heads))


def english():
    left = simple([["Station", "Depth (m)", "pH"], ["Alder Weir", "2.4", "7.1"], ["Birch Lock", "3.9", "6.8"], ["Cedar Sluice", "1.7", "7.4"]], caption="Table 1. Spring survey")
    right = simple([["Station", "Depth (m)", "pH"], ["Alder Weir", "1.9", "7.3"], ["Birch Lock", "3.1", "6.9"], ["Cedar Sluice", "—", "7.2"]], caption="Table 2. Autumn survey")
    wide = simple([[("Reach", 2, 1), ("Flow (m³/s)", 1, 3), None, None, ("Remarks", 2, 1)], [None, "Min", "Mean", "Max", None],
                   [("Upper", 2, 1), "0.8", "2 140.5", "9 873.0", "snow melt"], [None, "1.1", "2 306.2", "10 455.9", "two gauges,\nsecond replaced in June"],
                   ["Lower", "(0.3)", "1 874.4", "8 020.7", ""]], head=2, caption="Table 3. Flow by reach, two years")
    heads = [(1, "River Survey Note"), (2, "1 Water quality"), (2, "2 Flow")]
    body = (f"<h1>{heads[0][1]}</h1><h2>{heads[1][1]}</h2><p>Both surveys used the same hand-held probe, and each reading is the mean of three.</p>"
            f'<div class=pair>{table(left)}{table(right)}</div><h2>{heads[2][1]}</h2><p>Flow was logged every hour; brackets mark a reading below zero caused by back water.</p>{table(wide)}')
    html = page(body, ".pair{display:flex;gap:12mm} p{text-indent:0} h1{text-align:left}", rules="threeline", lang="en")
    store.save("chrome-english-side-by-side.pdf", programs.chromium(html, tagged=False), MADE_BY, SCRIPT,
               "English three-line tables side by side, a two-level head, thousands parted by spaces, numbers in brackets, a cell of two lines.", forms.grid_truth([left, right, wide], heads))


def styles():
    """Tables told by backgrounds, a frame or alignment, and what only looks like tables."""
    banded = simple([["Mill", "2022", "2023", "Remarks"], ["Aspen Mill", "1,204", "1,310", "new wheel"], ["Brook Mill", "987", "1,002", ""], ["Copper Mill", "2,310", "2,275", "closed in May"],
                     ["Dale Mill", "640", "655", ""]], caption="Table 1. Flour by mill, in sacks")
    spaced = simple([["Gauge", "Min", "Max"], ["Upper", "0.8", "9.1"], ["Middle", "1.1", "9.9"], ["Lower", "0.3", "8.7"]], caption="Table 2. Water levels")
    framed = simple([["Item", "Budget", "Spent"], ["Repairs", "4,500", "4,210"], ["Wages", "12,000", "11,840"], ["Tools", "900", "1,015"], ["Reserve", "600", "0"]], caption="Table 3. Costs")
    heads = [(1, "Mill Yearbook"), (2, "Output"), (2, "Levels"), (2, "Costs")]
    contents = "".join(f'<div class=line><span>{text}</span><span>{n}</span></div>' for text, n in
                       [("How the mills were counted", 2), ("Output by mill and year", 5), ("Water levels at the gauges", 9), ("Costs and repairs", 14), ("Mills abroad", 21), ("Names of places", 30), ("Sources", 33)])
    boxes = "<div class=boxes><p class=first>Note</p><p class=second>The wheel at Aspen Mill was changed in spring, so that its figures of both years are hard to compare.</p></div>"
    body = (f"<h1>{heads[0][1]}</h1><div class=contents>{contents}</div><h2>{heads[1][1]}</h2><p>Sacks are counted at the gate each evening.</p>{table(banded, klass='banded')}{boxes}"
            f"<h2>{heads[2][1]}</h2><p>Levels are read at noon and given in metres above the sill.</p>{table(spaced, klass='spaced')}"
            f"<h2>{heads[3][1]}</h2><p>All sums are in crowns, as the mills report them in winter.</p>{table(framed, klass='framed')}")
    css = (".banded tbody tr:nth-child(odd){background:#e4e8f0} .banded th{background:#c8d0e0} .spaced{border-collapse:separate;border-spacing:3pt} .spaced td{background:#eef} .spaced th{background:#ccd}"
           " .framed{border:0.75pt solid #000}"
           " .line{display:flex;justify-content:space-between;width:70%} .boxes p{border:0.75pt solid #000;text-indent:0;margin:0} .boxes .first{width:40%} .boxes .second{margin-left:12mm}"
           " p{text-indent:0} h1{text-align:left} td.value,th{text-align:left}")
    store.save("chrome-table-styles.pdf", programs.chromium(page(body, css, rules="none", lang="en"), tagged=False), MADE_BY, SCRIPT,
               "Tables told by bands, by filled cells and by a frame, beside a contents list and bordered paragraphs that are none.", forms.grid_truth([banded, spaced, framed], heads))


def wrapped():
    """Texts of several lines in rows that only white, bands or upright lines tell, under heads of two levels."""
    flow = simple([[("Canal", 2, 1), ("Dry months", 1, 2), None, ("Wet months", 1, 2), None, ("Remarks", 2, 1)], [None, "Boats", "Tolls", "Boats", "Tolls", None],
                   ["Alder Cut", "18", "204.5", "31", "377.0", "lock two closed for repairs until the end of May"], ["Old Navigation with both side arms", "7", "88.0", "12", "140.5", "dredged"],
                   ["Mill Race", "25", "310.0", "22", "265.5", "counted at the lower gate, where boats wait for the tide"], ["Town Basin", "40", "512.0", "44", "560.0", ""]],
                  head=2, caption="Table 1. Boats and tolls by canal", weights=[20, 10, 10, 10, 10, 22])
    staff = simple([[("Post", 2, 1), ("Paid by the day", 1, 2), None, ("Paid by the month", 1, 2), None], [None, "2022", "2023", "2022", "2023"],
                    ["Lock keepers", "14", "15", "6", "6"], ["Clerks of the toll houses and their helpers", "3", "2", "9", "11"], ["Masons", "21", "18", "2", "2"], ["Divers", "1", "1", "0", "0"]],
                   head=2, caption="Table 2. Staff", weights=[24, 12, 12, 12, 12])
    works = simple([["Reach", "Work", "Days", "Cost"], [("Upper", 2, 1), "New gate at the weir, with its winch", "41", "3,120"], [None, "Bank", "12", "640"],
                    [("Lower", 3, 1), "Bridge", "77", "8,905"], [None, "Towpath between the bridge and the basin", "30", "1,210"], [None, "Lamps", "5", "88"]],
                   caption="Table 3. Works", weights=[12, 26, 12, 12])
    heads = [(1, "Canal Office Yearbook"), (2, "Traffic"), (2, "Staff"), (2, "Works")]
    body = (f"<h1>{heads[0][1]}</h1><h2>{heads[1][1]}</h2><p>Tolls are given in crowns and were counted by the keepers.</p>{table(flow, klass='book')}"
            f"<h2>{heads[2][1]}</h2><p>Posts are those of the last day of the year.</p>{table(staff, klass='bands')}"
            f"<h2>{heads[3][1]}</h2><p>Days are working days; costs do not hold the wages of the office.</p>{table(works, klass='upright')}")
    css = (".book{border-collapse:collapse;border-top:1pt solid #000;border-bottom:1pt solid #000} .book thead{border-bottom:0.5pt solid #000} .book thead tr:first-child th[colspan]{border-bottom:0.5pt solid #000}"
           " .book tbody td{padding-bottom:5pt} .book td:last-child{text-align:left}"
           " .bands{border-collapse:collapse} .bands tbody tr:nth-child(odd){background:#e8ecf2}"
           " .upright{border-collapse:collapse;width:80%} .upright td+td,.upright th+th,.upright tr td:first-child:not([rowspan]):not(.label){border-left:0.5pt solid #000} .upright thead{border-bottom:0.5pt solid #000}"
           " p{text-indent:0} h1{text-align:left} td.label{text-align:left;vertical-align:top} td.value{vertical-align:top}")
    store.save("chrome-wrapped-rows.pdf", programs.chromium(page(body, css, rules="none", lang="en"), tagged=False), MADE_BY, SCRIPT,
               "Texts of several lines in rows told by white, by bands and by upright lines alone, under heads of two levels, some with a rule they share.", forms.grid_truth([flow, staff, works], heads))
