"""Points in time as the product knows them: aware, UTC, each with the precision its source gave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


def aware_utc(value: datetime) -> datetime:
    """Return ``value`` in UTC.

    Raises:
        ValueError: ``value`` has no zone; guessing one is the parsers' task, never ours.
    """
    if value.tzinfo is None:
        raise ValueError(f"a datetime without zone: {value!r}")
    return value.astimezone(UTC)


class Precision(StrEnum):
    """How exactly a source said when."""

    MINUTE = "minute"
    DAY = "day"
    """Only the calendar day is known; the time part is midnight UTC of that day and must not be shifted by zones."""
    UNKNOWN = "unknown"
    """The source gave no usable date; the time is when we first saw the entry."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was published: a UTC time and how exactly it is known."""

    at: datetime
    precision: Precision

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", aware_utc(self.at))
