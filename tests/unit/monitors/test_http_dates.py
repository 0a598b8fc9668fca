from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.http_dates import LONGEST_WAIT, read_http_date, read_retry_after

NOW = "Thu, 15 Jan 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    "text",
    ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"],
    ids=["usual form", "obsolete form", "asctime form"],
)
def test_each_of_the_three_forms_of_a_date_is_read(text: str) -> None:
    assert read_http_date(text) == datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "soon", "Thu, 99 Jan 2026 12:00:00 GMT", "Thu, 15 Jan 2026 12:00:00 +9999999"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_http_date(text) is None


@pytest.mark.parametrize(
    ("retry_after", "date", "seconds"),
    [
        pytest.param("120", "", 120.0, id="seconds"),
        pytest.param(" 0 ", "", 0.0, id="no wait at all"),
        pytest.param("999999", "", LONGEST_WAIT, id="more than a day is a day"),
        pytest.param("9" * 5000, "", LONGEST_WAIT, id="a number too long to read is a day"),
        pytest.param("Thu, 15 Jan 2026 12:10:00 GMT", NOW, 600.0, id="a date, by the server's own clock"),
        pytest.param("Thu, 15 Jan 2026 11:00:00 GMT", NOW, 0.0, id="a date that has passed"),
        pytest.param("Thu, 15 Jan 2027 12:00:00 GMT", NOW, LONGEST_WAIT, id="a date a year away"),
        pytest.param("Thu, 15 Jan 2026 12:10:00 GMT", "", None, id="a date without the server's clock"),
        pytest.param("", NOW, None, id="nothing"),
        pytest.param("-5", NOW, None, id="a negative number"),
        pytest.param("٣", NOW, None, id="digits of another script"),
        pytest.param("in a while", NOW, None, id="words"),
    ],
)
def test_retry_after_is_read_as_seconds_or_date(retry_after: str, date: str, seconds: float | None) -> None:
    assert read_retry_after(retry_after, date) == seconds


@given(st.text(), st.text())
def test_no_header_can_make_reading_fail_or_the_wait_leave_its_bounds(retry_after: str, date: str) -> None:
    seconds = read_retry_after(retry_after, date)
    assert seconds is None or 0 <= seconds <= LONGEST_WAIT
