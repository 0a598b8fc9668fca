"""Times in HTTP headers: ``Retry-After`` in seconds or as a date, and ``Date``."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_WAIT = 86_400.0
"""Seconds; a server that asks for more is asked again after a day all the same (design rule 13)."""

MOST_DIGITS = 9
"""Digits of a number of seconds that are read; a longer one is over the cap anyway."""


def read_http_date(text: str) -> datetime | None:
    """Return an HTTP date (any of the three forms of RFC 9110, section 5.6.7) in UTC, or None if it is none."""
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def read_retry_after(retry_after: str, date: str) -> float | None:
    """Return how many seconds a server asks us to wait, between 0 and LONGEST_WAIT; None if it does not say.

    Args:
        retry_after: the ``Retry-After`` header, or empty.
        date: the ``Date`` header of the same response, or empty. A date to wait for is measured from it and not from
            our clock, so a server whose clock is wrong is still understood; without it such a date says nothing.
    """
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_WAIT) if len(text) <= MOST_DIGITS else LONGEST_WAIT
    until, now = read_http_date(text), read_http_date(date)
    if until is None or now is None:
        return None
    return min(max((until - now).total_seconds(), 0.0), LONGEST_WAIT)
