"""PollOutcome: every row that one poll writes, decided before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from domain.alert import OutboxMessage
    from domain.development import DevelopmentChange
    from domain.lead import Lead
    from domain.notice import Notice, NoticeId
    from domain.source import PollRecord, SourceId, SourceState
    from domain.story import JudgedStory, Sifted


@dataclass(frozen=True, slots=True)
class OpenedDevelopment:
    """The row of a development that this poll opens."""

    change: DevelopmentChange
    counts: bool
    found_late: bool


@dataclass(frozen=True, slots=True)
class PollOutcome:
    """What one poll changes; recorded in one transaction.

    Attributes:
        judged: judgement of every new story, relevant or not, and of edited ones whose text changed.
        opened: developments to add. confirmed: stories that join an open one.
        messages: alerts to put into the outbox.
        leads: leads of new stories to put into the lead queue.
        notices: what the operators are to be told. withdrawn: notices not to be told after all.
        host_held: other sources of a host that asked us to wait, none to be polled before ``held_until``.
    """

    state: SourceState
    record: PollRecord
    sifted: Sifted
    judged: tuple[JudgedStory, ...] = ()
    opened: tuple[OpenedDevelopment, ...] = ()
    confirmed: tuple[DevelopmentChange, ...] = ()
    messages: tuple[OutboxMessage, ...] = ()
    leads: tuple[Lead, ...] = ()
    notices: tuple[Notice, ...] = ()
    withdrawn: tuple[NoticeId, ...] = ()
    host_held: tuple[SourceId, ...] = ()
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rejudgement:
    """What judging stored stories again changes; recorded in one transaction.

    Attributes:
        judged: new judgements of stored stories; one that an editor has decided about keeps its own.
        opened, confirmed, messages: as in a poll.
    """

    at: datetime
    judged: tuple[JudgedStory, ...] = ()
    opened: tuple[OpenedDevelopment, ...] = ()
    confirmed: tuple[DevelopmentChange, ...] = ()
    messages: tuple[OutboxMessage, ...] = ()
