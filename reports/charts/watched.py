"""Coverage: the sources watched by language, and whose reports are the evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.charts.sketch import BLUE, INK, TIER_LOOKS, VERMILLION, Sketch, whole_steps
from reports.plain import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from domain.ports import Speaker
    from reports.model import Report, SourceShare, WatchedLine

PUBLISHERS = 12
"""Those with most reports; a longer list is read in the tables."""

_ROW = 0.24


@dataclass(frozen=True, slots=True)
class _Language:
    """How one language was watched; a source in two languages stands in both."""

    name: str
    sources: int
    mute: int
    answered: int

    def text(self, texts: Speaker) -> str:
        sources = texts.count("{n} source", "{n} sources", self.sources)
        return texts.say("{sources}, {share} % of polls answered", sources=sources, share=self.answered)


def coverage_sketch(report: Report, texts: Speaker) -> Sketch | None:
    """Return sources by language above reports by publisher; None where nothing was watched."""
    languages = _languages(report.coverage.lines)
    shares = report.coverage.shares[:PUBLISHERS]
    if not languages:
        return None

    def paint(figure: Figure) -> None:
        panels = [len(languages) + 1, len(shares) + 1] if shares else [1]
        above, *below = figure.subplots(len(panels), height_ratios=panels, squeeze=False)[:, 0]
        _paint_languages(above, languages, texts)
        for axes in below:
            _paint_shares(axes, shares, texts)

    watched = "; ".join(f"{each.name}: {each.text(texts)}" for each in languages)
    cited = texts.say(", ").join(f"{each.publisher} ({each.language.word}) – {each.reports}" for each in shares)
    alt = texts.say("Reports cited by publisher: {figures}.", figures=cited) if cited else ""
    height = 1.4 + _ROW * (len(languages) + len(shares)) + (0.9 if shares else 0)
    title = texts.say("Sources watched by language, and reports cited by publisher")
    return Sketch(title, f"{watched}. {alt}".strip(), height, paint)


def _languages(lines: Sequence[WatchedLine]) -> list[_Language]:
    found = []
    for code, word in {line.language.code: line.language.word for line in lines}.items():
        of = [line for line in lines if line.language.code == code]
        polls = sum(line.polls for line in of)
        share = 100 * sum(line.answered for line in of) // polls if polls else 0
        found.append(_Language(word, sum(line.sources for line in of), sum(line.mute for line in of), share))
    return sorted(found, key=lambda each: (-each.sources, each.name))


def _paint_languages(axes: Axes, languages: Sequence[_Language], texts: Speaker) -> None:
    rows = range(len(languages))
    answering = [each.sources - each.mute for each in languages]
    mute = [each.mute for each in languages]
    axes.barh(rows, answering, 0.7, color=BLUE, edgecolor=INK, linewidth=0.6, label=texts.say("answering"))
    axes.barh(rows, mute, 0.7, left=answering, color="#ffffff", hatch="xxx", edgecolor=VERMILLION, linewidth=0.6,
              label=texts.say("not one answer"))  # fmt: skip
    for row, each in zip(rows, languages, strict=True):
        axes.text(each.sources, row, f" {each.text(texts)}", va="center")
    axes.set_yticks(rows, [each.name for each in languages])
    axes.set_xlim(0, 1.9 * max(each.sources for each in languages))
    axes.set_title(texts.say("Sources watched"), loc="left", fontsize=9)
    _finish(axes, max(each.sources for each in languages))


def _paint_shares(axes: Axes, shares: Sequence[SourceShare], texts: Speaker) -> None:
    rows = range(len(shares))
    shown: set[str] = set()
    for row, each in zip(rows, shares, strict=True):
        look = TIER_LOOKS[each.tier.code]
        name = "" if each.tier.code in shown else each.tier.word
        shown.add(each.tier.code)
        axes.barh(row, each.reports, 0.7, color=look.colour, hatch=look.hatch, edgecolor=INK, linewidth=0.6,
                  label=name or "_")  # fmt: skip
        axes.text(each.reports, row, f" {each.reports}", va="center")
    axes.set_yticks(rows, [f"{shortened(each.publisher, 30)[0]} ({each.language.word})" for each in shares])
    axes.set_xlim(0, 1.4 * shares[0].reports)
    axes.set_title(texts.say("Reports cited"), loc="left", fontsize=9)
    _finish(axes, shares[0].reports)


def _finish(axes: Axes, largest: int) -> None:
    axes.invert_yaxis()
    axes.set_xticks(whole_steps(largest))
    axes.legend(loc="lower right")
