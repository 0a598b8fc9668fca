"""Reports from what is stored: reads all that one needs in one transaction, composes it and writes the files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.assessing import assess_all, assessed_units
from bot.report_labels import ReportLabels
from bot.status_words import Words
from bot.texts import DEFAULT_ZONES, texts_for
from config.money import load_ledger_rules, load_rates
from domain.calendar import calendar_of
from domain.errors import ConfigError
from domain.ledger import ledger_of
from reports.agreement import agreement, codebook_ratings, match_ratings
from reports.charts.table import charts_of
from reports.compose import compose
from reports.coverage import MEASURED_OVER
from reports.material import Material
from reports.status_table import status_markdown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bot.assessing import AssessingParts
    from domain.assessment.gathering import ToldDevelopment
    from domain.coverage import WatchRecord
    from domain.ledger import LedgerRules, Rates
    from domain.unit_of_work import UnitOfWork
    from reports.formats import Format
    from reports.material import ReportScope
    from reports.model import Report

POLLS_KEPT_FOR = timedelta(days=90)
CHANGES_READ = 100_000
"""Lines of the log of statuses; far more than a declaration of 53 paragraphs brings in its life."""


@dataclass(frozen=True, slots=True)
class ReportingParts:
    """What reports are made with.

    Attributes:
        assessing: declaration, units, ladders and the door to the database.
        rules, rates: of the ledger.
    """

    assessing: AssessingParts
    rules: LedgerRules
    rates: Rates


def reporting_parts(assessing: AssessingParts, rates_file: Path | None) -> ReportingParts:
    """Return what reports are made with.

    Args:
        assessing: declaration, units, ladders and the door to the database. rates_file: instead of the packaged one.

    Raises:
        ConfigError: the rules or rates cannot be read.
    """
    return ReportingParts(assessing, load_ledger_rules(), load_rates(rates_file))


def read_material(parts: ReportingParts, scope: ReportScope) -> Material:
    """Read what a report is made of: all that counted by the end of its period, assessed as of then.

    Raises:
        StorageError: the database cannot be used.
    """
    assessing = parts.assessing
    day = min(scope.until, scope.made_at.date())
    with assessing.open_unit_of_work(writes=False) as work:
        told = tuple(each for each in work.assessments.list_told() if _day(each) <= scope.until)
        sources = tuple(work.sources.list_all())
        developments = [each.development for each in told]
        return Material(
            declaration=assessing.declaration,
            units=assessing.units,
            ladders=assessing.ladders,
            told=told,
            kept=work.evidence.list_of([each.id for each in developments]),
            assessments=assess_all(assessing, work, told, sources, scope.made_at, day),
            ledger=ledger_of(developments, parts.rates, parts.rules),
            calendar=tuple(calendar_of(developments, assessing.units, work.assessments.list_due())),
            watch=_watched(work, scope),
            sources=sources,
            changes=tuple(work.assessments.list_changes(CHANGES_READ)),
            corrections=tuple(work.reviews.corrections_since()),
            match_agreement=agreement(match_ratings(work.reviews.list_decisions()), "nominal"),
            codebook_agreement=agreement(codebook_ratings(work.assessments.list_codings()), "ordinal"),
        )


def report_in(language: str, material: Material, scope: ReportScope) -> Report:
    """Return the report in one of the readers' languages."""
    texts = texts_for(language, DEFAULT_ZONES[language])
    return compose(material, scope, texts, ReportLabels(texts))


def rendered(report: Report, forms: Iterable[Format]) -> dict[str, bytes]:
    """Return the report in each of these formats, by suffix; charts are drawn once, and only where one shows them.

    Raises:
        ConfigError: a font for the charts is missing.
    """
    chosen = tuple(forms)
    texts = texts_for(report.scope.language, DEFAULT_ZONES[report.scope.language])
    charts = charts_of(report, texts) if any(form.charts for form in chosen) else ()
    return {form.suffix: form.write(report, texts, charts if form.charts else ()) for form in chosen}


def write_report(parts: ReportingParts, scope: ReportScope, language: str, form: Format, path: Path) -> None:
    """Write a report to a file.

    Raises:
        ConfigError: the file cannot be written. StorageError: the database cannot be used.
    """
    report = report_in(language, read_material(parts, scope), scope)
    write_file(path, rendered(report, [form])[form.suffix])


def write_status(parts: AssessingParts, language: str, path: Path) -> None:
    """Write the status of every unit as Markdown to a file.

    Raises:
        ConfigError: the file cannot be written.
    """
    texts = texts_for(language, DEFAULT_ZONES[language])
    found, day = assessed_units(parts), parts.clock.now().date()
    text = status_markdown(parts.declaration, parts.units, found, day, texts, Words(texts))
    write_file(path, text.encode())


def write_file(path: Path, content: bytes) -> None:
    """Write a file and the folders above it.

    Raises:
        ConfigError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise ConfigError([f"{path}: {error.strerror}"]) from error


def _day(told: ToldDevelopment) -> date:
    return told.development.lead.published.at.date()


def _watched(work: UnitOfWork, scope: ReportScope) -> WatchRecord:
    """Read how the period was watched, no further back than polls are kept."""
    until = min(datetime.combine(scope.until, time(), UTC) + timedelta(days=1), scope.made_at)
    since = max(datetime.combine(scope.since, time(), UTC), until - POLLS_KEPT_FOR)
    return work.watch.record_of(min(since, until), until, MEASURED_OVER)
