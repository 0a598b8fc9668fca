"""Addresses that lists in circulation call feeds and that were measured to be none."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class DeadAddress:
    """One entry of the list.

    Attributes:
        pattern: host and path, without scheme and ``www.``; ``*`` stands for anything.
        reason: what the address answered.
        measured: the day it did; None = in 2026, day not recorded.
    """

    pattern: str
    reason: str
    measured: date | None = None

    def covers(self, url: str) -> bool:
        """Tell whether ``url`` is this address, whatever its scheme, ``www.`` and closing slash."""
        return fnmatchcase(address_key(url), self.pattern.rstrip("/"))

    def __str__(self) -> str:
        day = self.measured.isoformat() if self.measured else "2026"
        return f"{self.pattern}: {self.reason} ({day})"


def address_key(url: str) -> str:
    """Return what two ways of writing one feed address have in common."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}{query}"
