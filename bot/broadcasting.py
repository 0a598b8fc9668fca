"""Broadcasts: what an operator says to all subscribers, once, after they have seen it themselves.

A broadcast is a notice that waits until it is confirmed; then it becomes one message for each subscriber, in the same
transaction, and these are delivered as messages to operators are: never twice, and in doubt not again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.markup import utf16_length
from domain.commitment import READER_LANGUAGES
from domain.identity import stable_id
from domain.notice import NoticeId, NoticeKind, OperatorMessage, OperatorMessageId, make_notice
from domain.subscriber import ChannelName

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from domain.notice import Notice
    from domain.subscriber import Subscriber
    from domain.unit_of_work import UnitOfWork

TEXT_LIMIT = 3000
"""UTF-16 units of a broadcast; with its heading it fits into one message."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What is to be said, and to whom: readers of one language, or everybody where it is empty."""

    text: str
    language: str = ""


def wording_of(said: str) -> Wording | None:
    """Read what follows /broadcast: the text, with a language before it where only its readers are meant.

    Returns:
        None where there is no text, or too much of it.
    """
    first, _, rest = said.strip().partition(" ")
    wording = Wording(rest.strip(), first.lower()) if first.lower() in READER_LANGUAGES else Wording(said.strip())
    return wording if 0 < utf16_length(wording.text) <= TEXT_LIMIT else None


def draft(work: UnitOfWork, wording: Wording, who: int, now: datetime) -> Notice:
    """Keep a broadcast that waits for its confirmation.

    Args:
        who: Telegram user id of the operator.
    """
    data = {"text": wording.text, "language": wording.language, "by": who}
    notice = make_notice(NoticeKind.BROADCAST, now, data=data)
    work.notices.add([notice])
    return notice


def recipients(work: UnitOfWork, language: str) -> list[Subscriber]:
    """Return the active subscribers who are to have it: chats, and readers of mail; the console is the operator's."""
    active = (each for each in work.subscribers.list_active() if each.channel is not ChannelName.CONSOLE)
    return [each for each in active if language in ("", each.language)]


def confirm(work: UnitOfWork, notice: Notice, now: datetime) -> int | None:
    """Make the messages of a broadcast; return how many, None where it was confirmed or dropped before."""
    if notice.delivered_at is not None:
        return None
    told = recipients(work, str(notice.data["language"]))
    for each in messages_for(notice.id, told, now):
        work.notices.save_message(each)
    work.notices.mark_delivered([notice.id], now)
    return len(told)


def drop(work: UnitOfWork, notice: Notice, now: datetime) -> bool:
    """Let a broadcast fall; return whether it still waited."""
    if notice.delivered_at is None:
        work.notices.mark_delivered([notice.id], now)
    return notice.delivered_at is None


def messages_for(notice_id: NoticeId, told: Iterable[Subscriber], now: datetime) -> list[OperatorMessage]:
    """Return one message for each subscriber that tells a notice."""
    return [
        OperatorMessage(
            id=OperatorMessageId(stable_id("operator message", each.channel, each.address, notice_id)),
            channel=each.channel,
            address=each.address,
            notice_ids=(notice_id,),
            created_at=now,
            due_at=now,
        )
        for each in told
    ]
