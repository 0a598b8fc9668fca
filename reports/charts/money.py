"""Ledger bars: what deals of each stage come to, as a share of the target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.ledger import Counted
from reports.charts.sketch import BLUE, INK, SKY, VERMILLION, Look, Sketch, wrapped

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from domain.ports import Speaker
    from reports.model import LedgerBar, Report

_LOOKS = {Counted.YES.value: Look(BLUE), Counted.UNCLEAR.value: Look(SKY, "////")}
"""State money and what was announced again do not count toward the target and are not drawn."""

_THICK = 0.36
_NEAR = 60
"""Percent of the target; the label of a longer bar stands in it, so that it does not run out of the drawing."""


def ledger_sketch(report: Report, texts: Speaker) -> Sketch | None:
    """Return a bar for each stage and kind, against the target; None where no deal was reported."""
    drawn = [bar for bar in report.ledger.bars if bar.counted.code in _LOOKS]
    target = report.ledger.target
    stages = {bar.stage.code: bar.stage.word for bar in drawn}
    if not any(bar.deals for bar in report.ledger.bars):
        return None

    def label(bar: LedgerBar) -> str:
        return "–" if not bar.deals else f"{bar.total.text} ({texts.count('{n} deal', '{n} deals', bar.deals)})"

    def paint(figure: Figure) -> None:
        axes = figure.add_subplot()
        for place, (code, look) in enumerate(_LOOKS.items()):
            bars = [bar for bar in drawn if bar.counted.code == code]
            heights = [list(stages).index(bar.stage.code) + (place - 0.5) * _THICK for bar in bars]
            shares = [float(100 * bar.total.amount / target.amount) for bar in bars]
            axes.barh(heights, shares, _THICK, color=look.colour, hatch=look.hatch, edgecolor=INK, linewidth=0.6,
                      label=bars[0].counted.word)  # fmt: skip
            for height, share, bar in zip(heights, shares, bars, strict=True):
                inside = share > _NEAR
                axes.text(share - 1 if inside else share + 1, height, label(bar), va="center",
                          ha="right" if inside else "left", color=INK,
                          bbox={"facecolor": "#ffffff", "edgecolor": "none", "pad": 0.8})  # fmt: skip
        axes.axvline(100, color=VERMILLION, linewidth=1.4, linestyle="--",
                     label=texts.say("Target of paragraph 13: {sum}", sum=target.text))  # fmt: skip
        axes.set_yticks(range(len(stages)), [wrapped(word, 20) for word in stages.values()])
        axes.invert_yaxis()
        axes.set_xlim(0, max(104.0, *(float(104 * bar.total.amount / target.amount) for bar in drawn)))
        axes.set_xlabel(texts.say("Percent of the target"))
        axes.grid(visible=True, axis="x", color="#dddddd", linewidth=0.5)
        figure.legend(loc="outside lower center", ncols=3)

    figures = "; ".join(f"{bar.stage.word}, {bar.counted.word}: {label(bar)}" for bar in drawn if bar.deals)
    alt = texts.say("Target of paragraph 13: {sum}", sum=target.text)
    return Sketch(
        texts.say("Sums reported against the target"), f"{alt}; {figures}." if figures else f"{alt}.", 2.5, paint
    )
