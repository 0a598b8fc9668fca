"""Reports from what is stored: reads the developments of a period and writes the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.labels import stage_name
from bot.texts import DEFAULT_ZONES, texts_for
from domain.errors import ConfigError
from reports.match_report import Reported, ReportScope, markdown_report

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from domain.commitment import Declaration
    from domain.ports import OpenUnitOfWork


def report_text(open_unit_of_work: OpenUnitOfWork, declaration: Declaration, scope: ReportScope, language: str) -> str:
    """Return the commitment match report as Markdown.

    Args:
        open_unit_of_work: where developments are stored.
        declaration: whose commitments are followed.
        scope: period and selection.
        language: one of the readers' languages.
    """
    texts = texts_for(language, DEFAULT_ZONES[language])
    found = _found(open_unit_of_work, scope.since, scope.until)
    return markdown_report(declaration, found, scope, texts, lambda stage: stage_name(stage, texts))


def write_report(
    open_unit_of_work: OpenUnitOfWork, declaration: Declaration, scope: ReportScope, language: str, path: Path
) -> None:
    """Write the report to a file.

    Raises:
        ConfigError: the file cannot be written.
    """
    text = report_text(open_unit_of_work, declaration, scope, language)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError([f"{path}: {error.strerror}"]) from error


def _found(open_unit_of_work: OpenUnitOfWork, since: date, until: date) -> list[Reported]:
    with open_unit_of_work(writes=False) as work:
        return [
            Reported(development, tuple(work.developments.reports(development.id)))
            for development in work.developments.list_reported(since, until)
        ]
