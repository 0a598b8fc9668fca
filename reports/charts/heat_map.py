"""Heat map: how many developments of the period bear on which commitment and country."""

from __future__ import annotations

from collections import Counter
from math import nan
from typing import TYPE_CHECKING

from domain.commitment import CENTRAL_ASIA
from reports.charts.sketch import INK, Sketch, row_height, row_label, wrapped

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from domain.ports import Speaker
    from reports.model import Report

_NONE = "#ffffff"
_DARK = 0.55
"""Share of the colour scale from which on white letters are easier to read."""


def heat_sketch(report: Report, texts: Speaker) -> Sketch | None:
    """Return a table of counts shaded by size; None where no development names a country of Central Asia."""
    rows = [each for each in report.commitments if each.timeline]
    counts = [Counter(country.code for item in each.timeline for country in item.countries) for each in rows]
    cells = [[found[code] for code in CENTRAL_ASIA] for found in counts]
    largest = max((count for row in cells for count in row), default=0)
    if not largest:
        return None
    names = [texts.country_name(code) for code in CENTRAL_ASIA]

    def paint(figure: Figure) -> None:
        axes = figure.add_subplot()
        shades = [[count or nan for count in row] for row in cells]
        edges = ([each - 0.5 for each in range(len(names) + 1)], [each - 0.5 for each in range(len(rows) + 1)])
        axes.pcolormesh(*edges, shades, cmap="viridis_r", vmin=0, vmax=largest * 1.1, edgecolors=_NONE, linewidth=1.5)
        axes.invert_yaxis()
        for row, line in enumerate(cells):
            for column, count in enumerate(line):
                colour = _NONE if count / largest > _DARK else INK
                axes.text(column, row, str(count) if count else "·", ha="center", va="center", color=colour)
        axes.set_yticks(range(len(rows)), [row_label(each) for each in rows])
        axes.set_xticks(range(len(names)), [wrapped(name, 16) for name in names])
        axes.tick_params(length=0, labelbottom=False, labeltop=True)
        axes.spines[:].set_visible(False)
        axes.set_facecolor(_NONE)

    totals = {code: len({item.id for each in rows for item in each.timeline
                         if code in {country.code for country in item.countries}})
              for code in CENTRAL_ASIA}  # fmt: skip
    figures = texts.say(", ").join(f"{name} {totals[code]}" for name, code in zip(names, CENTRAL_ASIA, strict=True))
    alt = texts.say("Developments of the period that concern each country: {figures}.", figures=figures)
    height = 0.6 + max(2, len(rows)) * row_height(len(rows))
    return Sketch(texts.say("Developments by commitment and country"), alt, height, paint)
