"""The reports as web pages."""
from html import escape

import forms

RULES = {
    "full": "table{border-collapse:collapse} td,th{border:0.75pt solid #000}",
    "threeline": "table{border-collapse:collapse;border-top:1.5pt solid #000;border-bottom:1.5pt solid #000} thead{border-bottom:0.75pt solid #000}",
    "zebra": "table{border-collapse:collapse} tbody tr:nth-child(odd){background:#e6ecf5} thead{background:#c9d6ea}",
    "heads": "table{border-collapse:collapse} .head,.title{border:0.75pt solid #000}",
    "labels": "table{border-collapse:collapse} td,th{border:0.75pt solid #000} .value{border:0}",
    "none": "table{border-collapse:separate;border-spacing:0 2pt}",
    "dotted": "table{border-collapse:collapse} td,th{border:0.75pt dotted #555}",
}


def table(grid, cut_before=None, klass=""):
    """A table element; `cut_before` is the row before which a page ends."""
    def row(r):
        cells = "".join(
            f'<{"th" if c.kind == "head" else "td"}{f" rowspan={c.rs}" if c.rs > 1 else ""}{f" colspan={c.cs}" if c.cs > 1 else ""} class={c.kind}>'
            f'{escape(c.text).replace(chr(10), "<br>")}</{"th" if c.kind == "head" else "td"}>' for c in grid.row(r))
        return f'<tr{" style=break-before:page" if r == cut_before else ""}>{cells}</tr>'
    total = sum(grid.weights or [1] * grid.n_cols)
    cols = "".join(f'<col style="width:{100 * w / total:.2f}%">' for w in (grid.weights or [1] * grid.n_cols))
    head = "".join(row(r) for r in range(grid.head_rows))
    body = "".join(row(r) for r in range(grid.head_rows, grid.n_rows))
    caption = f"<caption>{escape(grid.caption)}</caption>" if grid.caption else ""
    return f'<table class="t{grid.n_cols} {klass}">{caption}<colgroup>{cols}</colgroup>{f"<thead>{head}</thead>" if head else ""}<tbody>{body}</tbody></table>'


def page(body, css="", size="A4", rules="full", lang="zh-CN"):
    return f"""<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>-</title><style>
@page{{size:{size};margin:20mm 18mm}} body{{font-family:"Sample Hei";font-size:11pt;line-height:1.6;margin:0}}
h1{{font-family:"Sample Song";font-weight:normal;font-size:19pt;text-align:center;margin:4pt}} h2,h3{{font-weight:normal}} h2{{font-size:13pt;margin:10pt 0 4pt}} h3{{font-size:11.5pt;margin:6pt 0 3pt}} p{{text-indent:2em;margin:2pt 0}}
table{{width:100%;font-size:8.5pt;line-height:1.3;table-layout:fixed;margin:4pt 0}} th{{font-weight:normal}} th,td{{padding:1.5pt 2pt}}
.head,.title,.value{{text-align:center}} caption{{font-size:9pt}} {RULES[rules]} {css}</style></head><body>{body}</body></html>"""


def report_body(pr, cut_before=None, t2=None, t3=None, t4=None):
    rep = pr.report
    tables = {2: t2 or table(forms.table2(pr)), 3: t3 or table(forms.table3(pr), cut_before), 4: t4 or table(forms.table4(pr))}
    texts = {1: rep.overview, 5: rep.problems, 6: rep.others}
    out = [f"<h1>{rep.agency}</h1><h1>{rep.title}</h1>"]
    for kind, title in pr.sections():
        out.append(f"<h2>{title}</h2>" + "".join(f"<p>{escape(x)}</p>" for x in texts.get(kind, [])) + tables.get(kind, ""))
    return "\n".join(out)


def report_page(pr, css="", size="A4", rules="full", **kw):
    return page(report_body(pr, **kw), css, size, rules)


def div_table(grid):
    """The same cells laid out with CSS grid: rules and places, but no table elements and so no table tags."""
    total = sum(grid.weights or [1] * grid.n_cols)
    cols = " ".join(f"{100 * w / total:.2f}%" for w in (grid.weights or [1] * grid.n_cols))
    cells = "".join(f'<div class="{c.kind}" style="grid-area:{c.row + 1}/{c.col + 1}/span {c.rs}/span {c.cs}">{escape(c.text)}</div>'
                    for c in sorted(grid.cells, key=lambda c: (c.row, c.col)))
    return f'<div class="grid" style="grid-template-columns:{cols}">{cells}</div>'
