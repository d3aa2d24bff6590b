"""The tables of the two forms as grids of cells with spans, and the truth file of what a sample prints.

A grid knows nothing of any file format: the writers of DOCX, text, HTML and PDF all draw from it.
"""
import copy
from dataclasses import dataclass, field

from reports import COLS, NUMERALS, TABLE4, rows_of, table2_of

CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
COL_LABELS = {"natural": "自然人", "business": "商业企业", "research": "科研机构", "welfare": "社会公益组织",
              "legal": "法律服务机构", "other": "其他", "total": "总计"}
LEAF_LABELS = {
    "deny_secret": "1.属于国家秘密", "deny_law": "2.其他法律行政法规禁止公开", "deny_safety": "3.危及“三安全一稳定”",
    "deny_third": "4.保护第三方合法权益", "deny_internal": "5.属于三类内部事务信息", "deny_process": "6.属于四类过程性信息",
    "deny_case": "7.属于行政执法案卷", "deny_query": "8.属于行政查询事项",
    "unable_nothold": "1.本机关不掌握相关政府信息", "unable_create": "2.没有现成信息需要另行制作", "unable_unclear": "3.补正后申请内容仍不明确",
    "refuse_petition": "1.信访举报投诉类申请", "refuse_repeat": "2.重复申请", "refuse_publication": "3.要求提供公开出版物",
    "refuse_mass": "4.无正当理由大量反复申请", "refuse_confirm": "5.要求行政机关确认或重新出具已获取信息",
    "other_correct": "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "other_fee": "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "other_else": "3.其他",
}
GROUPS = [("deny", "（三）不予公开"), ("unable", "（四）无法提供"), ("refuse", "（五）不予处理"), ("other", "（六）其他处理")]


@dataclass
class Cell:
    row: int
    col: int
    rs: int
    cs: int
    text: str
    kind: str = "label"
    path: str = None


@dataclass
class Grid:
    cells: list = field(default_factory=list)
    head_rows: int = 0
    weights: list = None
    caption: str = None

    @property
    def n_rows(self):
        return max(c.row + c.rs for c in self.cells)

    @property
    def n_cols(self):
        return max(c.col + c.cs for c in self.cells)

    def add(self, row, col, text, rs=1, cs=1, kind="label", path=None):
        self.cells.append(Cell(row, col, rs, cs, text, kind, path))

    def row(self, index):
        """The cells that start in a row, from left to right."""
        return sorted((c for c in self.cells if c.row == index), key=lambda c: c.col)

    def at(self, row, col):
        """The cell that covers a place, or None."""
        for c in self.cells:
            if c.row <= row < c.row + c.rs and c.col <= col < c.col + c.cs:
                return c
        return None

    def check(self):
        """Every place is covered exactly once."""
        seen = {}
        for c in self.cells:
            for r in range(c.row, c.row + c.rs):
                for k in range(c.col, c.col + c.cs):
                    assert (r, k) not in seen, (r, k, c.text, seen[(r, k)])
                    seen[(r, k)] = c.text
        assert len(seen) == self.n_rows * self.n_cols, "hole in grid"
        return self

    def slice(self, first, last, head=0):
        """Rows first..last as a grid of their own, with the first `head` rows of this one repeated above."""
        out = Grid(head_rows=head, weights=self.weights)
        for c in self.cells:
            if head and c.row < head and first > 0:
                out.cells.append(copy.copy(c))
            top, bottom = max(c.row, first), min(c.row + c.rs, last)
            if top < bottom:
                d = copy.copy(c)
                d.row = top - first + (head if first > 0 else 0)
                d.rs = bottom - top
                if top > c.row:
                    d.text = "" if c.rs > 1 and not head else c.text
                out.cells.append(d)
        return out


def spaced(number, thousands):
    if isinstance(number, float):
        return f"{number:,}" if thousands else f"{number}"
    return f"{number:,}" if thousands else str(number)


WIDE = str.maketrans("0123456789.,-()", "０１２３４５６７８９．，－（）")


