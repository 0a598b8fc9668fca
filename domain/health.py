"""Health: how a source stands, read off its state and its last polls."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from domain.source import PollRecord, Verdict, WatchedSource

POLLS_LOOKED_AT = 30
"""Newest polls of a source that its health is read from; so many are never tidied away."""


class HealthState(StrEnum):
    """How a source stands, from good to bad."""

    WORKING = "working"
    UNVERIFIED = "unverified"
    """Nobody has seen it answer yet, neither we nor who declared it."""
    SILENT = "silent"
    """It answers well, and has brought nothing new for three times its usual gap."""
    FAILING = "failing"
    BLOCKED = "blocked"
    """It refuses us; that is not the same as having nothing to say."""
    OWN_OUTAGE = "own_outage"
    """Last asked while our own network was down; says nothing about the source."""
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class SourceHistory:
    """A source with its newest polls, newest first, at most ``POLLS_LOOKED_AT``."""

    watched: WatchedSource
    polls: tuple[PollRecord, ...]


@dataclass(frozen=True, slots=True)
class Health:
    """How a source stands.

    Attributes:
        verdict: of the last poll, None = never polled. detail: its line in plain words, or why it is disabled.
        failures: polls failed in a row; failing_since: the first of them.
        newest_at: when it last published something. quiet_for: how long ago that was.
        patience: silence that is still usual. polls, answered: of the last 30, and how many of them went well.
    """

    state: HealthState
    verdict: Verdict | None
    detail: str
    failures: int
    failing_since: datetime | None
    newest_at: datetime | None
    quiet_for: timedelta | None
    patience: timedelta
    polls: int
    answered: int
