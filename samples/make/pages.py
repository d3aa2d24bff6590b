"""Sets a report on pages: lines of text, and tables from grids with any manner of rules, cut by page ends where they fall."""
import re
from dataclasses import dataclass, field

from pdfwriter import num

NO_START = "，。、；：）！？”』」,.;:)%"


@dataclass
class Look:
    """How the text is put down. `spacing` is extra space after each character; `mode` is line | char | word | twice | hidden."""
    spacing: float = 0
    mode: str = "line"
    twice: tuple = (0.25, 0)


@dataclass
class Rules:
    """How a table is drawn. `style`: stroke, rect, dash, dot, hair, pieces, double, cells, horizontal, threeline, bands, none."""
    style: str = "stroke"
    outer: bool = True
    width: float = 0.6


class Canvas:
    """The operators of one page, with places from the top left."""

    def __init__(self, height, font, look):
        self.height, self.font, self.look, self.ops = height, font, look, []

    def op(self, text):
        self.ops.append(text.encode("latin-1") if isinstance(text, str) else text)

    def _show(self, x, y, size, text, matrix=None):
        """One text object; y is the base line."""
        a = matrix or (1, 0, 0, 1)
        out = [f"BT {' '.join(num(v) for v in a)} {num(x)} {num(self.height - y)} Tm"]
        if self.look.spacing:
            out.append(f"{num(self.look.spacing)} Tc")
        if self.look.mode == "hidden":
            out.append("3 Tr")
        for name, data in self.font.pieces(text):
            out.append(f"/{name} {num(size)} Tf <{data.hex().upper()}> Tj")
        out.append("0 Tr 0 Tc ET" if self.look.mode == "hidden" or self.look.spacing else "ET")
        self.op(" ".join(out))

    def text(self, x, y, size, text, matrix=None):
        if not text:
            return
        mode = self.look.mode
        if mode == "char" and not matrix:
            for ch in text:
                if ch != " ":
                    self._show(x, y, size, ch)
                x += self.advance(ch, size)
            return
        self._show(x, y, size, text, matrix)
        if mode == "twice":
            self._show(x + self.look.twice[0], y + self.look.twice[1], size, text, matrix)

    def advance(self, text, size):
        return sum(self.font.width(c) * size / 1000 + self.look.spacing for c in text)

    def line(self, x0, y0, x1, y1, width, dash=""):
        self.op(f"q {num(width)} w {dash} {num(x0)} {num(self.height - y0)} m {num(x1)} {num(self.height - y1)} l S Q")

    def fill(self, x0, y0, x1, y1, grey=None):
        colour = f"{grey} g " if grey is not None else ""
        self.op(f"q {colour}{num(x0)} {num(self.height - y1)} {num(x1 - x0)} {num(y1 - y0)} re f Q")

    def frame(self, x0, y0, x1, y1, width):
        self.op(f"q {num(width)} w {num(x0)} {num(self.height - y1)} {num(x1 - x0)} {num(y1 - y0)} re S Q")

    def rule(self, x0, y0, x1, y1, rules):
        """One rule, lying or standing, in the table's manner."""
        w, s = rules.width, rules.style
        if s in ("stroke", "threeline", "horizontal"):
            self.line(x0, y0, x1, y1, w)
        elif s == "rect":
            self.fill(x0 - w / 2 if x0 == x1 else x0, y0 - w / 2 if y0 == y1 else y0, x1 + (w / 2 if x0 == x1 else 0), y1 + (w / 2 if y0 == y1 else 0))
        elif s == "dash":
            self.line(x0, y0, x1, y1, w, "[3 2] 0 d")
        elif s == "dot":
            self.line(x0, y0, x1, y1, w, "1 J [0 1.6] 0 d")
        elif s == "hair":
            self.line(x0, y0, x1, y1, 0)
        elif s == "double":
            for d in (-0.8, 0.8):
                self.line(x0 + (d if x0 == x1 else 0), y0 + (d if y0 == y1 else 0), x1 + (d if x0 == x1 else 0), y1 + (d if y0 == y1 else 0), 0.35)
        elif s == "pieces":
            length, at = (x1 - x0) + (y1 - y0), 0.0
            while at < length:
                end = min(at + 4, length)
                if x0 == x1:
                    self.line(x0, y0 + at, x1, y0 + end, w)
                else:
                    self.line(x0 + at, y0, x0 + end, y1, w)
                at = end


