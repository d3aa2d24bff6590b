"""The flattened texts: what is left of a report when its tables are taken as text, in every way seen."""
import forms
import store
from forms import Printed
from reports import REPORTS

SCRIPT = "text_samples.py"
MADE_BY = "direct writing"


def seed_table(grid, merged_mark=True):
    """One cell a line behind a tab, a blank line after each row; a column span leaves one cell, a row span leaves an empty cell below."""
    out = []
    for r in range(grid.n_rows):
        col = 0
        while col < grid.n_cols:
            c = grid.at(r, col)
            if c.row == r:
                out.append("\t" + c.text)
            elif merged_mark and col == c.col:
                out.append("\t")
            col += c.cs
        out.append("")
    return out


def line_table(grid):
    """One cell a line with a blank line between, as a web page copied to plain text; merged cells are gone."""
    out = []
    for r in range(grid.n_rows):
        for c in grid.row(r):
            out += [c.text.replace("\n", ""), ""]
    return out


def lost_blank_lines(grid):
    """One cell a line; an empty cell leaves nothing at all."""
    return [c.text for r in range(grid.n_rows) for c in grid.row(r) if c.text]


def joined(sep, spans="gone", lead="", tail="", drop_blank=False):
    """One row a line. `spans`: merged places are "gone" or "empty" (row spans keep an empty cell), or "trail" (all lost places at the row's end)."""
    def make(grid):
        out = []
        for r in range(grid.n_rows):
            cells, lost, col = [], 0, 0
            while col < grid.n_cols:
                c = grid.at(r, col)
                if c.row == r:
                    text = c.text.replace("\n", " ")
                    if text or not drop_blank:
                        cells.append(text)
                    lost += c.cs - 1
                elif spans == "empty":
                    cells.append("")
                else:
                    lost += c.cs
                col += c.cs
            line = lead + sep.join(cells)
            if spans == "trail":
                line += " |" + "|" * lost
            else:
                line += tail
            out.append(line.rstrip("\n"))
        return out
    return make


def pipe_lines(grid):
    """Each cell on a line of its own with a bar behind; the places that spans took follow as bars alone."""
    out = []
    for r in range(grid.n_rows):
        lost = grid.n_cols
        for c in grid.row(r):
            out.append(c.text.replace("\n", " ") + " |")
            lost -= 1
        out.append("|" * lost)
    return out


def text(pr, make, between=("",), t3=None, t4=None):
    rep = pr.report
    lines = [rep.agency, rep.title, ""]
    tables = {2: forms.table2(pr), 3: t3 or forms.table3(pr), 4: t4 or forms.table4(pr)}
    texts = {1: rep.overview, 5: rep.problems, 6: rep.others}
    for kind, title in pr.sections():
        lines.append(title)
        lines += texts.get(kind, [])
        lines += between
        if kind in tables:
            lines += make(tables[kind])
            lines += between
    return "\n".join(lines) + "\n"


def report(name, pr, content, shows, variant="", expect=None, codec="utf-8", newline="\n", bom=b""):
    data = bom + content.replace("\n", newline).encode(codec)
    store.save_report(f"{name}.txt", data, MADE_BY, SCRIPT, shows, pr, variant, expect=expect)


