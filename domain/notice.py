"""Notice: something that the operators are to be told; a row before it is a message."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NewType

from domain.alert import ChannelMessage, MessageKind
from domain.identity import stable_id
from domain.moment import aware_utc

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from domain.source import SourceId
    from domain.subscriber import ChannelName

NoticeId = NewType("NoticeId", str)
OperatorMessageId = NewType("OperatorMessageId", str)


class NoticeKind(StrEnum):
    """What an operator may be told."""

    SOURCE_FAILING = "source_failing"
    SOURCE_SILENT = "source_silent"
    SOURCE_RECOVERED = "source_recovered"
    NETWORK_DOWN = "network_down"
    """Most sources failed together: our own network is at fault."""
    NETWORK_BACK = "network_back"
    COVERAGE = "coverage"
    """The week's coverage."""
    REPORT = "report"
    """A weekly or monthly report was written."""
    FIRST_DAY = "first_day"
    """A new installation works."""
    DELIVERIES = "deliveries"
    """Messages were refused, or may not have arrived."""
    DISK_LOW = "disk_low"
    DISK_BACK = "disk_back"
    BROADCAST = "broadcast"
    """What an operator says to all subscribers."""
    PARCEL = "parcel"
    """A weekly or monthly report as a file, for operators and for subscribers who want it."""
    REVIEW_WAITING = "review_waiting"
    """Messages wait for an editor and will lapse; told to editors."""
    WEEKLY_POST = "weekly_post"
    """What moved, what is due and what is silent, written for one chat."""
    ADMISSION = "admission"
    """Chats asked to be admitted."""

    @property
    def is_urgent(self) -> bool:
        """Whether something has stopped, so that the operator is told at once."""
        return self in (NoticeKind.NETWORK_DOWN, NoticeKind.DISK_LOW)

    @property
    def is_for_operators(self) -> bool:
        """Whether it is folded into the daily message to operators; others are messages of their own."""
        return self not in _FOR_CHATS

    @property
    def message_kind(self) -> MessageKind:
        """What a message is that tells it."""
        return _FOR_CHATS.get(self, MessageKind.OPERATORS)


_FOR_CHATS = MappingProxyType(
    {
        NoticeKind.BROADCAST: MessageKind.BROADCAST,
        NoticeKind.PARCEL: MessageKind.REPORT,
        NoticeKind.REVIEW_WAITING: MessageKind.REMINDER,
        NoticeKind.WEEKLY_POST: MessageKind.WEEKLY_POST,
    }
)


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell.

    Attributes:
        id: made of what must be unique, so that recording twice is harmless.
        source_id: what it is about, None = no single source.
        data: figures and foreign words, as JSON knows them; the sentence is made for each reader.
        delivered_at: when it was put into messages, None = waits.
    """

    id: NoticeId
    at: datetime
    kind: NoticeKind
    source_id: SourceId | None = None
    data: Mapping[str, object] = field(default_factory=dict, hash=False)
    delivered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs the installation: an editor on Telegram, or whoever reads the console.

    Attributes:
        address: within the channel. language: one of the readers' languages. zone: IANA name.
    """

    channel: ChannelName
    address: str
    language: str
    zone: str
    is_group: bool = False
    """A group that a broadcast goes to."""


@dataclass(frozen=True, slots=True)
class OperatorMessage(ChannelMessage):
    """Several notices as one message to one operator; delivered as alerts are, and never twice.

    Attributes:
        notice_ids: what it tells, oldest first.
        attachment: file that it brings, as a path within the folder of reports; None = text alone.
        named: whether a later message has named this uncertain one, or its reader asked to be shown it again.
    """

    id: OperatorMessageId
    address: str
    notice_ids: tuple[NoticeId, ...]
    attachment: str | None = None
    named: bool = False


def make_notice(
    kind: NoticeKind, at: datetime, source_id: SourceId | None = None, data: Mapping[str, object] | None = None
) -> Notice:
    """Return a notice whose id says what it tells, of whom and when."""
    notice_id = stable_id("notice", kind.value, source_id or "", aware_utc(at).isoformat())
    return Notice(NoticeId(notice_id), at, kind, source_id, data or {})