class Printed:
    """A report as one sample prints it: the text of each value, and from it the truth."""

    def __init__(self, report, zero="0", thousands=False, wide=False, units=None, signs=False, overrides=None, tables=(2, 3, 4),
                 headings=None, total_blank=False, status="ok"):
        self.report, self.headings, self.tables, self.status = report, headings, tables, status
        self.text, self.value = {}, {}
        raw = {}
        for a, keys in table2_of(report.form).items():
            for b in keys:
                raw[f"table2.{a}.{b}"] = report.table2[a][b]
        for r in rows_of(report.form):
            for i, c in enumerate(COLS):
                raw[f"table3.{r}.{c}"] = report.table3[r][i]
        for i, k in enumerate(TABLE4):
            raw[f"table4.{k}"] = report.table4[i]
        for path, v in raw.items():
            self.value[path] = v
            if v == 0 and zero != "0":
                self.text[path], self.value[path] = zero, None
            else:
                t = spaced(v, thousands)
                if signs and path.endswith(".delta") and v != 0:
                    t = ("增" if v > 0 else "减") + str(abs(v))
                    self.value[path] = t
                self.text[path] = t.translate(WIDE) if wide else t
            unit = (units or {}).get(path)
            if unit and self.text[path] not in ("", "/", "—"):
                self.text[path] += unit
                self.value[path] = self.text[path]
            if total_blank and path.startswith("table3.") and path.endswith(".total"):
                self.text[path], self.value[path] = "", None
        for path, t in (overrides or {}).items():
            self.text[path] = t

    def sections(self):
        return self.headings or [(k, f"{NUMERALS[k]}、{self.report.heading(k)}") for k in range(1, 7)]

    def truth(self):
        r, v = self.report, self.value
        out = {"agency": r.agency, "year": r.year, "format": r.form, "base": r.key, "status": self.status}
        if self.status != "ok":
            out.update(table2=None, table3=None, table4=None)
        else:
            out["table2"] = {a: {b: v[f"table2.{a}.{b}"] for b in keys} for a, keys in table2_of(r.form).items()} if 2 in self.tables else None
            out["table3"] = {k: [v[f"table3.{k}.{c}"] for c in COLS] for k in rows_of(r.form)} if 3 in self.tables else None
            out["table4"] = [v[f"table4.{k}"] for k in TABLE4] if 4 in self.tables else None
        out["sections"] = [{"kind": k, "title": t} for k, t in self.sections()]
        out["missing"] = [f"table{n}" for n in (2, 3, 4) if n not in self.tables]
        out["inconsistent"] = failing(out)
        return out


def failing(truth):
    """The equations that the printed numbers break, a blank counted as 0."""
    bad, t3, t4 = [], truth.get("table3"), truth.get("table4")
    n = lambda x: x if isinstance(x, (int, float)) else 0
    if t3:
        leaves = [r for r in rows_of(truth["format"]) if r not in ("new", "carried_in", "result_total", "carried_out")]
        for i, c in enumerate(COLS):
            if n(t3["new"][i]) + n(t3["carried_in"][i]) != n(t3["result_total"][i]) + n(t3["carried_out"][i]):
                bad.append(f"t3.balance.{c}")
            if t3["result_total"][i] is not None and sum(n(t3[r][i]) for r in leaves) != t3["result_total"][i]:
                bad.append(f"t3.sum.{c}")
        for r in rows_of(truth["format"]):
            if t3[r][6] is not None and sum(n(x) for x in t3[r][:6]) != t3[r][6]:
                bad.append(f"t3.row.{r}")
    if t4:
        for g, name in enumerate(("review", "direct", "after")):
            five = t4[g * 5:g * 5 + 5]
            if five[4] is not None and sum(n(x) for x in five[:4]) != five[4]:
                bad.append("t4." + name)
    return bad


def _block(grid, row, title, heads, lines, printed):
    """One block of table 2: title, head, a line for each item. `heads` are (text, columns, key); lines are (label, key of table 2)."""
    grid.add(row, 0, title, cs=4, kind="title")
    grid.add(row + 1, 0, "信息内容", kind="head")
    col = 1
    for text, cs, _ in heads:
        grid.add(row + 1, col, text, cs=cs, kind="head")
        col += cs
    for i, (label, key) in enumerate(lines):
        grid.add(row + 2 + i, 0, label)
        col = 1
        for _, cs, b in heads:
            grid.add(row + 2 + i, col, printed.text[f"table2.{key}.{b}"], cs=cs, kind="value", path=f"table2.{key}.{b}")
            col += cs
    return row + 2 + len(lines)


