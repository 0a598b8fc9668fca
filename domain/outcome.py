"""PollOutcome: every row that one poll writes, decided before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.alert import OutboxMessage
    from domain.development import DevelopmentChange
    from domain.source import PollRecord, SourceState
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
    """

    state: SourceState
    record: PollRecord
    sifted: Sifted
    judged: tuple[JudgedStory, ...] = ()
    opened: tuple[OpenedDevelopment, ...] = ()
    confirmed: tuple[DevelopmentChange, ...] = ()
    messages: tuple[OutboxMessage, ...] = ()
