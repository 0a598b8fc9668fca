"""Subscriber: a chat, or the console, that receives alerts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

from domain.facets import EVERYTHING, Facets
from domain.telling import USUAL, Timing

if TYPE_CHECKING:
    from datetime import datetime

SubscriberId = NewType("SubscriberId", str)


class ChannelName(StrEnum):
    """A way to reach a subscriber; each has one file under ``bot/channels``."""

    CONSOLE = "console"
    TELEGRAM = "telegram"
    EMAIL = "email"


class SubscriberState(StrEnum):
    """Whether a subscriber receives alerts."""

    ACTIVE = "active"
    STOPPED = "stopped"
    """Asked for no more."""
    PAUSED = "paused"
    """Could not be reached (blocked, deleted); /start restores."""


class Access(StrEnum):
    """Who may become a subscriber (``CAJAD_ACCESS``)."""

    OPEN = "open"
    INVITE = "invite"
    """Editors, and whoever brings a one-time code of the operator."""
    LIST = "list"
    """Editors only; who is known already stays."""


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Who receives alerts, where and how.

    Attributes:
        address: within its channel; for Telegram ``chat`` or ``chat/thread`` (ids as text).
        language: one of the readers' languages. zone: IANA name, for times in messages.
        editor: whether it may review and administer.
        is_group: group chats have a slower pace of their own.
        facets: what it wants to hear; a new subscriber hears everything that counts.
        timing: when it wants to hear it.
    """

    id: SubscriberId
    channel: ChannelName
    address: str
    language: str
    zone: str
    state: SubscriberState
    created_at: datetime
    editor: bool = False
    is_group: bool = False
    facets: Facets = EVERYTHING
    timing: Timing = USUAL
