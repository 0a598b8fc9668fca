"""The past: what a backfill has read of a source or an archive so far, and what it found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from datetime import datetime

    from domain.development import DevelopmentChange
    from domain.fetching import Fetched
    from domain.lead import Lead
    from domain.outcome import OpenedDevelopment
    from domain.source import Source
    from domain.story import JudgedStory, Sifted

BackfillId = NewType("BackfillId", str)


@dataclass(frozen=True, slots=True)
class Backfill:
    """How far one source, or one file, has been read; times UTC.

    Attributes:
        what: the source's id or the file's name, for people.
        since: what was published before is not wanted.
        position: documents of the source, or lines of the file, that were taken in.
        reached_at: publication of the oldest item seen, None = none with a date yet.
        stories: new ones. relevant: those of them that bear on a commitment. undated: items left out for want of a day.
        done_at: when it came to its end, None = not yet. detail: why it broke off, in plain words; else empty.
    """

    id: BackfillId
    what: str
    since: datetime
    started_at: datetime
    position: int = 0
    reached_at: datetime | None = None
    stories: int = 0
    relevant: int = 0
    undated: int = 0
    done_at: datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PastFinding:
    """What one step into the past changes; recorded in one transaction.

    Attributes:
        progress: how far the backfill is with this step.
        sifted: what of it is new. judged: judgements of the new stories. leads: texts that came with them.
        opened, confirmed: as in a poll; nobody is told.
        step: the document that was read, None where a file is.
        keeps: how many of the newest documents keep their bodies, because the way to the next may depend on them.
        publishers: sources that are not declared and only stand in archives.
    """

    at: datetime
    progress: Backfill
    sifted: Sifted
    judged: tuple[JudgedStory, ...] = ()
    opened: tuple[OpenedDevelopment, ...] = ()
    confirmed: tuple[DevelopmentChange, ...] = ()
    leads: tuple[Lead, ...] = ()
    step: Fetched | None = None
    keeps: int = 0
    publishers: tuple[Source, ...] = ()


ARCHIVE_PREFIX = "archive-"
"""Begins the ids of publishers that only stand in archives: no source file declares them and nobody polls them."""

STEPS_KEPT_FIRST = 4
"""Documents at the beginning whose bodies are kept: hubs and the list, from which later addresses are told."""
