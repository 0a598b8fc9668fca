"""What a report calls the values of closed lists, as a protocol; and the lists that only reports know."""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Protocol

from reports.model import Named

if TYPE_CHECKING:
    from domain.match import Money
    from domain.status import Coverage, Status


class Trend(StrEnum):
    """Where a commitment was heading in the period."""

    FORWARD = "forward"
    """The status of one of its units rose, and none fell after that."""
    BACK = "back"
    ACTIVE = "active"
    """No status changed; there was news in the last 60 days of the period."""
    QUIET = "quiet"
    SILENT = "silent"
    """Nothing was ever reported."""


class Judge(StrEnum):
    """Who said what a development is worth for a unit."""

    MACHINE = "machine"
    PERSON = "person"
    """Somebody coded it against the unit's codebook."""


class QuestionKind(StrEnum):
    """What a person has yet to answer."""

    UNREVIEWED = "unreviewed"
    DUE_WITHOUT_EVIDENCE = "due_without_evidence"
    SINGLE_SOURCE = "single_source"
    STALLED = "stalled"
    WITHHELD = "withheld"


class ReportWords(Protocol):
    """The reader's words."""

    def word(self, value: Enum) -> str:
        """Return what a value of a closed list is called."""
        ...

    def status(self, status: Status, coverage: Coverage) -> str:
        """Return what a status is called, with the sources behind it where it says that nothing was found."""
        ...

    def money(self, money: Money) -> str:
        """Return a sum as the reader writes it."""
        ...


def named(value: Enum, words: ReportWords) -> Named:
    """Return a value of a closed list with its word."""
    return Named(str(value.value), words.word(value))
