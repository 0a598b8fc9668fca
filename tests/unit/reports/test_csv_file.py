"""The evidence as CSV: read back by pandas with right types, and nothing in it that a spreadsheet calculates."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import texts_for
from domain.commitment import READER_LANGUAGES
from reports.csv_file import FORMULA_STARTS, cell, csv_report
from tests.report_builders import a_report

if TYPE_CHECKING:
    from reports.model import Report


def written(report: Report) -> bytes:
    return csv_report(report, texts_for(report.scope.language, "UTC"))


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_pandas_reads_numbers_days_and_truth_as_what_they_are(language: str) -> None:
    frame = pd.read_csv(io.BytesIO(written(a_report(language))), parse_dates=["day", "accessed"])
    assert str(frame["commitment"].dtype) == "int64"
    assert str(frame["official"].dtype) == "bool"
    assert str(frame["amount"].dtype) == "float64"
    assert {str(frame[name].dtype).partition("[")[0] for name in ("day", "accessed")} == {"datetime64"}
    assert sorted(frame["amount"].dropna().unique()) == [10_000_000, 719_000_000]


def test_every_report_of_every_development_has_a_row() -> None:
    frame = pd.read_csv(io.BytesIO(written(a_report())))
    assert list(frame["footnote"]) == [1, 2, 3, 4, 5]
    assert list(frame["development"]) == ["two", "one", "one", "three", "four"]
    assert set(frame["sha256"].str.len()) == {64}


def test_a_development_whose_texts_are_not_kept_still_has_its_row() -> None:
    frame = pd.read_csv(io.BytesIO(written(a_report(kept={}))))
    assert list(frame["development"]) == ["two", "one", "three", "four"]
    assert frame["footnote"].isna().all()
    assert list(frame["language"]) == ["English", "Russian", "English", "Japanese"]


def test_column_names_are_the_same_in_every_language() -> None:
    heads = {written(a_report(language)).splitlines()[0] for language in READER_LANGUAGES}
    assert len(heads) == 1
    assert heads.pop().startswith(b"\xef\xbb\xbfcommitment,")


def test_a_hostile_headline_is_one_cell_of_plain_text() -> None:
    rows = list(csv.DictReader(io.StringIO(written(a_report()).decode("utf-8-sig"))))
    (row,) = [each for each in rows if each["development"] == "three"]
    assert row["headline"].startswith("<script>alert(1)</script> =cmd|")
    assert row["url"] == ""
    assert {len(each) for each in rows} == {25}


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_a_text_that_would_be_a_formula_is_not(start: str) -> None:
    assert cell(f"{start}1+1") == f"'{start}1+1"
    assert cell(f"  {start}1+1").startswith("'")
    assert cell(f"a{start}") == f"a{start}"


@given(st.text())
def test_no_text_at_all_begins_as_a_formula_does(text: str) -> None:
    assert not cell(text).lstrip(" ").startswith(FORMULA_STARTS)
    assert cell(text).removeprefix("'") == text.removeprefix("'")


def test_values_are_written_as_programs_read_them() -> None:
    values = (None, True, False, date(2026, 1, 2), Decimal("1E+3"), Decimal("-2.5"), -3)
    assert [cell(value) for value in values] == ["", "true", "false", "2026-01-02", "1000", "-2.5", "-3"]


def test_the_same_report_gives_the_same_bytes() -> None:
    assert written(a_report()) == written(a_report())
