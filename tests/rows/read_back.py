"""Reads the rows that `baobiao convert --format ...` wrote with programs other than baobiao, and compares them.

    python3 read_back.py PARQUET_DIR CSV_DIR NDJSON_DIR

Each folder is the output of one run over the same inputs; the CSV is with --bom. Exit code 77: pyarrow is missing.
"""

import csv
import decimal
import json
import sys
from pathlib import Path

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError:
    print("skipped: pyarrow is not installed (pip install pyarrow)")
    sys.exit(77)

parquet, comma, lines = map(Path, sys.argv[1:4])

WORDS = pa.dictionary(pa.int32(), pa.utf8())
TYPES = {
    "values": {"agency": WORDS, "row_path": WORDS, "raw": pa.utf8(), "value": pa.decimal128(28, 9), "year": pa.int32(),
               "page": pa.uint32(), "x0": pa.float64()},
    "reports": {"report_id": pa.utf8(), "verdict": WORDS, "size": pa.uint64(), "salvaged": pa.bool_()},
}


def text(value):
    """A value of Parquet as CSV has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, decimal.Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, float):
        return format(decimal.Decimal(repr(value)).normalize(), "f")
    return str(value)


def same(name, column, row, a, b):
    if a != b:
        sys.exit(f"{name}: row {row}, {column}: Parquet has {a!r}, the other {b!r}")


for name, types in TYPES.items():
    table = pq.read_table(parquet / f"{name}.parquet")
    for column, type_ in types.items():
        assert table.schema.field(column).type == type_, (name, column, table.schema.field(column).type)
    assert not any(pa.types.is_list(field.type) for field in table.schema)
    rows = table.to_pylist()
    assert rows, name

    raw = (comma / f"{name}.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf"), "a spreadsheet needs the mark to know UTF-8"
    with open(comma / f"{name}.csv", encoding="utf-8-sig", newline="") as file:
        records = list(csv.DictReader(file))
    with open(lines / f"{name}.ndjson", encoding="utf-8") as file:
        objects = [json.loads(line, parse_float=decimal.Decimal) for line in file]
    assert len(rows) == len(records) == len(objects), (len(rows), len(records), len(objects))

    for index, (row, record, object_) in enumerate(zip(rows, records, objects)):
        assert list(row) == list(record) == list(object_), "the columns are the same in every format"
        for column, value in row.items():
            same(name, column, index, text(value), record[column].removeprefix("'"))
            other = object_[column]
            if isinstance(value, float):
                value, other = decimal.Decimal(repr(value)), decimal.Decimal(other)
            same(name, column, index, value, other)
    print(f"{name}: {len(rows)} rows and {len(table.schema)} columns are the same in Parquet, CSV and NDJSON")

values = pq.read_table(parquet / "values.parquet").to_pylist()
assert any("政府信息公开" in (row["row_path"] or "") for row in values), "Chinese came through"
