"""Rhythm: how often a source publishes, and how often it wants to be asked, as its own documents show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What the newest document that was long enough has shown; None = not shown.

    Attributes:
        gap: pause in which half of the time passes: a night for a ministry, minutes for an agency.
        window: time after which a busy document has been replaced as a whole; whoever looks later has missed items.
        asked: wait between two polls that the document asks for (``ttl``, ``sy:updatePeriod``).
    """

    gap: timedelta | None = None
    window: timedelta | None = None
    asked: timedelta | None = None
