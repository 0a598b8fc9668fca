"""The report as one self-contained HTML page: no script, no outside request, for screen and A4; the door to Jinja2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from reports import sentences

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from domain.ports import Speaker
    from reports.model import Chart, Report

_PAGES = Environment(
    loader=PackageLoader("reports", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def html_report(report: Report, texts: Speaker, charts: Sequence[Chart] = ()) -> bytes:
    """Return the report as a page in UTF-8.

    Args:
        report: what to write. texts: of the report's language.
        charts: drawn into the page; their SVG is ours and stands as it is, every other text is escaped.
    """
    page = _PAGES.get_template("report.html.j2").render(
        report=report,
        texts=texts,
        heads=_heads(texts),
        say=sentences,
        charts=charts,
    )
    return page.encode()


def _heads(texts: Speaker) -> Mapping[str, str]:
    """Return headings and short words of the page."""
    return {
        "title": texts.say("Commitment match report"),
        "contents": texts.say("Contents"),
        "summary": texts.say("Summary"),
        "moved": texts.say("What moved in the period"),
        "all": texts.say("All commitments"),
        "each": texts.say("Commitment by commitment"),
        "timeline": texts.say("Timeline"),
        "next": texts.say("What usually comes next"),
        "open": texts.say("Open questions"),
        "units": texts.say("Units and codebook"),
        "ledger": texts.say("Ledger"),
        "target": texts.say("Toward the target"),
        "no_sums": texts.say("No sums of money were reported."),
        "due": texts.say("What is due"),
        "watched": texts.say("What was watched"),
        "failing": texts.say("Sources that do not answer"),
        "changes": texts.say("Log of status changes"),
        "corrections": texts.say("Corrections"),
        "agreement": texts.say("Agreement between coders"),
        "method": texts.say("Method"),
        "sources": texts.say("Sources cited"),
        "none": texts.say("None."),
        "number": texts.say("No."),
        "commitment": texts.say("Commitment"),
        "status": texts.say("Status"),
        "evidence": texts.say("Evidence"),
        "developments": texts.say("Developments"),
        "newest": texts.say("Newest"),
        "trend": texts.say("Trend"),
    }
