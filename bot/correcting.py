"""Correcting: readers of letters hear of what editors withdrew, took back or moved; one letter for several corrections.

A letter that went out cannot be amended, and who reads one a week is not to believe for a week what is known to be
wrong. So corrections are a letter of their own, an answer to the digests that they correct. It waits for the next full
hour that is at least an hour away: what a session of review brings comes together, and a slip that is undone at once
never goes out. Replies are rows before they are letters, with the states of alerts (``bot.amending``).
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.channels.parts import CorrectingChannel
from bot.outcomes import after, patient
from bot.recipients import follow_recipient
from domain.errors import DeliveryError, DeliveryUncertain

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from bot.deliver import DeliveryParts
    from bot.outcomes import Outcome
    from domain.amendment import ClaimedReply, WithdrawalReplyId
    from domain.subscriber import ChannelName, SubscriberId

log = logging.getLogger(__name__)

SETTLES = timedelta(hours=1)
"""A correction waits at least so long for others, and for the editor's second thoughts."""


def letter_due(now: datetime) -> datetime:
    """Return when a correction that came up now goes out (UTC)."""
    settled = now + SETTLES
    hour = settled.replace(minute=0, second=0, microsecond=0)
    return hour if hour == settled else hour + timedelta(hours=1)


async def correct_due(parts: DeliveryParts) -> Counter[str]:
    """Write to readers of letters what is to be corrected.

    Returns:
        How many corrections came to what state.

    Raises:
        StorageError: the database cannot be used; nothing is lost.
    """
    channels = {name: channel for name, channel in parts.channels.items() if isinstance(channel, CorrectingChannel)}
    if not channels:
        return Counter()
    total: Counter[str] = Counter()
    for (name, _), replies in (await asyncio.to_thread(_read_due, parts, tuple(channels))).items():
        total += await _correct(replies, channels[name], parts)
    if total:
        log.info("corrections by letter: %s", ", ".join(f"{count} {what}" for what, count in sorted(total.items())))
    return total


def _read_due(
    parts: DeliveryParts, channels: Collection[ChannelName]
) -> Mapping[tuple[ChannelName, SubscriberId], list[WithdrawalReplyId]]:
    now = parts.clock.now()
    with parts.open_unit_of_work(writes=False) as work:
        planned = work.amendments.letters_wanted(now, channels)
        due = work.amendments.list_replies(now, channels)
    if planned:
        with parts.open_unit_of_work() as work:
            work.amendments.plan_letters(now, letter_due(now), channels)
            due = work.amendments.list_replies(now, channels)
            work.commit()
    readers: dict[tuple[ChannelName, SubscriberId], list[WithdrawalReplyId]] = {}
    for reply, subscriber in due:
        readers.setdefault((reply.channel, subscriber.id), []).append(reply.id)
    return readers


async def _correct(
    reply_ids: Sequence[WithdrawalReplyId], channel: CorrectingChannel, parts: DeliveryParts
) -> Counter[str]:
    claimed = await asyncio.to_thread(_claim, reply_ids, parts)
    if not claimed:
        return Counter()
    said = await _send(claimed, channel)
    return await asyncio.to_thread(_save, claimed, said, parts)


def _claim(reply_ids: Sequence[WithdrawalReplyId], parts: DeliveryParts) -> list[ClaimedReply]:
    now = parts.clock.now()
    with parts.open_unit_of_work() as work:
        found = [work.amendments.claim_reply(each, now) for each in reply_ids]
        work.commit()
    return [each for each in found if each is not None]


async def _send(claimed: Sequence[ClaimedReply], channel: CorrectingChannel) -> Outcome:
    try:
        return await channel.correct(claimed)
    except DeliveryError as error:
        return error
    except asyncio.CancelledError:
        return DeliveryUncertain("the process stopped while the letter was being sent")


def _save(claimed: Sequence[ClaimedReply], said: Outcome, parts: DeliveryParts) -> Counter[str]:
    now, reader = parts.clock.now(), claimed[0].subscriber
    outcome = patient(said, reader.unreached, now)
    saved = [after(each.message, outcome, now) for each in claimed]
    with parts.open_unit_of_work() as work:
        for each in saved:
            work.amendments.save_reply(each)
        follow_recipient(reader, outcome, work, now)
        work.commit()
    if isinstance(outcome, DeliveryError):
        log.warning("corrections for subscriber %s: %s: %s", reader.id, type(outcome).__name__, outcome)
    return Counter(str(each.state) for each in saved)
