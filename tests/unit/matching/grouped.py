"""Reports as grouping compares them, with defaults; override by keyword."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from domain.development import Stage
from domain.grouping import GroupedStory
from domain.match import Facts, Money
from domain.moment import Precision
from domain.signals import Signals
from domain.story import StoryId
from tests.builders import NOON


def yen(millions: float) -> Money:
    return Money(Decimal(str(millions)) * 10**6, "JPY", f"{millions} million yen")


def dollars(millions: float) -> Money:
    return Money(Decimal(str(millions)) * 10**6, "USD", f"${millions} million")


def a_grouped(name: str = "a", *, hours: float = 0.0, amount: Money | None = None, **over: Any) -> GroupedStory:
    signals = {key: over.pop(key) for key in list(over) if key in Signals.__slots__}
    if amount is not None:
        signals.setdefault("amounts", (amount,))
        over.setdefault("facts", Facts(amount=amount))
    values: dict[str, Any] = {
        "id": StoryId(name),
        "url_key": "",
        "language": "ru",
        "title": f"Report {name} of something that happened somewhere",
        "summary": "",
        "published_at": NOON + timedelta(hours=hours),
        "countries": ("KZ",),
        "primary": 26,
        "numbers": (26,),
        "stage": Stage.AGREED,
        "signals": Signals(**signals),
        "precision": Precision.DAY,
    }
    return GroupedStory(**{**values, **over})
