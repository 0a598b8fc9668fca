"""Subscriber: a chat, or the console, that receives alerts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

from domain.facets import EVERYTHING, Facets
from domain.patience import UNREACHED_FOR
from domain.telling import USUAL, Mode, Timing

if TYPE_CHECKING:
    from datetime import datetime

    from domain.patience import Unreached

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
    """Could not be reached (blocked, removed, deleted), or a closed topic; /start restores."""


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
        unreached: how often its address refused since it took something last, None = it did not. Word of its channel
            that it blocked or removed us counts as the first refusal.
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
    unreached: Unreached | None = None

    @property
    def awaits_review(self) -> bool:
        """Whether only what an editor has accepted is sent: chosen for the chat, or as what it wants to hear."""
        return self.timing.hold_until_reviewed or self.facets.reviewed_only

    @property
    def told_by(self) -> Timing:
        """By which timing messages are told: either choice of reviewed messages holds back the others."""
        return replace(self.timing, hold_until_reviewed=self.awaits_review)

    def is_away(self, now: datetime) -> bool:
        """Whether it blocked or removed us, no longer ago than its return is waited for.

        Args:
            now: UTC.
        """
        is_paused = self.state is SubscriberState.PAUSED
        return is_paused and self.unreached is not None and now - self.unreached.since < UNREACHED_FOR

    @property
    def gets_weekly_post(self) -> bool:
        """Whether a post comes on Mondays: to groups and channels unless it is switched off, to others if it is on."""
        return self.is_group if self.timing.weekly_post is None else self.timing.weekly_post


@dataclass(frozen=True, slots=True)
class ReadyMade:
    """A ready-made choice for a sort of reader; the value without arguments is everything.

    Attributes:
        facets: what comes. mode: what goes at once, None = the choice promises nothing of that and leaves it.
    """

    facets: Facets = EVERYTHING
    mode: Mode | None = None

    def facets_for(self, own: Facets) -> Facets:
        """Return the facets of a reader who takes this.

        What they wrote themselves, and outlets they hid, stays; so does it that only reviewed matches come, which may
        be what keeps unreviewed ones out of a public channel.
        """
        kept = {name: getattr(own, name) for name in ("hidden_outlets", "phrases", "other_names", "reviewed_only")}
        return replace(self.facets, **kept)

    def timing_for(self, own: Timing) -> Timing:
        """Return the timing of a reader who takes this; only what goes at once may change."""
        return own if self.mode is None else replace(own, mode=self.mode)

    def taken_by(self, subscriber: Subscriber) -> Subscriber:
        """Return a subscriber who takes this."""
        facets, timing = self.facets_for(subscriber.facets), self.timing_for(subscriber.timing)
        return replace(subscriber, facets=facets, timing=timing)