def table2_blocks(form):
    if form == "2021":
        three = [("本年制发件数", 1, "made"), ("本年废止件数", 1, "repealed"), ("现行有效件数", 1, "valid")]
        one = [("本年处理决定数量", 3, "n")]
        return [("第二十条第（一）项", three, [("规章", "regulation"), ("行政规范性文件", "normative")]),
                ("第二十条第（五）项", one, [("行政许可", "licence")]),
                ("第二十条第（六）项", one, [("行政处罚", "penalty"), ("行政强制", "coercion")]),
                ("第二十条第（八）项", [("本年收费金额（单位：万元）", 3, "amount")], [("行政事业性收费", "fee")])]
    three = [("本年新制作数量", 1, "made"), ("本年新公开数量", 1, "published"), ("对外公开总数量", 1, "total")]
    items = [("上一年项目数量", 1, "prev"), ("本年增/减", 1, "delta"), ("处理决定数量", 1, "n")]
    return [("第二十条第（一）项", three, [("规章", "regulation"), ("规范性文件", "normative")]),
            ("第二十条第（五）项", items, [("行政许可", "licence"), ("其他对外管理服务事项", "service")]),
            ("第二十条第（六）项", items, [("行政处罚", "penalty"), ("行政强制", "coercion")]),
            ("第二十条第（八）项", [("上一年项目数量", 1, "prev"), ("本年增/减", 2, "delta")], [("行政事业性收费", "fee")]),
            ("第二十条第（九）项", [("采购项目数量", 1, "count"), ("采购总金额", 2, "amount")], [("政府集中采购", "procurement")])]


def table2(printed):
    grid = Grid(weights=[3, 2, 2, 2])
    row = 0
    for title, heads, lines in table2_blocks(printed.report.form):
        row = _block(grid, row, title, heads, lines, printed)
    return grid.check()


def table2_four(printed):
    """Each block of table 2 as a table of its own."""
    out = []
    for title, heads, lines in table2_blocks(printed.report.form):
        grid = Grid(weights=[3, 2, 2, 2])
        _block(grid, 0, title, heads, lines, printed)
        out.append(grid.check())
    return out


