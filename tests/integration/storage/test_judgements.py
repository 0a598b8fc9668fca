"""Stored judgements: in batches, judged again, decided about by editors."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from domain.commitment import CommitmentNumber
from domain.lead import Lead, LeadState
from domain.match import Match
from domain.outcome import Rejudgement
from domain.review import MatchState
from domain.story import JudgedStory, StoryId
from storage.engine import begin
from storage.tables import MatchRow, StoryRow
from tests.builders import NOON, a_judgement, an_irrelevant_judgement
from tests.integration.storage.outcomes import a_report, an_opening, an_outcome

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from domain.match import Judgement
    from domain.review import StoredJudgement
    from domain.unit_of_work import OpenUnitOfWork

TWO = replace(
    a_judgement(26),
    matches=(Match(CommitmentNumber(26), 0.9, "x", ("т",)), Match(CommitmentNumber(27), 0.5, "y", ("т",))),
)


def store(open_work: OpenUnitOfWork, *reports: JudgedStory, version: str = "m0") -> None:
    with open_work() as work:
        work.record(an_outcome(*reports), version)
        work.commit()


def again(open_work: OpenUnitOfWork, *judged: JudgedStory, **over: object) -> None:
    with open_work() as work:
        work.record_again(replace(Rejudgement(NOON, judged), **over), "m1")
        work.commit()


def decide(open_work: OpenUnitOfWork, report: JudgedStory, number: int, state: MatchState) -> None:
    with open_work() as work:
        work.judgements.decide(report.story.id, number, state)
        work.commit()


def outdated(open_work: OpenUnitOfWork, version: str = "m1", limit: int = 10) -> list[StoredJudgement]:
    with open_work(writes=False) as work:
        found = list(work.judgements.list_outdated(version, None, None, limit))
        assert work.judgements.count_outdated(version, None) >= len(found)
    return found


def states(engine: Engine, report: JudgedStory) -> dict[int, str]:
    with begin(engine, writes=False) as connection:
        chosen = select(MatchRow.number, MatchRow.state).where(MatchRow.story_id == report.story.id)
        return {row.number: row.state for row in connection.execute(chosen)}


def rejudged(report: JudgedStory, judgement: Judgement) -> JudgedStory:
    return JudgedStory(report.story, judgement)


def test_a_stored_judgement_is_what_was_recorded(open_work: OpenUnitOfWork) -> None:
    relevant, other = a_report("a", judgement=TWO), a_report("b", hours=1, judgement=an_irrelevant_judgement())
    store(open_work, relevant, other)
    with open_work() as work:
        work.leads.save(Lead(other.story.id, NOON, LeadState.DONE, text="Абзац."))
        work.commit()
    first, second = outdated(open_work)
    assert (first.story, first.judgement, first.lead) == (relevant.story, TWO, "")
    assert first.states == ((26, MatchState.PROPOSED), (27, MatchState.PROPOSED))
    assert (second.judgement, second.lead, second.states) == (an_irrelevant_judgement(), "Абзац.", ())


def test_batches_follow_each_other_without_gap_or_repetition(open_work: OpenUnitOfWork) -> None:
    reports = [a_report(f"n{number}", hours=number // 3) for number in range(7)]
    store(open_work, *reports)
    seen: list[StoryId] = []
    after = None
    with open_work(writes=False) as work:
        while batch := work.judgements.list_outdated("m1", None, after, 2):
            seen += [each.story.id for each in batch]
            after = batch[-1].story
    expected = sorted(reports, key=lambda each: (each.story.published.at, each.story.id))
    assert seen == [each.story.id for each in expected]


def test_only_other_versions_and_only_the_period_are_listed(open_work: OpenUnitOfWork) -> None:
    store(open_work, a_report("present"), version="m1")
    store(open_work, a_report("old", hours=-24), a_report("new", hours=1))
    with open_work(writes=False) as work:
        assert work.judgements.count_outdated("m1", NOON) == 1
        [only] = work.judgements.list_outdated("m1", NOON, None, 10)
    assert only.story.url.endswith("/new")
    assert len(outdated(open_work)) == 2


def test_a_new_judgement_replaces_the_old_one_and_carries_its_version(
    open_work: OpenUnitOfWork, engine: Engine
) -> None:
    report = a_report("a", judgement=TWO)
    store(open_work, report)
    again(open_work, rejudged(report, a_judgement(27)))
    assert states(engine, report) == {26: "withdrawn", 27: "proposed"}
    assert outdated(open_work) == []
    [stored] = outdated(open_work, "m2")
    assert stored.judgement == a_judgement(27)


def test_a_match_withdrawn_comes_back_when_it_is_given_again(open_work: OpenUnitOfWork, engine: Engine) -> None:
    report = a_report("a", judgement=TWO)
    store(open_work, report)
    again(open_work, rejudged(report, a_judgement(27)))
    again(open_work, rejudged(report, TWO))
    assert states(engine, report) == {26: "proposed", 27: "proposed"}
    assert outdated(open_work, "m2")[0].judgement == TWO


def test_an_irrelevant_story_judged_again_gets_score_and_version(open_work: OpenUnitOfWork, engine: Engine) -> None:
    report = a_report("a", judgement=an_irrelevant_judgement())
    store(open_work, report)
    again(open_work, rejudged(report, replace(an_irrelevant_judgement(), score=0.25)))
    with begin(engine, writes=False) as connection:
        [row] = connection.execute(select(StoryRow.relevant, StoryRow.score, StoryRow.matcher_version))
    assert tuple(row) == (False, 0.25, "m1")


def test_what_an_editor_decided_about_is_left_whole(open_work: OpenUnitOfWork, engine: Engine) -> None:
    report = a_report("a", judgement=TWO)
    store(open_work, report)
    decide(open_work, report, 27, MatchState.REJECTED)
    again(open_work, rejudged(report, a_judgement(25)))
    assert states(engine, report) == {26: "proposed", 27: "rejected"}
    [stored] = outdated(open_work)
    assert stored.decided
    assert stored.judgement == TWO


def test_developments_opened_again_are_recorded_once(open_work: OpenUnitOfWork) -> None:
    report = a_report("a")
    store(open_work, replace(report, judgement=an_irrelevant_judgement()))
    for _ in range(2):
        again(open_work, report, opened=(an_opening(report),))
    with open_work(writes=False) as work:
        [development] = work.developments.list_latest(10)
    assert (development.lead, development.reports) == (report.story, 1)


def test_nothing_to_record_is_recorded_as_nothing(open_work: OpenUnitOfWork) -> None:
    again(open_work)
    assert outdated(open_work) == []


def test_decisions_are_listed_in_order_with_every_state(open_work: OpenUnitOfWork) -> None:
    late, early, undecided = a_report("l", hours=2, judgement=TWO), a_report("e", judgement=TWO), a_report("u")
    store(open_work, late, early, undecided)
    decide(open_work, late, 26, MatchState.ACCEPTED)
    decide(open_work, early, 27, MatchState.REJECTED)
    with open_work(writes=False) as work:
        first, second = work.judgements.list_decided(None, 10)
        assert [each.story for each in work.judgements.list_decided(first.story, 10)] == [late.story]
    assert (first.story, first.states) == (early.story, ((26, MatchState.PROPOSED), (27, MatchState.REJECTED)))
    assert second.states == ((26, MatchState.ACCEPTED), (27, MatchState.PROPOSED))


def test_a_decision_can_be_taken_back(open_work: OpenUnitOfWork) -> None:
    report = a_report("a")
    store(open_work, report)
    decide(open_work, report, 26, MatchState.REJECTED)
    decide(open_work, report, 26, MatchState.PROPOSED)
    with open_work(writes=False) as work:
        assert work.judgements.list_decided(None, 10) == []


def test_there_is_nothing_to_decide_about_a_match_that_does_not_exist(open_work: OpenUnitOfWork) -> None:
    report = a_report("a")
    store(open_work, report)
    with pytest.raises(KeyError):
        decide(open_work, report, 41, MatchState.ACCEPTED)
