"""The rows that a report's JSON holds, made a second time and in another language than the package's."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

Row = dict[str, Any]

# Columns that cannot be told from the JSON: the labels of the form.
NOT_IN_THE_JSON = ("row_path", "column_path")


def value_rows(report: dict[str, Any]) -> list[Row]:
    """Every value of the three tables, in the order of the JSON."""
    head = {
        "report_id": report["source"]["sha256"],
        "file": report["source"]["file"],
        "agency": (report["agency"] or {}).get("value"),
        "year": (report["year"] or {}).get("value"),
        "form": report["form"],
        "verdict": report["verdict"],
    }
    return [{**head, **name, **cell(value)} for name, value in values(report)]


def values(report: dict[str, Any]) -> Iterator[tuple[Row, Row]]:
    for table in ("disclosure", "requests", "litigation"):
        content = report[table]
        if content is None:
            continue
        found = requests(content) if table == "requests" else groups(content)
        for row_key, column_key, value in found:
            yield {"table": table, "row_key": row_key, "column_key": column_key}, value


def groups(content: dict[str, Any]) -> Iterator[tuple[str | None, str | None, Row]]:
    for row_key, group in content.items():
        if row_key == "extra":
            continue
        for column_key, value in group.items():
            if column_key != "extra":
                yield row_key, column_key, value
        for extra in group.get("extra", []):
            yield row_key, None, extra["value"]
    for extra in content.get("extra", []):
        yield None, None, extra["value"]


def requests(content: dict[str, Any]) -> Iterator[tuple[str | None, str | None, Row]]:
    for row in content["rows"]:
        for column_key, value in zip(content["columns"], row["values"], strict=True):
            yield row["key"], column_key, value
        for value in row.get("extra", []):
            yield row["key"], None, value


def cell(value: Row) -> Row:
    place = value["provenance"][0] if value["provenance"] else {}
    x0, top, x1, bottom = place.get("bbox", [None] * 4)
    grid = value.get("cell") or {}
    return {
        "raw": value["raw"],
        "value": None if value["value"] is None else Decimal(str(value["value"])),
        "unit": value["unit"],
        "kind": value["kind"],
        "status": value["status"],
        "page": place.get("page"),
        "x0": x0,
        "top": top,
        "x1": x1,
        "bottom": bottom,
        "line": place.get("line"),
        "table_id": grid.get("table"),
        "grid_row": grid.get("row"),
        "grid_col": grid.get("col"),
    }
