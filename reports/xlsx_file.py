"""The report as a workbook: commitments, evidence, ledger, calendar, coverage, coding; the only door to XlsxWriter.

Text is written as text whatever it begins with: nothing in a cell is a formula or a link. The archive holds no time but
that at which the report was made.
"""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

import xlsxwriter

from reports.csv_file import FORMULA_STARTS
from reports.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from domain.ports import Speaker
    from reports.model import Chart, Report
    from reports.tables import Column, Table, Value

LONGEST = 32_767
"""Characters of a cell that spreadsheets take."""

LINE, TALLEST = 15, 240
"""Points: of a line in a cell, and of a row at most."""

_LOOKS: Mapping[str, Mapping[str, object]] = {
    "head": {"bold": True, "bg_color": "#DDEBF7", "text_wrap": True, "valign": "top", "bottom": 1},
    "text": {"text_wrap": True, "valign": "top"},
    "quoted": {"text_wrap": True, "valign": "top", "quote_prefix": True},
    "number": {"num_format": "#,##0.##", "valign": "top"},
    "whole": {"num_format": "#,##0", "valign": "top"},
    "day": {"num_format": "yyyy-mm-dd", "valign": "top"},
    "open": {"text_wrap": True, "valign": "top", "bg_color": "#FFF2CC", "border": 1},
}
"""``open`` marks the cells that a person fills in."""


def xlsx_report(report: Report, texts: Speaker, charts: Sequence[Chart] = ()) -> bytes:  # noqa: ARG001 - all renderers
    """Return the workbook."""
    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(written, options) as book:
        made = report.scope.made_at.replace(tzinfo=None)
        book.set_properties({"title": report.declaration.name, "author": "CA+JAD Monitor", "created": made})
        looks = {name: book.add_format(look) for name, look in _LOOKS.items()}
        for table in (make(report, texts) for make in TABLES):
            _fill(book.add_worksheet(table.title), table, looks)
    return written.getvalue()


def _fill(sheet: Worksheet, table: Table, looks: Mapping[str, Format]) -> None:
    for column, each in enumerate(table.columns):
        sheet.set_column(column, column, each.width)
        sheet.write_string(0, column, each.heading, looks["head"])
        if each.choices:
            choices = {"validate": "list", "source": list(each.choices)}
            sheet.data_validation(1, column, max(1, len(table.rows)), column, choices)
    fillable = {column for column, each in enumerate(table.columns) if each.key.startswith(("coder_", "note_"))}
    sheet.set_row(0, _height([each.heading for each in table.columns], table.columns))
    for row, values in enumerate(table.rows, start=1):
        sheet.set_row(row, _height(values, table.columns))
        for column, value in enumerate(values):
            _write(sheet, (row, column), value, looks, is_open=column in fillable)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(table.rows)), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _height(values: Sequence[Value], columns: Sequence[Column]) -> float:
    """Return the height of a row (points) that shows its longest text; not every program works it out itself."""
    return min(TALLEST, LINE * max(_lines(value, each.width) for value, each in zip(values, columns, strict=True)))


def _lines(value: Value, width: int) -> int:
    if not isinstance(value, str):
        return 1
    return sum(max(1, ceil(_room(line) / width)) for line in value.split("\n"))


def _room(line: str) -> float:
    """Return the room that a line takes, in narrow letters, with what is left empty where it breaks between words."""
    return 1.1 * sum(2 if east_asian_width(letter) in "WF" else 1 for letter in line)


def _write(
    sheet: Worksheet, place: tuple[int, int], value: Value, looks: Mapping[str, Format], *, is_open: bool
) -> None:
    if value is None:
        sheet.write_blank(*place, None, looks["open" if is_open else "text"])
    elif isinstance(value, bool):
        sheet.write_boolean(*place, value, looks["text"])
    elif isinstance(value, date):
        sheet.write_datetime(*place, value, looks["day"])
    elif isinstance(value, int | Decimal):
        sheet.write_number(*place, float(value), looks["whole" if value == int(value) else "number"])
    else:
        look = looks["quoted" if value.startswith(FORMULA_STARTS) else "text"]
        sheet.write_string(*place, value[:LONGEST], look)
