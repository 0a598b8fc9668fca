"""Report desk: makes reports and the status picture for chats, one report at a time for each, off the event loop.

A report is made by the code of ``cajad report``. The status picture is drawn once for the same data and language.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING

from bot.reporting import read_material, rendered, report_in
from bot.texts import DEFAULT_ZONES, texts_for
from domain.status import Status
from reports.charts.canvas import draw
from reports.charts.statuses import status_sketch
from reports.formats import FORMATS
from reports.material import ReportScope

if TYPE_CHECKING:
    from asyncio import Task
    from datetime import date, datetime

    from bot.chats import ChatKey
    from bot.reporting import ReportingParts
    from reports.model import CommitmentPart, Report

DOCUMENT_LIMIT = 50 * 1024 * 1024
"""Bytes of a file that a bot may send (Bot API, sendDocument)."""

KEPT_FOR = timedelta(minutes=5)
"""After an editor's decision, which changes no development, a picture is at most so old."""


@dataclass(frozen=True, slots=True)
class StatusPicture:
    """The status of all commitments, drawn and counted.

    Attributes:
        png: the drawing. alt: what it shows in words, a line for each part of the declaration.
        counts: (word, number of commitments) for each status there is, lowest first.
        unreviewed: commitments with a status that no person has reviewed. day: of the status.
    """

    png: bytes
    title: str
    alt: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    commitments: int
    unreviewed: int
    day: date


@dataclass(frozen=True, slots=True)
class _Kept:
    picture: StatusPicture
    version: str
    at: datetime


class ReportDesk:
    """Makes reports and pictures; keeps the newest picture of each language, and knows which chats wait.

    Args:
        parts: what reports are made with. largest: bytes of a file that can be sent.
    """

    def __init__(self, parts: ReportingParts, largest: int = DOCUMENT_LIMIT) -> None:
        self.parts = parts
        self._largest = largest
        self._pictures: dict[str, _Kept] = {}
        self._drawing = Lock()
        self._waiting: dict[ChatKey, Task[None]] = {}

    def report(self, scope: ReportScope, language: str, form: str) -> bytes | None:
        """Return a report as a file, None where it is too large to be sent.

        Args:
            scope: what it is asked about. language: of the reader. form: a key of ``FORMATS``.

        Raises:
            ConfigError: a font is missing. StorageError: the database cannot be used.
        """
        report = report_in(language, read_material(self.parts, scope), scope)
        content = rendered(report, [FORMATS[form]])[form]
        return content if len(content) <= self._largest else None

    def picture(self, language: str) -> StatusPicture | None:
        """Return how far the commitments are, None where the declaration has none that can be followed.

        Raises:
            ConfigError: a font is missing. StorageError: the database cannot be used.
        """
        now = self.parts.assessing.clock.now()
        with self.parts.assessing.open_unit_of_work(writes=False) as work:
            version = work.pages.version()
        with self._drawing:
            kept = self._pictures.get(language)
            same = kept is not None and kept.version == version and kept.picture.day == now.date()
            if kept is not None and same and now - kept.at < KEPT_FOR:
                return kept.picture
            picture = self._drawn(language, now)
            if picture is not None:
                self._pictures[language] = _Kept(picture, version, now)
            return picture

    def begins(self, chat: ChatKey, work: Task[None]) -> None:
        """Note that a report is being made for a chat, until the task ends."""
        self._waiting[chat] = work
        work.add_done_callback(lambda _: self._waiting.pop(chat, None))

    def is_busy_for(self, chat: ChatKey) -> bool:
        """Whether a report is being made for a chat."""
        return chat in self._waiting

    def _drawn(self, language: str, now: datetime) -> StatusPicture | None:
        scope = ReportScope(self.parts.assessing.declaration.adopted, now.date(), now)
        report = report_in(language, read_material(self.parts, scope), scope)
        sketch = status_sketch(report, texts_for(language, DEFAULT_ZONES[language]))
        if sketch is None:
            return None
        alt = tuple(part.strip().rstrip(".") for part in sketch.alt.split(";"))
        png = draw("statuses", sketch).png
        return StatusPicture(
            png, sketch.title, alt, _counts(report), len(report.commitments), _unreviewed(report), now.date()
        )


def _counts(report: Report) -> tuple[tuple[str, int], ...]:
    order = list(Status)
    words: dict[str, int] = {}
    for each in sorted(report.commitments, key=lambda part: order.index(Status(part.status.code))):
        words[each.status.word] = words.get(each.status.word, 0) + 1
    return tuple(words.items())


def _unreviewed(report: Report) -> int:
    return sum(_is_decided(each) and not each.reviewed for each in report.commitments)


def _is_decided(commitment: CommitmentPart) -> bool:
    return any(unit.moving for unit in commitment.units)
