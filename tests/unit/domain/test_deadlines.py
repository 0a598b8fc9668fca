"""What is due without any report found, and who is told of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.assessment.deadlines import (
    GRACE,
    TOLD_WITHIN,
    due_without_evidence,
    is_for,
    is_news,
    notices_of,
)
from domain.commitment import Pillar
from domain.development import Development, Stage
from domain.facets import Facets, facts_of
from domain.grouping import StorylineId
from domain.happening import ActPrecision, Happening
from domain.moment import Moment, Precision
from domain.source import Tier, WatchedSource
from domain.status import Overlay, Status
from domain.story import StoryId
from tests.assessment_builders import a_result, a_unit
from tests.builders import NOON, a_development, a_judged_story, a_judgement, a_source, a_story, a_watched_source

UNITS = [
    a_unit("13-a", due=date(2030, 12, 20)),
    a_unit("12-a", due=date(2026, 2, 1)),
    a_unit("16-a"),
    a_unit("53-a", due=date(2027, 1, 1)),
]
SILENT = a_result("12-a", Status.NO_EVIDENCE, overlays=(Overlay.DUE_WITHOUT_EVIDENCE,))
FORUM = date(2026, 2, 10)
LATER = datetime.combine(FORUM, datetime.min.time(), UTC) + GRACE + timedelta(days=1)


def watched(**state: object) -> list[WatchedSource]:
    return [a_watched_source(a_source(), **{"baseline_at": NOON, "last_success_at": LATER, **state})]


def announced(name: str = "forum", days: int = 0, **over: object) -> Development:
    lead = a_story(id=StoryId(name), published=Moment(NOON + timedelta(days=days), Precision.MINUTE))
    values: dict[str, object] = {
        "id": name,
        "lead": lead,
        "judgement": a_judgement(5, stage=Stage.PLANNED),
        "happening": Happening(FORUM, ahead=True),
        "updated_at": lead.published.at,
    }
    return a_development(**{**values, **over})


def held(days: int, **over: object) -> Development:
    values: dict[str, object] = {"happening": None, "judgement": a_judgement(5, stage=Stage.DONE)}
    return announced("held", days, **{**values, **over})


def test_a_day_that_passed_without_a_report_is_a_development_of_its_own() -> None:
    [told] = due_without_evidence(UNITS, [SILENT, a_result("13-a")])
    assert (told.unit_id, told.due, told.watched, told.unreachable) == ("12-a", date(2026, 2, 1), 12, 1)
    assert due_without_evidence(UNITS, [SILENT])[0].id == told.id


def test_a_declared_day_is_noticed_once_its_reports_had_time_to_come() -> None:
    due = datetime(2026, 2, 1, 3, tzinfo=UTC)
    assert notices_of(UNITS, [SILENT], [], watched(), due + GRACE) == []
    [notice] = notices_of(UNITS, [SILENT], [], watched(), due + GRACE + timedelta(days=1))
    assert (notice.unit_id, notice.numbers, notice.day) == ("12-a", (12,), date(2026, 2, 1))
    assert notice.id == due_without_evidence(UNITS, [SILENT])[0].id
    assert notice.title is not None


def test_an_announced_day_without_a_later_report_is_noticed_once_for_its_storyline() -> None:
    line = StorylineId("s")
    told = [announced("a", storyline_id=line), announced("b", days=1, storyline_id=line)]
    [notice] = notices_of([], [], told, watched(), LATER)
    assert (notice.announced_by, notice.day, notice.numbers) == ("a", FORUM, (5,))
    assert (notice.headline, notice.watched) == (told[0].lead.title, 1)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(held(27), id="a report on the paragraph in the country"),
        pytest.param(held(27, judgement=a_judgement(5, countries=())), id="one that names no country"),
        pytest.param(
            held(27, judgement=a_judgement(6), storyline_id=StorylineId("s")), id="a report of the same storyline"
        ),
    ],
)
def test_a_report_from_that_day_on_answers_it(answer: Development) -> None:
    assert notices_of([], [], [announced(storyline_id=StorylineId("s")), answer], watched(), LATER) == []


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(held(20), id="published before the day"),
        pytest.param(held(27, judgement=a_judgement(6)), id="on another paragraph"),
        pytest.param(held(27, judgement=a_judgement(5, countries=("UZ",))), id="in another country"),
        pytest.param(held(27, counts=False), id="no evidence"),
    ],
)
def test_other_reports_do_not_answer_it(other: Development) -> None:
    assert len(notices_of([], [], [announced(), other], watched(), LATER)) == 1


@pytest.mark.parametrize(
    "development",
    [
        pytest.param(announced(updated_at=LATER), id="its own further report"),
        pytest.param(announced(counts=False), id="no evidence itself"),
        pytest.param(announced(happening=Happening(FORUM)), id="held, not planned"),
        pytest.param(announced(happening=Happening(FORUM, ActPrecision.MONTH, ahead=True)), id="a month only"),
        pytest.param(announced(happening=Happening(FORUM + timedelta(days=2), ahead=True)), id="grace not over"),
        pytest.param(announced(happening=None), id="no day"),
    ],
)
def test_what_is_answered_vague_or_not_yet_over_is_not_noticed(development: Development) -> None:
    assert notices_of([], [], [development], watched(), LATER) == []


def test_where_sources_do_not_answer_silence_means_nothing() -> None:
    assert notices_of([], [], [announced()], watched(last_success_at=None), LATER) == []


def test_subscribers_are_told_of_days_that_passed_lately_under_our_eyes() -> None:
    [notice] = notices_of([], [], [announced()], watched(), LATER)
    assert is_news(notice, watched(), LATER.date())
    assert not is_news(notice, watched(), LATER.date() + TOLD_WITHIN)
    assert not is_news(notice, watched(baseline_at=LATER), LATER.date())
    assert not is_news(notice, watched(baseline_at=None), LATER.date())


@pytest.mark.parametrize(
    ("facets", "passes"),
    [
        (Facets(), True),
        (Facets(countries=frozenset({"KZ"})), True),
        (Facets(countries=frozenset({"UZ"})), False),
        (Facets(commitments=frozenset({5})), True),
        (Facets(commitments=frozenset({17})), False),
        (Facets(pillars=frozenset({Pillar.GREEN})), False),
        (Facets(languages=frozenset({"ja"}), certain_only=True, reviewed_only=True), True),
        (Facets(official_only=True, central_asian_only=True, least_stage=Stage.DONE), True),
        (Facets(phrases=("orchard",)), False),
    ],
)
def test_facets_of_what_it_is_apply_and_those_of_how_it_was_reported_do_not(facets: Facets, *, passes: bool) -> None:
    story = replace(a_story(), tier=Tier.OFFICIAL)
    facts = facts_of(a_judged_story(story, a_judgement(5, stage=Stage.PLANNED)), {5: Pillar.CONNECTIVITY})
    assert is_for(facets, facts) is passes
