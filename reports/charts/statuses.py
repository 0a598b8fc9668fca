"""Status by pillar: how many commitments of each part of the declaration have which status."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from domain.status import Status
from reports.charts.sketch import INK, ON_TOPIC, STATUS_LOOKS, Look, Sketch, whole_steps, wrapped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from domain.ports import Speaker
    from reports.model import CommitmentPart, Named, Report

Counts = dict[str, Counter["Named"]]
"""Numbers of commitments by status, by the name of a part of the declaration."""


def status_sketch(report: Report, texts: Speaker) -> Sketch | None:
    """Return bars of commitments, a row for each part of the declaration; None where no commitment is in scope."""
    if not report.commitments:
        return None
    counts = _counts(report.commitments)
    looks = _looks(report.commitments)

    def paint(figure: Figure) -> None:
        axes = figure.add_subplot()
        _bars(axes, counts, looks)
        axes.set_yticks(range(len(counts)), [wrapped(word, 30) for word in counts])
        axes.invert_yaxis()
        axes.set_xticks(whole_steps(max(found.total() for found in counts.values())))
        axes.set_xlabel(texts.say("Commitments (number)"))
        figure.legend(loc="outside lower center", ncols=min(2, len(looks)))

    figures = (
        f"{word}: {', '.join(f'{status.word} {found[status]}' for status in looks if found[status])}"
        for word, found in counts.items()
    )
    height = 0.9 + 0.4 * len(counts) + 0.2 * ((len(looks) + 1) // 2)
    return Sketch(texts.say("Status by part of the Declaration"), f"{'; '.join(figures)}.", height, paint)


def _counts(commitments: Sequence[CommitmentPart]) -> Counts:
    counts: Counts = {}
    for each in commitments:
        counts.setdefault(each.pillar.word, Counter())[each.status] += 1
    return counts


def _looks(commitments: Sequence[CommitmentPart]) -> Mapping[Named, Look]:
    """Return the statuses there are, lowest first; reports on the topic only are told from none at all."""
    on_topic = {each.status for each in commitments if each.status.code == Status.NO_EVIDENCE and each.newest}
    order = list(Status)
    found = sorted({each.status for each in commitments}, key=lambda it: (order.index(Status(it.code)), it in on_topic))
    return {each: ON_TOPIC if each in on_topic else STATUS_LOOKS[each.code] for each in found}


def _bars(axes: Axes, counts: Counts, looks: Mapping[Named, Look]) -> None:
    left = [0] * len(counts)
    for status, look in looks.items():
        widths = [found[status] for found in counts.values()]
        axes.barh(range(len(counts)), widths, 0.7, left=left, color=look.colour, hatch=look.hatch,
                  edgecolor=INK, linewidth=0.6, label=wrapped(status.word, 40))  # fmt: skip
        box = {"facecolor": look.colour, "edgecolor": "none", "pad": 1.0}
        for row, width in enumerate(widths):
            if width:
                axes.text(left[row] + width / 2, row, str(width), ha="center", va="center", color=look.ink, bbox=box)
        left = [start + width for start, width in zip(left, widths, strict=True)]
