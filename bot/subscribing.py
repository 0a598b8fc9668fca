"""Subscribing: who may, and what a subscriber is after each wish; pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.texts import DEFAULT_ZONES
from domain.subscriber import Access, ChannelName, Subscriber, SubscriberId, SubscriberState

if TYPE_CHECKING:
    from datetime import datetime

    from bot.chats import Asker


def is_admitted(access: Access, *, trusted: bool, known: bool, invited: bool = False) -> bool:
    """Tell whether somebody may use the bot.

    Args:
        access: the operator's setting.
        trusted: an editor asks, or one of ``CAJAD_ADMINS``. known: the chat is a subscriber already, in any state.
        invited: the asker has just used up a one-time code.
    """
    return access is Access.OPEN or trusted or known or invited


def started(known: Subscriber | None, asker: Asker, now: datetime, *, editor: bool = False) -> Subscriber:
    """Return the subscriber after /start: a new one, or the known one active again, unpaused, with the settings it had.

    Args:
        editor: whether a one-time code has just made the asker an editor; nobody loses that by /start.
    """
    if known is not None:
        timing = replace(known.timing, paused_until=None)
        return replace(known, state=SubscriberState.ACTIVE, editor=known.editor or editor, timing=timing)
    return Subscriber(
        id=SubscriberId(f"{ChannelName.TELEGRAM}:{asker.chat.address}"),
        channel=ChannelName.TELEGRAM,
        address=asker.chat.address,
        language=asker.language,
        zone=DEFAULT_ZONES[asker.language],
        state=SubscriberState.ACTIVE,
        created_at=now,
        editor=editor,
        is_group=asker.is_group,
    )


def speaking(subscriber: Subscriber, language: str) -> Subscriber:
    """Return the subscriber with another language; the zone follows unless it was set by hand."""
    has_default_zone = subscriber.zone == DEFAULT_ZONES[subscriber.language]
    zone = DEFAULT_ZONES[language] if has_default_zone else subscriber.zone
    return replace(subscriber, language=language, zone=zone)
