"""The evidence as CSV (RFC 4180, UTF-8 with byte-order mark), a row for each report; pure.

Spreadsheets take a cell that begins with one of a few letters for a formula. A text that does gets an apostrophe before
it (https://owasp.org/www-community/attacks/CSV_Injection); numbers and days stay as they are.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from reports.tables import evidence_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.ports import Speaker
    from reports.model import Chart, Report
    from reports.tables import Value

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Full-width forms as well: spreadsheets with Japanese settings read them as formulas."""


def csv_report(report: Report, texts: Speaker, charts: Sequence[Chart] = ()) -> bytes:  # noqa: ARG001 - all renderers
    """Return the evidence with the same column names in every language; days are ISO 8601."""
    table = evidence_table(report, texts)
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(column.key for column in table.columns)
    writer.writerows([cell(value) for value in row] for row in table.rows)
    return written.getvalue().encode("utf-8-sig")


def cell(value: Value) -> str:
    """Return a value as a cell that no spreadsheet calculates."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | int):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    return f"'{value}" if value.lstrip(" ").startswith(FORMULA_STARTS) else value
