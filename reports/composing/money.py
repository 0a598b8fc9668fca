"""Money and days: the ledger and the calendar as parts of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.calendar import EventKind
from domain.ledger import YEN, Counted, DealStage
from reports.icalendar_file import title_of
from reports.model import DealLine, DuePart, LedgerBar, LedgerPart
from reports.plain import plain, web_address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from domain.calendar import Event
    from domain.development import DevelopmentId
    from domain.ledger import Deal, Ledger
    from reports.composing.reader import Reader

BARS = (DealStage.ANNOUNCED, DealStage.SIGNED, DealStage.DISBURSED)


def ledger_part(
    ledger: Ledger, numbers: Sequence[int], country: str, leads: Mapping[DevelopmentId, int], reader: Reader
) -> LedgerPart:
    """Return the ledger: totals of all deals, and the deals in scope, newest first.

    Args:
        ledger: since the declaration's day. numbers: commitments in scope. country: ISO code or empty.
        leads: number of the footnote of a development's lead.
    """
    chosen = [
        deal
        for deal in reversed(ledger.deals)
        if set(deal.commitments) & set(numbers) and (not country or country in deal.receivers)
    ]
    bars = tuple(_bar(ledger, counted, stage, reader) for counted in Counted for stage in BARS)
    return LedgerPart(reader.yen(ledger.target), bars, tuple(_deal(deal, leads, reader) for deal in chosen))


def due_part(event: Event, reader: Reader) -> DuePart:
    """Return an event of the calendar."""
    own = event.kind is not EventKind.ANNOUNCED and event.unit_title is not None
    return DuePart(
        key=event.key,
        kind=reader.named(event.kind),
        day=event.day,
        last=event.last,
        commitments=tuple(map(int, event.commitments)),
        countries=reader.countries(event.countries),
        title=reader.text(event.unit_title) if own else plain(_headline(event, reader)),
        source_name=plain(event.source_name),
        url=web_address(event.url),
    )


def _headline(event: Event, reader: Reader) -> str:
    """Return what is called by its report; that it is without evidence stands beside it, as its kind."""
    return event.title if event.kind is EventKind.DUE_WITHOUT_EVIDENCE else title_of(event, reader.texts)


def _bar(ledger: Ledger, counted: Counted, stage: DealStage, reader: Reader) -> LedgerBar:
    total = ledger.total(counted, stage)
    return LedgerBar(reader.named(counted), reader.named(stage), reader.yen(total.yen), total.deals, total.official)


def _deal(deal: Deal, leads: Mapping[DevelopmentId, int], reader: Reader) -> DealLine:
    is_converted = deal.money.currency != YEN and deal.yen is not None
    return DealLine(
        key=deal.key,
        day=deal.day,
        money=reader.money(deal.money),
        yen=None if deal.yen is None else reader.yen(deal.yen),
        rate_day=deal.rate_day if is_converted else None,
        stage=reader.named(deal.stage),
        instrument=reader.maybe(deal.instrument),
        receivers=reader.countries(deal.receivers),
        payer=reader.named(deal.payer),
        counted=reader.named(deal.counted),
        reason=reader.named(deal.reason),
        official=deal.official,
        commitments=tuple(map(int, deal.commitments)),
        title=plain(deal.title),
        source_name=plain(deal.source_name),
        url=web_address(deal.url),
        beside=tuple(reader.money(each) for each in deal.beside),
        differing=tuple(reader.money(each) for each in deal.differing),
        footnote=next((leads[each] for each in reversed(deal.developments) if each in leads), None),
    )