@dataclass
class Sheet:
    """The page: its size and margins, and how much of it is already set."""
    font: object
    width: float = 595.28
    height: float = 841.89
    margin: float = 56
    look: Look = field(default_factory=Look)
    rules: Rules = field(default_factory=Rules)
    size: float = 11
    table_size: float = 8
    number: str = None            # page numbers, for example "— {} —"
    running: str = None           # a running head
    valign: str = "middle"
    halign: str = "center"
    pad: float = 2.2
    shade_head: bool = False

    def __post_init__(self):
        self.canvases, self.y = [], 0
        self.feed()

    def feed(self):
        if self.canvases:
            self.finish()
        self.canvas = Canvas(self.height, self.font, self.look)
        self.canvases.append(self.canvas)
        self.y = self.margin
        if self.running:
            self.canvas.text(self.margin, self.margin - 16, 8, self.running)

    def finish(self):
        if self.number:
            text = self.number.format(len(self.canvases))
            self.canvas.text((self.width - self.canvas.advance(text, 9)) / 2, self.height - 30, 9, text)

    @property
    def bottom(self):
        return self.height - self.margin

    def wrap(self, text, size, width, whole_words=False):
        """Lines of a text; `whole_words` keeps numbers and Latin words together, which narrow cells do not."""
        lines = []
        for part in text.split("\n"):
            line, used = "", 0
            for ch in (re.findall(r"[0-9A-Za-z.,%\-]+|.", part) if whole_words else part):
                w = self.canvas.advance(ch, size)
                if line and used + w > width + 0.01 and not (ch in NO_START and used + w < width + size * 0.6):
                    lines.append(line)
                    line, used = "", 0
                line, used = line + ch, used + w
            lines.append(line)
        return lines

    def para(self, text, size=None, align="left", indent=0, gap=4, leading=1.6):
        size = size or self.size
        width = self.width - 2 * self.margin
        for i, line in enumerate(self.wrap(text, size, width - (indent if align == "left" else 0), True)):
            if self.y + size * leading > self.bottom:
                self.feed()
            self.y += size * leading
            x = self.margin + (indent if i == 0 and align == "left" else 0)
            if align == "center":
                x = (self.width - self.canvas.advance(line, size)) / 2
            if align == "right":
                x = self.width - self.margin - self.canvas.advance(line, size)
            self.canvas.text(x, self.y - size * (leading - 1) / 2 - size * 0.12, size, line)
        self.y += gap

    # ---- tables ----
    def measure(self, grid, size, x0, width, upright=()):
        """Column edges, the lines of each cell, and the height of each row."""
        weights = grid.weights or [1] * grid.n_cols
        edges = [x0]
        for w in weights:
            edges.append(edges[-1] + width * w / sum(weights))
        lines, leading = {}, size * 1.25
        for c in grid.cells:
            text = "\n".join(c.text) if c.text in upright else c.text
            lines[id(c)] = self.wrap(text, size, edges[c.col + c.cs] - edges[c.col] - 2 * self.pad) if text else []
        heights = [leading + 2 * self.pad] * grid.n_rows
        for c in sorted(grid.cells, key=lambda c: c.rs):
            need = len(lines[id(c)]) * leading + 2 * self.pad
            have = sum(heights[c.row:c.row + c.rs])
            if need > have:
                heights[c.row + c.rs - 1] += need - have
        return edges, lines, heights

    def table(self, grid, size=None, width=None, x0=None, repeat_head=False, cut=None, cut_inside=None, upright=(), between=None, gap=10, keep=False, breaks=True):
        """Puts a table down from the present height on, over as many pages as it takes.

        `cut` is a row before which a page must end, `cut_inside` a row that is itself cut after its first line; `between` is called after a page is fed.
        """
        size = size or self.table_size
        x0 = self.margin if x0 is None else x0
        width = width or self.width - 2 * self.margin
        edges, lines, heights = self.measure(grid, size, x0, width, upright)
        tops = [0]
        for h in heights:
            tops.append(tops[-1] + h)
        leading = size * 1.25
        if keep and self.y + tops[-1] > self.bottom:
            self.feed()
        done, row = 0.0, 0
        first = True
        while row < grid.n_rows:
            head = 0.0
            if not first and repeat_head:
                head = tops[grid.head_rows]
                self.piece(grid, edges, lines, tops, 0, head, self.y, size, leading)
            room = self.bottom - self.y - head
            end = row
            while end < grid.n_rows and tops[end + 1] - done <= room and not (cut is not None and end == cut and row < cut):
                end += 1
            stop = tops[end]
            if cut_inside is not None and row <= cut_inside < end:
                end, stop = cut_inside, tops[cut_inside] + leading + self.pad
            if stop <= done:
                self.feed()
                first = False
                continue
            self.piece(grid, edges, lines, tops, done, stop, self.y + head, size, leading)
            self.y += head + stop - done
            done, row, first = stop, end, False
            if done >= tops[-1] - 1e-6:
                break
            if cut_inside is not None and end == cut_inside:
                cut_inside = None
            self.feed()
            if between:
                between(self)
        self.y += gap

    def piece(self, grid, edges, lines, tops, start, stop, y, size, leading):
        """The part of a table between two heights, drawn from y on."""
        c = self.canvas
        at = lambda v: y + v - start
        cells = [k for k in grid.cells if tops[k.row] < stop - 1e-6 and tops[k.row + k.rs] > start + 1e-6]
        self.draw_rules(grid, cells, edges, tops, start, stop, at)
        for k in cells:
            text = lines[id(k)]
            if not text:
                continue
            top, bottom = tops[k.row], tops[k.row + k.rs]
            cut_row = k.rs == 1 and (top < start - 1e-6 or bottom > stop + 1e-6)
            if cut_row or (k.rs > 1 and self.straddles(k, tops, start, stop, len(text) * leading)):
                low, high = top, bottom
            else:
                low, high = max(top, start), min(bottom, stop)
                if top < start - 1e-6:
                    continue  # a merged cell's text stands in its first part
            block = len(text) * leading
            offset = self.pad if self.valign == "top" or cut_row or low < start or high > stop else max((high - low - block) / 2, 0)
            for i, line in enumerate(text):
                base = low + offset + i * leading + size * 1.02
                if not (start <= base - size * 0.6 < stop) and (cut_row or low < start or high > stop):
                    continue
                w = c.advance(line, size) - self.look.spacing
                left, right = edges[k.col] + self.pad, edges[k.col + k.cs] - self.pad
                align = "left" if k.kind == "label" else ("center" if k.kind != "value" else self.halign)
                x = left if align == "left" else (right - w if align == "right" else (left + right - w) / 2)
                c.text(x, at(base), size, line)

    def straddles(self, k, tops, start, stop, block):
        """Whether a merged cell's text has to run over the page end because its first part is too small for it."""
        top, bottom = tops[k.row], tops[k.row + k.rs]
        first_part = min(bottom, stop) - top if top >= start else start - top
        return (bottom > stop + 1e-6 or top < start - 1e-6) and block + 2 * self.pad > first_part

    def draw_rules(self, grid, cells, edges, tops, start, stop, at):
        style, c, rules = self.rules.style, self.canvas, self.rules
        head = tops[grid.head_rows]
        clip = lambda k: (edges[k.col], max(tops[k.row], start), edges[k.col + k.cs], min(tops[k.row + k.rs], stop))
        last = tops[-1]
        if style == "none":
            return
        if style in ("bands", "zebra"):
            for r in range(grid.n_rows):
                a, b = max(tops[r], start), min(tops[r + 1], stop)
                if a < b and (r < grid.head_rows or r % 2):
                    c.fill(edges[0], at(a), edges[-1], at(b), "0.80" if r < grid.head_rows else "0.92")
            return
        if style == "threeline":
            for v, w in ((0, 1.2), (head, 0.6), (last, 1.2)):
                if start <= v <= stop:
                    c.line(edges[0], at(v), edges[-1], at(v), w)
            for k in cells:  # a short rule under a head cell that spans columns
                if k.kind == "head" and k.cs > 1 and k.row + k.rs < grid.head_rows:
                    c.line(edges[k.col] + 3, at(tops[k.row + k.rs]), edges[k.col + k.cs] - 3, at(tops[k.row + k.rs]), 0.4)
            return
        if self.shade_head:
            for k in cells:
                if k.kind == "head":
                    x0, y0, x1, y1 = clip(k)
                    c.fill(x0, at(y0), x1, at(y1), "0.88")
        if style == "cells":
            for k in cells:
                x0, y0, x1, y1 = clip(k)
                c.frame(x0, at(y0), x1, at(y1), rules.width)
            return
        lying, standing = {}, {}
        for k in cells:
            x0, y0, x1, y1 = clip(k)
            for v in (y0, y1):
                lying.setdefault(round(v, 3), []).append((x0, x1))
            for v in (x0, x1):
                standing.setdefault(round(v, 3), []).append((y0, y1))
        for v, spans in sorted(lying.items()):
            if not rules.outer and (v <= start + 0.01 or v >= stop - 0.01) and (v <= 0.01 or v >= last - 0.01):
                continue
            for a, b in joined(spans):
                c.rule(a, at(v), b, at(v), rules)
        if style == "horizontal":
            return
        for v, spans in sorted(standing.items()):
            if not rules.outer and (v <= edges[0] + 0.01 or v >= edges[-1] - 0.01):
                continue
            for a, b in joined(spans):
                c.rule(v, at(a), v, at(b), rules)


def joined(spans):
    """Spans on one line, merged where they touch."""
    out = []
    for a, b in sorted(spans):
        if out and a <= out[-1][1] + 0.01:
            out[-1][1] = max(out[-1][1], b)
        else:
            out.append([a, b])
    return out
