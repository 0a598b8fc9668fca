"""What the Telegram handlers work with; handed to each of them, so that none keeps anything of its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from domain.hearing import Measure
from domain.subscriber import Access

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telegram.ext import Application, CallbackContext, ExtBot

    from bot.mail_desk import MailDesk
    from bot.report_desk import ReportDesk
    from bot.reporting import ReportingParts
    from domain.commitment import Declaration, Texts
    from domain.facets import Preset
    from domain.organisation import FindNames, Organisation
    from domain.ports import Clock
    from domain.subscriber import ReadyMade
    from domain.unit_of_work import OpenUnitOfWork

Context: TypeAlias = "CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]"
TelegramApp: TypeAlias = "Application[ExtBot[None], Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], None]"


@dataclass(frozen=True, slots=True)
class TelegramParts:
    """The parts that handlers use.

    Attributes:
        places: names by key of the place gazetteer.
        presets: ready-made choices for sorts of readers.
        organisations: that can be followed. find_names: finds their names in what somebody writes.
        desk: makes reports and the status picture.
        access: who may subscribe. admins: Telegram user ids of ``CAJAD_ADMINS``.
        reviewers: editors who have to judge the same before it counts.
        home: folder of the installation.
        mail: what is done about mail; None where there is none.
    """

    open_unit_of_work: OpenUnitOfWork
    declaration: Declaration
    places: Mapping[str, Texts]
    clock: Clock
    presets: Mapping[Preset, ReadyMade]
    organisations: tuple[Organisation, ...]
    find_names: FindNames
    desk: ReportDesk
    access: Access = Access.OPEN
    admins: frozenset[int] = frozenset()
    reviewers: int = 1
    home: Path = Path()
    mail: MailDesk | None = None

    @property
    def reporting(self) -> ReportingParts:
        """What reports are made with: units, ladders, rates."""
        return self.desk.parts

    @property
    def measure(self) -> Measure:
        """What facets are measured with."""
        return Measure({each.number: each.pillar for each in self.declaration.commitments}, self.reporting.rates)
