"""Report orders: which report a reader asks for, button by button, and the callback data that says it; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.commitment import CENTRAL_ASIA
from reports.material import ReportScope

if TYPE_CHECKING:
    from datetime import datetime

    from domain.commitment import Declaration

ORDER = "report:"
"""Opens the callback data of every button with which a report is ordered."""

FORMS = ("docx", "xlsx", "html", "csv")
"""Formats that people open; keys of ``reports.formats.FORMATS``."""

ALL = "all"
"""Stands for every country in callback data."""

_PARTS = 3


class Period(StrEnum):
    """The days that a report tells of; all of them end today."""

    WEEK = "week"
    MONTH = "month"
    ALL = "all"
    """Since the declaration was adopted."""


_DAYS = {Period.WEEK: 7, Period.MONTH: 30}


@dataclass(frozen=True, slots=True)
class Order:
    """What was chosen so far, in this order; None = not yet.

    Attributes:
        country: ISO code, empty = all of them. form: one of ``FORMS``.
    """

    period: Period | None = None
    country: str | None = None
    form: str | None = None


def data_of(order: Order) -> str:
    """Return the callback data of the button for an order."""
    country = None if order.country is None else order.country or ALL
    return ORDER + ":".join(part for part in (order.period, country, order.form) if part is not None)


def order_of(data: str) -> Order | None:
    """Read callback data; None for whatever no button of ours can have said."""
    if not data.startswith(ORDER):
        return None
    said = data.removeprefix(ORDER)
    parts = said.split(":") if said else []
    if len(parts) > _PARTS:
        return None
    chosen_so_far = dict(zip(("period", "country", "form"), parts, strict=False))
    period, country, form = map(chosen_so_far.get, ("period", "country", "form"))
    known = (
        period is None or period in tuple(Period),
        country is None or country in (ALL, *CENTRAL_ASIA),
        form is None or form in FORMS,
    )
    if not all(known):
        return None
    chosen = None if country is None else country.replace(ALL, "")
    return Order(Period(period) if period else None, chosen, form)


def scope_of(order: Order, declaration: Declaration, now: datetime) -> ReportScope:
    """Return what the report is asked about; no day before the declaration was adopted.

    Args:
        order: with a period. now: when the report is made (UTC).
    """
    today, since = now.date(), declaration.adopted
    days = _DAYS.get(order.period) if order.period else None
    if days is not None:
        since = max(since, today - timedelta(days=days - 1))
    return ReportScope(since=min(since, today), until=today, made_at=now, country=order.country or "")


def file_name(order: Order, scope: ReportScope) -> str:
    """Return the name of the file, the same in every language."""
    parts = ("cajad", scope.since.isoformat(), scope.until.isoformat(), order.country or "")
    return f"{'-'.join(part for part in parts if part)}.{order.form}"