def make():
    breaks = {"商业企业": "商业\n企业", "科研机构": "科研\n机构", "三、本年度办理结果": "三、本年度办\n理结果"}
    names = ["结果\n维持", "结果\n纠正", "其他\n结果", "尚未\n审结", "总计"]
    R = REPORTS

    pr = Printed(R["qingyu_2022"])
    report("text-tab-lines", pr, text(pr, seed_table, ("", ""), forms.table3(pr, relabel=breaks), forms.table4(pr, names)),
           "A DOCX flattened to text: one cell a line behind a tab, a blank line after each row, line breaks inside cells.")
    pr = Printed(R["liuyuan_2025"], zero="")
    report("text-tab-lines-blanks", pr, text(pr, seed_table, ("", "")), "The same way with zero left blank: blank cells stay as lines with a tab alone.", "blank")
    pr = Printed(R["shuangyu_2020"], signs=True)
    report("text-tab-lines-2019", pr, text(pr, seed_table, ("", "")), "The same way on form 2019, with 增 and 减 in words.", "signs")
    pr = Printed(R["qiyun_2024"])
    report("text-cell-a-line", pr, text(pr, line_table), "One cell a line, a blank line between, merged cells gone; every value differs.")
    pr = Printed(R["songling_2021"], zero="")
    report("text-blanks-lost", pr, text(pr, lost_blank_lines), "One cell a line and blank cells left no trace: it cannot be read surely.", "blank", expect="suspect")
    pr = Printed(R["wangchuan_2023"])
    report("text-pipes", pr, text(pr, joined(" | ", tail=" |")), "Rows with bars between and behind the cells, merged places gone.")
    pr = Printed(R["liuyuan_2025"], zero="")
    report("text-pipes-leading", pr, text(pr, joined(" | ", "empty", lead="| ", tail=" |")), "Rows within bars, merged and blank places kept as empty cells.", "blank")
    pr = Printed(R["qiyun_2024"])
    report("text-pipes-trailing", pr, text(pr, joined(" | ", "trail", lead="| ")), "Rows within bars; every place that a span took stands as an empty cell at the end of the row.")
    pr = Printed(R["bailu_2022"])
    report("text-pipe-a-line", pr, text(pr, pipe_lines), "Each cell on its own line with a bar, lost places as bars alone.")
    pr = Printed(R["wangchuan_2023"])
    report("text-tab-separated", pr, text(pr, joined("\t", "empty")), "Tab-separated rows, merged places kept as empty fields.")
    pr = Printed(R["yuanchuan_2019"])
    report("text-tab-separated-2019", pr, text(pr, joined("\t", "empty")), "Tab-separated rows of form 2019, every value another.")
    pr = Printed(R["qiyun_2024"])
    report("text-spaces", pr, text(pr, joined("   ")), "Cells parted by runs of spaces.")
    pr = Printed(R["songling_2021"], zero="")
    report("text-spaces-blanks-lost", pr, text(pr, joined(" ", drop_blank=True)), "Cells parted by single spaces, blanks without a trace: it cannot be read surely.", "blank", expect="suspect")

    pr = Printed(R["qingyu_2022"])
    report("text-utf8-bom-crlf", pr, text(pr, joined(" | ", tail=" |")), "UTF-8 with a byte order mark and CRLF line ends.", newline="\r\n", bom=b"\xef\xbb\xbf")
    pr = Printed(R["bailu_2022"])
    report("text-utf16le", pr, text(pr, joined("\t", "empty")), "UTF-16, little end first, with a mark, CRLF.", codec="utf-16-le", newline="\r\n", bom=b"\xff\xfe")
    pr = Printed(R["wangchuan_2023"])
    report("text-utf16be-cr", pr, text(pr, seed_table, ("", "")), "UTF-16, big end first, with a mark; lines end in CR alone.", codec="utf-16-be", newline="\r", bom=b"\xfe\xff")
    pr = Printed(R["liuyuan_2025"])
    report("text-gbk", pr, text(pr, joined(" | ", tail=" |")), "GBK bytes, CRLF.", codec="gbk", newline="\r\n")
    pr = Printed(R["shiqiao_2023"])
    report("text-gb18030", pr, text(pr, line_table).replace("石桥街道在社区", "石桥街道在㵲溪、䥽山两个社区的"), "GB 18030 with characters of four bytes in the narrative; every value 0.", codec="gb18030")

    old = ("云麓市档案局2016年政府信息公开工作年度报告\n\n根据规定，现公布云麓市档案局2016年政府信息公开工作情况。\n\n一、概述\n"
           "2016年，本局公开馆藏目录和查档须知，接待查档3120人次。\n\n二、主动公开情况\n全年主动公开信息141条，其中网站98条，微信43条。\n\n"
           "三、依申请公开情况\n收到申请4件，均已答复，其中同意公开3件，信息不存在1件。\n\n四、复议和诉讼情况\n没有因信息公开被申请复议或提起诉讼。\n\n"
           "附表：\n指标名称\t计量单位\t统计数\n一、主动公开信息数\t条\t141\n其中：1.政府网站公开\t条\t98\n2.政务微信公开\t条\t43\n二、收到申请数\t件\t4\n三、答复总数\t件\t4\n")
    table = forms.simple([r.split("\t") for r in old.strip().split("附表：\n")[1].split("\n")])
    store.save("text-before-2019.txt", old.encode(), MADE_BY, SCRIPT, "A report for 2016, before the forms: free text with a table of its own; no form, no verdict.",
               forms.grid_truth([table], [(1, h) for h in ("一、概述", "二、主动公开情况", "三、依申请公开情况", "四、复议和诉讼情况")]))
    notice = ("关于做好冬季供暖检修工作的通知\n\n各街道办事处、区直各单位：\n\n为保障居民安全过冬，现就供暖检修通知如下。\n\n一、检修范围\n"
              "辖区内公共供热管网及换热站。\n\n二、时间安排\n10月8日至10月31日，每天八时至十八时。\n\n三、工作要求\n各单位要安排专人值守，遇有漏水及时报修。\n\n"
              "双桥区城市管理局\n2024年9月26日\n")
    store.save("text-no-report.txt", notice.encode("utf-8"), MADE_BY, SCRIPT, "A notice that is no disclosure report: no form, no table, nothing may be invented.",
               forms.grid_truth([], [(1, h) for h in ("一、检修范围", "二、时间安排", "三、工作要求")]))


if __name__ == "__main__":
    make()
    print(len(store.ENTRIES))
