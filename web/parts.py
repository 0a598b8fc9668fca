"""Parts: what the page works with, handed in by the composition root."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from reports.words import ReportWords

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import Enum

    from domain.commitment import Declaration, Texts
    from domain.grouping import Revision
    from domain.ladder import Ladders
    from domain.ledger import LedgerRules, Rates
    from domain.match import Judgement, Money
    from domain.ports import Clock, Speaker
    from domain.review import Correction
    from domain.status import Coverage, Status
    from domain.subscriber import Subscriber
    from domain.unit import Unit
    from domain.unit_of_work import OpenUnitOfWork


class PageWords(ReportWords, Protocol):
    """The reader's words; those of reports, health of sources included, and sentences made from facts."""

    def word(self, value: Enum) -> str:
        """Return what a value of a closed list is called."""
        ...

    def status(self, status: Status, coverage: Coverage) -> str:
        """Return what a status is called, with the sources behind it where it says that nothing was found."""
        ...

    def money(self, money: Money) -> str:
        """Return a sum as the reader writes it."""
        ...

    def gist(self, judgement: Judgement) -> str:
        """Return what happened in one line."""
        ...

    def correction(self, correction: Correction) -> str:
        """Return what was put right, in one line; foreign words stand in it."""
        ...

    def revision(self, revision: Revision) -> list[str]:
        """Return what a later report changed, a line for each value."""
        ...


@dataclass(frozen=True, slots=True)
class Reader:
    """One language of the page.

    Attributes:
        texts: says sentences, days, countries. words: says values of closed lists.
    """

    texts: Speaker
    words: PageWords

    @property
    def language(self) -> str:
        """ISO 639-1."""
        return self.texts.language

    def text(self, text: Texts | None) -> str:
        """Return a declared text, empty for none."""
        return text.in_language(self.language) if text else ""


class MailActs(Protocol):
    """The only writing that the page does: readers of mail agree to it, and end it."""

    def waits_for(self, code: str) -> Subscriber | None:
        """Return who would get mail if this code came back; changes nothing."""
        ...

    def confirm(self, code: str) -> Subscriber | None:
        """Begin the mail whose code came back; None where it is unknown, used or expired."""
        ...

    def begun_by(self, code: str) -> Subscriber | None:
        """Return whose mail a code has begun, None once it would have expired; changes nothing."""
        ...

    def holder_of(self, token: str) -> Subscriber | None:
        """Return whose mail a link to unsubscribe would end; changes nothing."""
        ...

    def unsubscribe(self, token: str) -> Subscriber | None:
        """End the mail that a link names, harmless to repeat; None where the link is none of ours."""
        ...


@dataclass(frozen=True, slots=True)
class WebParts:
    """What the page works with.

    Attributes:
        readers: by language; the first is the one of visitors whose language the page does not speak.
        url: public address of the page, without a slash at its end; feeds name it.
        mail: what links in mails ask for, None where there is no mail.
    """

    open_unit_of_work: OpenUnitOfWork
    declaration: Declaration
    units: tuple[Unit, ...]
    ladders: Ladders
    readers: Mapping[str, Reader]
    ledger_rules: LedgerRules
    rates: Rates
    clock: Clock
    url: str
    mail: MailActs | None = None
