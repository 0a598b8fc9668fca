"""What each chart says in words, and when there is nothing to draw."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from matplotlib.figure import Figure

from bot.texts import texts_for
from domain.commitment import READER_LANGUAGES
from domain.development import Stage
from domain.source import Tier
from domain.status import Status
from reports.charts.money import ledger_sketch
from reports.charts.sketch import STAGE_MARKS, STATUS_LOOKS, TIER_LOOKS, row_height, whole_steps, wrapped
from reports.charts.table import CHARTS, charts_of
from reports.model import Named, WatchedLine
from tests.report_builders import a_report

if TYPE_CHECKING:
    from reports.model import Report

EN = texts_for("en", "UTC")


def alt(key: str, report: Report | None = None, language: str = "en") -> str:
    sketch = CHARTS[key](report or a_report(language), texts_for(language, "UTC"))
    assert sketch is not None
    return sketch.alt


def test_statuses_are_counted_by_part() -> None:
    assert alt("statuses") == (
        "Overview: no reports found 1, reports on the topic only 1; Connectivity: under way 1; "
        "Global matters: not reviewable 1."
    )


def test_the_timeline_is_told_by_stage_and_commitment() -> None:
    said = alt("timeline")
    assert said.startswith("From 20 Dec 2025 to 31 Jan 2026: 4 developments; Planned 2, Agreed 1, Said 1.")
    assert said.endswith("By commitment: 13 (Promise 13) – 1, 26 (Promise 26) – 3.")


def test_countries_are_told_with_their_developments() -> None:
    assert alt("heat-map") == (
        "Developments of the period that concern each country: "
        "Kazakhstan 3, Kyrgyzstan 0, Tajikistan 0, Turkmenistan 0, Uzbekistan 1."
    )


def test_sums_are_told_beside_the_target() -> None:
    assert alt("ledger") == ("Target of paragraph 13: 3 trillion yen; announced, counts: 1.5 billion yen (1 deal).")


def test_coverage_tells_languages_and_publishers() -> None:
    said = alt("coverage")
    assert said.startswith("Japanese: 1 source, 0 % of polls answered; Russian: 1 source, 98 % of polls answered.")
    assert "Steppe Courier (Russian) – 1" in said


def test_languages_are_added_up_over_countries() -> None:
    report = a_report()
    line = WatchedLine(Named("UZ", "Uzbekistan"), Named("ru", "Russian"), 3, 1, 0, 0)
    coverage = replace(report.coverage, lines=(*report.coverage.lines, line), shares=())
    said = alt("coverage", replace(report, coverage=coverage))
    assert said == "Russian: 4 sources, 98 % of polls answered; Japanese: 1 source, 0 % of polls answered."
    assert len(charts_of(replace(report, coverage=coverage), EN)) == 5


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_each_chart_is_said_in_the_language_of_the_report(language: str) -> None:
    others = [each for each in READER_LANGUAGES if each != language]
    for key in CHARTS:
        assert alt(key, language=language) not in [alt(key, language=other) for other in others]


def test_what_has_nothing_to_show_is_left_out() -> None:
    empty: dict[str, Any] = dict.fromkeys(("told", "sources"), ())
    report = a_report(kept={}, **empty)
    report = replace(
        report,
        coverage=replace(report.coverage, lines=()),
        ledger=replace(report.ledger, bars=tuple(replace(bar, deals=0) for bar in report.ledger.bars)),
    )
    assert [chart.key for chart in charts_of(report, EN)] == ["statuses"]
    assert charts_of(replace(report, commitments=()), EN) == ()


def test_a_sum_beyond_the_target_still_fits() -> None:
    report = a_report()
    bars = tuple(
        replace(bar, total=replace(bar.total, amount=2 * report.ledger.target.amount), deals=1)
        for bar in report.ledger.bars
    )
    changed = replace(report, ledger=replace(report.ledger, bars=bars))
    figure = Figure()
    sketch = ledger_sketch(changed, EN)
    assert sketch is not None
    sketch.paint(figure)
    (axes,) = figure.axes
    assert axes.get_xlim()[1] > max(bar.get_width() for bar in axes.patches) == 200


def test_each_value_has_a_look_of_its_own() -> None:
    assert set(STATUS_LOOKS) == set(Status)
    assert set(STAGE_MARKS) == set(Stage)
    assert set(TIER_LOOKS) == set(Tier)
    for looks in (list(STATUS_LOOKS.values()), list(TIER_LOOKS.values())):
        assert len(looks) == len(set(looks))
    for place in (0, 1):
        assert len({mark[place] for mark in STAGE_MARKS.values()}) == len(Stage)


def test_every_commitment_of_a_declaration_fits_on_a_page() -> None:
    assert 47 * row_height(47) + 1.2 < 10.5


@pytest.mark.parametrize(
    ("largest", "steps"), [(0, [0]), (3, [0, 1, 2, 3]), (10, [0, 2, 4, 6, 8, 10]), (59, [*range(0, 60, 10)])]
)
def test_counts_have_whole_marks_at_round_distances(largest: int, steps: list[int]) -> None:
    assert list(whole_steps(largest)) == steps


def test_a_long_label_is_broken_where_its_script_allows() -> None:
    assert wrapped("too few sources answered", 12) == "too few\nsources\nanswered"
    assert wrapped("応答した情報源が不足", 12) == "応答した情報\n源が不足"
