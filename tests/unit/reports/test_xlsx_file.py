"""The workbook: read back by openpyxl with right types, one sheet for each table, no formula and no link."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import openpyxl
import pytest

from bot.texts import texts_for
from domain.commitment import READER_LANGUAGES
from domain.status import CodebookEntry
from reports.xlsx_file import LONGEST, TALLEST, xlsx_report
from tests.report_builders import MADE_AT, a_report

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from reports.model import Report

FORMULA = '=HYPERLINK("https://evil.example","x")'


def written(report: Report) -> bytes:
    return xlsx_report(report, texts_for(report.scope.language, "UTC"))


def opened(report: Report) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(written(report)))


def rows(sheet: Worksheet) -> list[dict[str, object]]:
    heads, *values = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in values]


def with_headline(text: str) -> Report:
    report = a_report()
    first, *others = report.commitments[1].timeline
    part = replace(report.commitments[1], timeline=(replace(first, headline=text), *others))
    return replace(report, commitments=(report.commitments[0], part, *report.commitments[2:]))


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_there_is_a_sheet_for_each_table_with_distinct_headings(language: str) -> None:
    book = opened(a_report(language))
    assert len(book.sheetnames) == 6
    for sheet in book.worksheets:
        heads = [cell.value for cell in sheet[1]]
        assert len(heads) == len(set(heads))


def test_sheets_have_the_names_of_what_they_hold() -> None:
    assert opened(a_report()).sheetnames == ["Commitments", "Evidence", "Ledger", "Calendar", "Coverage", "Coding"]


def test_numbers_days_and_truth_are_what_they_are() -> None:
    book = opened(a_report())
    evidence = rows(book["Evidence"])
    assert [row["Published"] for row in evidence][:2] == [datetime(2026, 1, 27), datetime(2026, 1, 30)]  # noqa: DTZ001 - cells know no zone
    assert [row["Sum"] for row in evidence][:2] == [10_000_000, 719_000_000]
    assert [row["Officially reported"] for row in evidence][:2] == [False, True]
    assert [row["In yen"] for row in rows(book["Ledger"])] == [719_000_000, 1_500_000_000]
    assert [(row["Language"], row["Polls"], row["Answered"]) for row in rows(book["Coverage"])] == [
        ("Japanese", 50, 0),
        ("Russian", 100, 98),
    ]
    assert {type(row["First day"]) for row in rows(book["Calendar"])} == {datetime}
    assert [row["No."] for row in rows(book["Commitments"])] == [12, 13, 26, 40]


def test_the_coding_sheet_has_the_codebook_and_room_for_two_people() -> None:
    sheet = opened(a_report())["Coding"]
    found = rows(sheet)
    assert [(row["Unit"], row["Development"]) for row in found] == [
        ("12-a", None), ("13-a", "two"), ("26-a", "one"), ("26-a", "three"), ("26-a", "four"),
    ]  # fmt: skip
    assert all("Counts as done" in str(row["Codebook"]) for row in found)
    blank = [row[name] for row in found for name in row if name.startswith(("Coder", "Note"))]
    assert blank == [None] * 4 * len(found)
    choices = {each.formula1 for each in sheet.data_validations.dataValidation}
    assert choices == {f'"{",".join(CodebookEntry)}"'}


def test_nothing_in_the_workbook_is_a_formula_or_a_link() -> None:
    content = written(with_headline(FORMULA))
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f" and cell.value != FORMULA] == []
    assert [cell.value for cell in cells if cell.hyperlink] == []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert [name for name in archive.namelist() if b"<f>" in archive.read(name)] == []
        assert FORMULA.partition("(")[0].encode() in archive.read("xl/sharedStrings.xml")


def test_a_text_longer_than_a_cell_takes_is_cut() -> None:
    (cell,) = [
        row["Headline"] for row in rows(opened(with_headline("x" * 40_000))["Evidence"]) if row["Development"] == "two"
    ]
    assert cell == "x" * LONGEST


def test_the_same_report_gives_the_same_bytes_and_tells_no_time_but_its_own() -> None:
    content = written(a_report())
    assert content == written(a_report())
    created = openpyxl.load_workbook(io.BytesIO(content)).properties.created
    assert created == MADE_AT.replace(tzinfo=None)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {part.date_time[0] for part in archive.infolist()} == {1980}


def test_a_row_is_as_tall_as_its_longest_text_up_to_a_limit() -> None:
    def height(text: str) -> float:
        heights = opened(with_headline(text))["Evidence"].row_dimensions
        return max(float(each.height) for each in heights.values() if each.height)

    assert height("a" * 550) > height("a" * 5)
    assert height("桜" * 550) > height("a" * 550)
    assert height("line\n" * 12) > height("a" * 5)
    assert height("a" * 30_000) == TALLEST
