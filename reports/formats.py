"""FORMATS: how a report can be written; a new format is one file and one line here."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from reports.csv_file import csv_report
from reports.html_page import html_report
from reports.json_file import json_report
from reports.match_report import markdown_report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.ports import Speaker
    from reports.model import Chart, Report


class Renderer(Protocol):
    """Writes a report in one format: the same report, the same bytes."""

    def __call__(self, report: Report, texts: Speaker, charts: Sequence[Chart]) -> bytes:
        """Return the file.

        Args:
            report: what to write. texts: says headings in the reader's language, that of the report.
            charts: drawings that go with it; empty for a format that takes none.
        """
        ...


_OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a report.

    Attributes:
        suffix: of the file name, without a dot. charts: whether the renderer shows drawings.
    """

    suffix: str
    media_type: str
    write: Renderer
    charts: bool = False

    @property
    def is_text(self) -> bool:
        """Whether a person can read it as it is."""
        return not self.media_type.startswith(_OFFICE)


def _docx_report(report: Report, texts: Speaker, charts: Sequence[Chart]) -> bytes:
    from reports.docx_file import docx_report  # noqa: PLC0415 - a quarter of a second that only this format should cost

    return docx_report(report, texts, charts)


def _xlsx_report(report: Report, texts: Speaker, charts: Sequence[Chart]) -> bytes:
    from reports.xlsx_file import xlsx_report  # noqa: PLC0415 - 3 MiB that only this format should cost

    return xlsx_report(report, texts, charts)


FORMATS = MappingProxyType(
    {
        each.suffix: each
        for each in (
            Format("md", "text/markdown; charset=utf-8", markdown_report),
            Format("html", "text/html; charset=utf-8", html_report, charts=True),
            Format("docx", f"{_OFFICE}.wordprocessingml.document", _docx_report, charts=True),
            Format("csv", "text/csv; charset=utf-8", csv_report),
            Format("xlsx", f"{_OFFICE}.spreadsheetml.sheet", _xlsx_report),
            Format("json", "application/json", json_report),
        )
    }
)
"""By suffix, which is also what ``--format`` takes."""
