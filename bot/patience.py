"""Patience: what waited too long for an editor, or for a reader who went away, lapses; editors are reminded.

What they accept after that is told late. The rules are those of ``domain.patience``; here they are asked again and
again and what they say is stored.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.broadcasting import messages_for
from domain.notice import NoticeKind, make_notice
from domain.patience import is_time_to_remind
from domain.subscriber import ChannelName

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from domain.patience import Awaited
    from domain.ports import Clock
    from domain.subscriber import Subscriber
    from domain.unit_of_work import OpenUnitOfWork, UnitOfWork

log = logging.getLogger(__name__)


def keep_patience(open_unit_of_work: OpenUnitOfWork, clock: Clock, admins: Collection[int]) -> None:
    """Let lapse what nobody reviewed in time or came back for, tell what was accepted late, and remind editors.

    Args:
        admins: Telegram user ids of ``CAJAD_ADMINS``.
    """
    now = clock.now()
    with open_unit_of_work() as work:
        lapsed, revived = work.patience.lapse(now), work.patience.revive(now)
        unwanted = work.patience.give_up(now)
        last = work.notices.find_last([NoticeKind.REVIEW_WAITING])
        awaited = work.patience.awaited()
        if is_time_to_remind(awaited, last.at if last else None, now):
            _remind(work, awaited, editors(work, admins), now)
        work.commit()
    if lapsed or revived:
        log.info("review: %d messages lapsed, %d that had lapsed are told late", lapsed, revived)
    if unwanted:
        log.info("%d messages are cancelled: their readers stayed away for too long", unwanted)


def editors(work: UnitOfWork, admins: Collection[int]) -> list[Subscriber]:
    """Return the editors who can be told in Telegram, each in their own chat."""
    own = (each for each in work.subscribers.list_active() if each.channel is ChannelName.TELEGRAM)
    names = {str(admin) for admin in admins}
    return [each for each in own if not each.is_group and (each.editor or each.address in names)]


def _remind(work: UnitOfWork, awaited: Awaited, told: Collection[Subscriber], now: datetime) -> None:
    oldest = awaited.oldest.isoformat() if awaited.oldest else ""
    data = {"developments": awaited.developments, "chats": awaited.chats, "oldest": oldest}
    notice = make_notice(NoticeKind.REVIEW_WAITING, now, data=data)
    work.notices.add([notice])
    for message in messages_for(notice.id, told, now):
        work.notices.save_message(message)
    work.notices.mark_delivered([notice.id], now)
