"""Money: a sum as a report states it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - dataclasses are resolved at run time by storage and tests
from decimal import Decimal  # noqa: TC003 - dataclasses are resolved at run time by storage and tests
from enum import StrEnum

from domain.source import Tier  # noqa: TC001 - likewise


class Bound(StrEnum):
    """How a stated sum stands to the real one."""

    EXACT = "exact"
    ABOUT = "about"
    UP_TO = "up_to"
    AT_LEAST = "at_least"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Money:
    """A sum as the report states it.

    Attributes:
        currency: ISO 4217; text: the words it was read from, folded.
        bound: how exact it is. highest: upper end of a range, whose lower end is ``amount``.
        portfolio: whether it is the sum of many deals told together.
        past: whether it is that of what was given or invested before, told as background.
    """

    amount: Decimal
    currency: str
    text: str
    bound: Bound = Bound.EXACT
    highest: Decimal | None = None
    portfolio: bool = False
    past: bool = False


@dataclass(frozen=True, slots=True)
class ReportedSum:
    """The sum that one report of a development names.

    Attributes:
        day: of its publication (UTC). tier, title, source_name, url: of the report.
    """

    money: Money
    day: date
    tier: Tier
    title: str
    source_name: str
    url: str
