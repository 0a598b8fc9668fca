"""Tables of a report for spreadsheets: headings in the reader's language, values with their types; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from domain.status import CodebookEntry
from reports.sentences import codebook_rows, effects_text, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.ports import Speaker
    from reports.model import CommitmentPart, Footnote, Occurrence, Report, Sum, UnitPart

Value = str | int | Decimal | date | bool | None

NARROW, MIDDLE, WIDE = 11, 22, 55
"""Widths in characters."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        key: the same in every language. heading: the reader's. width: in characters.
        choices: values among which a person chooses; empty = any.
    """

    key: str
    heading: str
    width: int = NARROW
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of values, each as long as the columns.

    Attributes:
        title: at most 31 characters, as spreadsheets allow.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


def commitments_table(report: Report, texts: Speaker) -> Table:
    """Return the tracked commitments, a row each."""
    columns = (
        Column("commitment", texts.say("No.")),
        Column("label", texts.say("Commitment"), MIDDLE),
        Column("pillar", texts.say("Part of the Declaration"), MIDDLE),
        Column("promise", texts.say("Promise"), WIDE),
        Column("due", texts.say("Due")),
        Column("status", texts.say("Status"), MIDDLE),
        Column("step", texts.say("Evidence"), MIDDLE),
        Column("remarks", texts.say("Remarks"), MIDDLE),
        Column("developments", texts.say("Developments (number)")),
        Column("reports", texts.say("Reports")),
        Column("newest", texts.say("Newest")),
        Column("trend", texts.say("Trend")),
        Column("reviewed", texts.say("Reviewed")),
    )
    rows = tuple(
        (
            each.number,
            each.label,
            each.pillar.word,
            each.promise,
            each.due,
            each.status.word,
            each.step.word if each.step else None,
            words(each.overlays),
            each.developments,
            each.reports,
            each.newest,
            each.trend.word,
            each.reviewed,
        )
        for each in report.commitments
    )
    return Table("commitments", texts.say("Commitments"), columns, rows)


def evidence_table(report: Report, texts: Speaker) -> Table:
    """Return the evidence: a row for each report of each development of each commitment."""
    columns = (
        Column("commitment", texts.say("No.")),
        Column("label", texts.say("Commitment"), MIDDLE),
        Column("development", texts.say("Development")),
        Column("day", texts.say("Published")),
        Column("stage_code", texts.say("Stage (code)")),
        Column("stage", texts.say("Stage")),
        Column("instrument", texts.say("Instrument")),
        Column("countries", texts.say("Countries"), MIDDLE),
        Column("amount", texts.say("Sum"), MIDDLE),
        Column("currency", texts.say("Currency")),
        Column("headline", texts.say("Headline"), WIDE),
        Column("passage", texts.say("Passage"), WIDE),
        Column("abridged", texts.say("Passage abridged")),
        Column("official", texts.say("Officially reported")),
        Column("review", texts.say("Review"), MIDDLE),
        Column("effects", texts.say("Effect on units"), MIDDLE),
        Column("footnote", texts.say("Footnote")),
        Column("publisher", texts.say("Publisher"), MIDDLE),
        Column("tier", texts.say("Kind of source")),
        Column("language", texts.say("Language")),
        Column("title", texts.say("Title"), WIDE),
        Column("url", texts.say("Address"), MIDDLE),
        Column("source_day", texts.say("Date of the report")),
        Column("accessed", texts.say("Accessed")),
        Column("sha256", texts.say("SHA-256 of the text"), MIDDLE),
    )
    return Table("evidence", texts.say("Evidence"), columns, tuple(_evidence_rows(report, texts)))


def _evidence_rows(report: Report, texts: Speaker) -> Iterator[tuple[Value, ...]]:
    notes = {note.number: note for note in report.footnotes}
    for part in report.commitments:
        for each in part.timeline:
            for number in each.footnotes or (None,):
                source = _source_values(None if number is None else notes[number], each)
                yield (*_occurrence_values(part, each, texts), *source)


def _occurrence_values(part: CommitmentPart, each: Occurrence, texts: Speaker) -> tuple[Value, ...]:
    return (
        part.number,
        part.label,
        each.id,
        each.day,
        each.stage.code if each.stage else None,
        each.stage.word if each.stage else None,
        each.instrument.word if each.instrument else None,
        words(each.countries),
        *_sum_values(each.money),
        each.headline,
        each.passage,
        each.abridged,
        each.official,
        each.review.word,
        effects_text(each.effects, texts),
    )


def _source_values(note: Footnote | None, each: Occurrence) -> tuple[Value, ...]:
    if note is None:
        return (None, None, None, each.language.word, *[None] * 5)
    return (
        note.number,
        note.publisher,
        note.tier.word,
        note.language.word,
        note.title,
        note.url,
        note.day,
        note.accessed,
        note.digest,
    )


def _sum_values(money: Sum | None) -> tuple[Value, Value]:
    return (None, None) if money is None else (money.amount, money.currency)


def deals_table(report: Report, texts: Speaker) -> Table:
    """Return the deals of the ledger, a row each."""
    columns = (
        Column("day", texts.say("Day")),
        Column("amount", texts.say("Sum"), MIDDLE),
        Column("currency", texts.say("Currency")),
        Column("yen", texts.say("In yen"), MIDDLE),
        Column("rate_day", texts.say("Day of the rate")),
        Column("stage", texts.say("Stage")),
        Column("counted", texts.say("Toward the target")),
        Column("reason", texts.say("Reason"), MIDDLE),
        Column("payer", texts.say("Payer"), MIDDLE),
        Column("instrument", texts.say("Instrument")),
        Column("receivers", texts.say("Receivers"), MIDDLE),
        Column("commitments", texts.say("Commitments")),
        Column("official", texts.say("Officially reported")),
        Column("title", texts.say("Title"), WIDE),
        Column("publisher", texts.say("Publisher"), MIDDLE),
        Column("url", texts.say("Address"), MIDDLE),
        Column("footnote", texts.say("Footnote")),
    )
    rows = tuple(
        (
            deal.day,
            *_sum_values(deal.money),
            deal.yen.amount if deal.yen else None,
            deal.rate_day,
            deal.stage.word,
            deal.counted.word,
            deal.reason.word,
            deal.payer.word,
            deal.instrument.word if deal.instrument else None,
            words(deal.receivers),
            ", ".join(map(str, deal.commitments)),
            deal.official,
            deal.title,
            deal.source_name,
            deal.url,
            deal.footnote,
        )
        for deal in report.ledger.deals
    )
    return Table("ledger", texts.say("Ledger"), columns, rows)


def calendar_table(report: Report, texts: Speaker) -> Table:
    """Return what is due, a row each."""
    columns = (
        Column("day", texts.say("First day")),
        Column("last", texts.say("Last day")),
        Column("kind", texts.say("Kind"), MIDDLE),
        Column("title", texts.say("Title"), WIDE),
        Column("commitments", texts.say("Commitments")),
        Column("countries", texts.say("Countries"), MIDDLE),
        Column("publisher", texts.say("Publisher"), MIDDLE),
        Column("url", texts.say("Address"), MIDDLE),
    )
    rows = tuple(
        (
            due.day,
            due.last,
            due.kind.word,
            due.title,
            ", ".join(map(str, due.commitments)),
            words(due.countries),
            due.source_name,
            due.url,
        )
        for due in report.due
    )
    return Table("calendar", texts.say("Calendar"), columns, rows)


def coverage_table(report: Report, texts: Speaker) -> Table:
    """Return how each language of each country was watched."""
    columns = (
        Column("country", texts.say("Country"), MIDDLE),
        Column("language", texts.say("Language"), MIDDLE),
        Column("sources", texts.say("Sources")),
        Column("mute", texts.say("Without an answer")),
        Column("polls", texts.say("Polls")),
        Column("answered", texts.say("Answered")),
    )
    rows = tuple(
        (line.country.word, line.language.word, line.sources, line.mute, line.polls, line.answered)
        for line in report.coverage.lines
    )
    return Table("coverage", texts.say("Coverage"), columns, rows)


def coding_table(report: Report, texts: Speaker) -> Table:
    """Return what two people code apart: every development that bears on a reviewable unit, beside its codebook."""
    entries = tuple(each.value for each in CodebookEntry)
    columns = (
        Column("unit", texts.say("Unit")),
        Column("title", texts.say("Aim"), MIDDLE),
        Column("codebook", texts.say("Codebook"), WIDE),
        Column("development", texts.say("Development")),
        Column("day", texts.say("Published")),
        Column("headline", texts.say("Headline"), WIDE),
        Column("passage", texts.say("Passage"), WIDE),
        Column("coder_1", texts.say("Coder {n}", n=1), MIDDLE, entries),
        Column("note_1", texts.say("Note of coder {n}", n=1), MIDDLE),
        Column("coder_2", texts.say("Coder {n}", n=2), MIDDLE, entries),
        Column("note_2", texts.say("Note of coder {n}", n=2), MIDDLE),
    )
    return Table("coding", texts.say("Coding"), columns, tuple(_coding_rows(report, texts)))


def _coding_rows(report: Report, texts: Speaker) -> Iterator[tuple[Value, ...]]:
    for part in report.commitments:
        for unit in part.units:
            if unit.codebook is not None:
                yield from _unit_rows(part, unit, texts)


def _unit_rows(part: CommitmentPart, unit: UnitPart, texts: Speaker) -> Iterator[tuple[Value, ...]]:
    codebook = "\n".join(texts.say("{name}: {what}", name=head, what=text) for head, text in codebook_rows(unit, texts))
    bearing = [each for each in part.timeline if any(effect.unit_id == unit.id for effect in each.effects)]
    for each in bearing:
        yield (unit.id, unit.title, codebook, each.id, each.day, each.headline, each.passage, *[None] * 4)
    if not bearing:
        yield (unit.id, unit.title, codebook, *[None] * 8)


TABLES = (commitments_table, evidence_table, deals_table, calendar_table, coverage_table, coding_table)
"""In the order of the sheets."""
