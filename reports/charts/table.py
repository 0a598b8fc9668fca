"""CHARTS: what can be drawn of a report; a new chart is one file and one line here."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from reports.charts.canvas import draw
from reports.charts.heat_map import heat_sketch
from reports.charts.money import ledger_sketch
from reports.charts.statuses import status_sketch
from reports.charts.timeline import timeline_sketch
from reports.charts.watched import coverage_sketch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domain.ports import Speaker
    from reports.charts.sketch import Sketch
    from reports.model import Chart, Report


class Sketcher(Protocol):
    """Decides what a chart shows."""

    def __call__(self, report: Report, texts: Speaker) -> Sketch | None:
        """Return the sketch, or None where there is nothing to show."""
        ...


CHARTS: Mapping[str, Sketcher] = MappingProxyType(
    {
        "statuses": status_sketch,
        "timeline": timeline_sketch,
        "heat-map": heat_sketch,
        "ledger": ledger_sketch,
        "coverage": coverage_sketch,
    }
)
"""By key, in the order in which a report shows them."""


def charts_of(report: Report, texts: Speaker) -> tuple[Chart, ...]:
    """Return the charts of a report, without those that have nothing to show.

    Args:
        report: what to draw. texts: of the report's language.

    Raises:
        ConfigError: a font is missing.
    """
    sketches = ((key, sketcher(report, texts)) for key, sketcher in CHARTS.items())
    return tuple(draw(key, sketch) for key, sketch in sketches if sketch is not None)
