"""Reads annual government disclosure reports (政府信息公开工作年度报告) from PDF, DOCX and text into checked values.

>>> import baobiao
>>> report = baobiao.extract("a.pdf")                       # one document as a dict
>>> report["year"]["value"], report["verdict"]
>>> values = baobiao.rows(["a.pdf", "b.docx"])              # values of several as a pyarrow.Table
>>> summary = baobiao.convert_folder("reports/", "json/")   # a folder into JSON files

A document that cannot be read raises :class:`BaobiaoError`. Other Python threads run while documents are read.
For clusters there are :mod:`baobiao.ray` and :mod:`baobiao.spark`, which have to be imported by name.
"""

from ._baobiao import (
    DEFAULT_MAX_FILE_SIZE,
    DEFAULT_MAX_MEMORY,
    DEFAULT_TIMEOUT,
    SCHEMA_VERSION,
    __version__,
)
from ._errors import BaobiaoError, ErrorKind, Stage
from ._extract import extract
from ._folder import FolderSummary, SummaryRow, Tables, convert_folder
from ._options import Format, Source
from ._rows import Names, OnError, TableName, rows

__all__ = [
    "DEFAULT_MAX_FILE_SIZE",
    "DEFAULT_MAX_MEMORY",
    "DEFAULT_TIMEOUT",
    "SCHEMA_VERSION",
    "BaobiaoError",
    "ErrorKind",
    "FolderSummary",
    "Format",
    "Names",
    "OnError",
    "Source",
    "Stage",
    "SummaryRow",
    "TableName",
    "Tables",
    "__version__",
    "convert_folder",
    "extract",
    "rows",
]
