"""Timeline: the developments of the period, a row for each commitment."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from reports.charts.sketch import STAGE_MARKS, Sketch, row_height, row_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from domain.ports import Speaker
    from reports.model import CommitmentPart, Report

TICKS = 4
"""Days named below the chart: as many as stand beside each other in the longest of the languages."""
_SPREAD = 0.4
"""Of a row: how far apart developments of one day stand."""


def timeline_sketch(report: Report, texts: Speaker) -> Sketch | None:
    """Return marks by day and commitment, their shape the stage; None where nothing happened in the period."""
    rows = [each for each in report.commitments if each.timeline]
    if not rows:
        return None
    since, until = report.scope.since, report.scope.until

    def paint(figure: Figure) -> None:
        axes = figure.add_subplot()
        _marks(axes, rows)
        axes.set_yticks(range(len(rows)), [row_label(each) for each in rows])
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(since.toordinal() - 1, until.toordinal() + 1)
        days = list(_ticks(since, until))
        axes.set_xticks([day.toordinal() for day in days], [texts.day(day) for day in days])
        axes.grid(visible=True, color="#dddddd", linewidth=0.5)
        figure.legend(loc="outside lower center", ncols=3)

    height = 1.2 + max(2, len(rows)) * row_height(len(rows))
    return Sketch(texts.say("Developments by day and commitment"), _alt(rows, report, texts), height, paint)


def _alt(rows: Sequence[CommitmentPart], report: Report, texts: Speaker) -> str:
    found = {item.id: item.stage for each in rows for item in each.timeline}
    stages = Counter(stage.word for stage in found.values() if stage)
    return texts.say(
        "From {since} to {until}: {developments}; {stages}. By commitment: {rows}.",
        since=texts.day(report.scope.since),
        until=texts.day(report.scope.until),
        developments=texts.count("{n} development", "{n} developments", len(found)),
        stages=texts.say(", ").join(f"{word} {count}" for word, count in stages.most_common()),
        rows=texts.say(", ").join(f"{each.number} ({each.label}) – {len(each.timeline)}" for each in rows),
    )


def _marks(axes: Axes, rows: Sequence[CommitmentPart]) -> None:
    """Draw the marks of each stage, those of one day in one row beside each other."""
    points: dict[str, list[tuple[int, float]]] = {}
    words: dict[str, str] = {}
    for row, part in enumerate(rows):
        of_day = Counter(item.day for item in part.timeline)
        placed: Counter[date] = Counter()
        for item in part.timeline:
            if item.stage:
                step = min(_SPREAD, 0.8 / of_day[item.day])
                above = row + step * (placed[item.day] - (of_day[item.day] - 1) / 2)
                points.setdefault(item.stage.code, []).append((item.day.toordinal(), above))
                words[item.stage.code] = item.stage.word
            placed[item.day] += 1
    for code, (shape, colour) in STAGE_MARKS.items():
        if code in points:
            days, heights = zip(*points[code], strict=True)
            axes.scatter(days, heights, s=60 if shape == "*" else 30, c=colour, marker=shape, label=words[code],
                         edgecolors="#ffffff", linewidths=0.5, zorder=3)  # fmt: skip


def _ticks(since: date, until: date) -> Iterator[date]:
    """Yield a few days from the first to the last, each once."""
    span = (until - since).days
    # Rounded, not cut: over a week or two the gaps must be alike, or two days are written over each other.
    for step in sorted({round(span * each / (TICKS - 1)) for each in range(TICKS)}):
        yield since + timedelta(days=step)