def table3(printed, top=None, numbers=False, subtotal_row=False, subtotal_col=False, remark_col=False, relabel=None):
    """Table 3; `top` is an added first row, `numbers` an added row of column numbers, the others add what the form does not know."""
    form, rep = printed.report.form, printed.report
    name = lambda t: (relabel or {}).get(t, t)
    cols = list(COLS)
    if subtotal_col:
        cols.insert(6, "subtotal")
    n = 3 + len(cols) + (1 if remark_col else 0)
    grid = Grid(weights=[1.1, 1.7, 4.2] + [1.1] * (n - 3))
    r = 0
    if top:
        grid.add(0, 0, top, cs=n, kind="head")
        r = 1
    grid.add(r, 0, name(CORNER), rs=3, cs=3, kind="head")
    grid.add(r, 3, name("申请人情况"), cs=len(cols), kind="head")
    grid.add(r + 1, 3, name("自然人"), rs=2, kind="head")
    legal = [c for c in cols if c not in ("natural", "total")]
    grid.add(r + 1, 4, name("法人或其他组织"), cs=len(legal), kind="head")
    grid.add(r + 1, 4 + len(legal), name("总计"), rs=2, kind="head")
    for i, c in enumerate(legal):
        grid.add(r + 2, 4 + i, name(COL_LABELS.get(c, "小计")), kind="head")
    if remark_col:
        grid.add(r, n - 1, "备注", rs=3, kind="head")
    r += 3
    if numbers:
        grid.add(r, 0, "栏次", cs=3, kind="head")
        for i in range(n - 3):
            grid.add(r, 3 + i, str(i + 1), kind="head")
        r += 1
    grid.head_rows = r

    def values(row, key):
        for i, c in enumerate(cols):
            if c == "subtotal":
                five = rep.table3[key][1:6]
                grid.add(row, 3 + i, spaced(sum(five), False), kind="value")
            else:
                path = f"table3.{key}.{c}"
                grid.add(row, 3 + i, printed.text[path], kind="value", path=path)
        if remark_col:
            grid.add(row, n - 1, "", kind="value")

    def sums(row, prefix):
        keys = [k for k in LEAF_LABELS if k.startswith(prefix + "_")]
        for i, c in enumerate(cols):
            pick = (lambda k: sum(rep.table3[k][1:6])) if c == "subtotal" else (lambda k, j=COLS.index(c): rep.table3[k][j])
            grid.add(row, 3 + i, str(sum(pick(k) for k in keys)), kind="value")
        if remark_col:
            grid.add(row, n - 1, "", kind="value")

    for label, key in (("一、本年新收政府信息公开申请数量", "new"), ("二、上年结转政府信息公开申请数量", "carried_in")):
        grid.add(r, 0, name(label), cs=3)
        values(r, key)
        r += 1
    start = r
    for label, key in (("（一）予以公开", "granted"), ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "partial")):
        grid.add(r, 1, name(label), cs=2)
        values(r, key)
        r += 1
    for prefix, label in GROUPS:
        if prefix == "other" and form == "2019":
            grid.add(r, 1, name(label), cs=2)
            values(r, "other_2019")
            r += 1
            continue
        keys = [k for k in LEAF_LABELS if k.startswith(prefix + "_")]
        extra = subtotal_row and prefix in ("deny", "refuse")
        grid.add(r, 1, name(label), rs=len(keys) + extra)
        for k in keys:
            grid.add(r, 2, name(LEAF_LABELS[k]))
            values(r, k)
            r += 1
        if extra:
            grid.add(r, 2, "小计")
            sums(r, prefix)
            r += 1
    grid.add(r, 1, name("（七）总计"), cs=2)
    values(r, "result_total")
    r += 1
    grid.add(start, 0, name("三、本年度办理结果"), rs=r - start)
    grid.add(r, 0, name("四、结转下年度继续办理"), cs=3)
    values(r, "carried_out")
    return grid.check()


def table4(printed, names=None):
    grid = Grid(weights=[1] * 15, head_rows=3)
    grid.add(0, 0, "行政复议", cs=5, kind="head")
    grid.add(0, 5, "行政诉讼", cs=10, kind="head")
    grid.add(1, 5, "未经复议直接起诉", cs=5, kind="head")
    grid.add(1, 10, "复议后起诉", cs=5, kind="head")
    five = names or ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    for g in range(3):
        for i, label in enumerate(five):
            c = g * 5 + i
            grid.add(1 if g == 0 else 2, c, label, rs=2 if g == 0 else 1, kind="head")
            grid.add(3, c, printed.text[f"table4.{TABLE4[c]}"], kind="value", path=f"table4.{TABLE4[c]}")
    return grid.check()


def simple(rows, head=1, caption=None, weights=None):
    """A general grid from rows of texts; a cell may be (text, row span, column span), and None is a place that a span covers."""
    grid = Grid(head_rows=head, caption=caption, weights=weights)
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell is None:
                continue
            text, rs, cs = cell if isinstance(cell, tuple) else (cell, 1, 1)
            grid.add(r, c, text, rs, cs, "head" if r < head else ("label" if c == 0 else "value"))
    return grid.check()


def grid_truth(grids, headings=()):
    """The truth of a document that follows no form: its tables cell by cell, and its headings."""
    return {"status": "not_report", "headings": [{"level": l, "text": t} for l, t in headings],
            "tables": [{"caption": g.caption, "n_rows": g.n_rows, "n_cols": g.n_cols, "header_rows": g.head_rows,
                        "cells": [{"row": c.row, "col": c.col, "row_span": c.rs, "col_span": c.cs, "text": c.text}
                                  for c in sorted(g.cells, key=lambda c: (c.row, c.col))]} for g in grids]}
