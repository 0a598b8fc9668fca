"""Invitation: a code that admits its senders, or makes one an editor; only its hash is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code that can still be used.

    Attributes:
        id: names the invitation to operators and leads to no code. editor: whether it makes its sender an editor.
        uses: how many may use it. used: how many have. expires_at: UTC.
    """

    id: str
    editor: bool
    uses: int
    used: int
    expires_at: datetime
