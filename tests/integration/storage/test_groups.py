"""What grouping finds in the database, what editors decide, and what moving reports leaves behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from domain.development import ChangeKind, DevelopmentId, Stage
from domain.grouping import Change, GroupDecision, Revision, Ruling, StorylineId, Wanted
from domain.match import Money
from domain.signals import Signals
from domain.story import JudgedStory, StoryId
from monitors.regrouping import merge, put_back, split_off, undo_merge
from storage.engine import create_engine
from storage.migrate import check, downgrade, upgrade
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON, a_judgement, a_source, a_subscriber
from tests.integration.storage.outcomes import (
    OTHER_SOURCE,
    a_confirmation,
    a_declaration,
    a_message,
    a_report,
    a_told,
    an_opening,
    an_outcome,
)

if TYPE_CHECKING:
    from domain.unit_of_work import OpenUnitOfWork

SIGNALS = Signals(names=("place:aktau",), amounts=(Money(Decimal(719000000), "JPY", "7.19億円"),), ordinals=(2,))
EDITOR = "telegram:7"


def keyed(slug: str, *keys: str, hours: float = 0.0, **over: Any) -> JudgedStory:
    report = a_report(slug, hours=hours, judgement=a_judgement(signals=SIGNALS), **over)
    return replace(report, keys=keys)


def told(opens: OpenUnitOfWork, lead: JudgedStory, *others: JudgedStory) -> DevelopmentId:
    """A stored development of these reports."""
    opening = an_opening(lead)
    confirmed = tuple(a_confirmation(each, opening) for each in others)
    with opens() as work:
        work.record(an_outcome(lead, *others, opened=(opening,), confirmed=confirmed), "m1")
        work.commit()
    return opening.change.development_id


def wanted(*keys: str) -> Wanted:
    return Wanted(keys, NOON - timedelta(days=60), NOON + timedelta(days=60))


def test_candidates_are_the_developments_whose_stories_share_a_key(open_work: OpenUnitOfWork) -> None:
    near = told(open_work, keyed("near", "place:aktau:KZ", "number:719"), keyed("nearer", "sum:JPY:1"))
    told(open_work, keyed("far", "place:osh:KG"))
    with open_work(writes=False) as work:
        [found] = work.groups.list_candidates([wanted("sum:JPY:1")])
        assert work.groups.list_candidates([wanted("place:bokhtar:TJ")]) == []
        assert work.groups.list_candidates([Wanted((), NOON, NOON)]) == []
    assert found.id == near
    assert len(found.stories) == 2, "a development comes with all its reports"
    assert found.stories[0].signals == SIGNALS


def test_candidates_outside_the_window_are_not_found(open_work: OpenUnitOfWork) -> None:
    told(open_work, keyed("old", "place:aktau:KZ", hours=-24 * 61))
    with open_work(writes=False) as work:
        assert work.groups.list_candidates([wanted("place:aktau:KZ")]) == []


def test_a_story_decided_about_is_a_candidate_without_any_key(open_work: OpenUnitOfWork) -> None:
    lead = keyed("bound")
    development = told(open_work, lead)
    decision = GroupDecision(StoryId("0"), lead.story.id, Ruling.TOGETHER, EDITOR, NOON)
    with open_work(writes=False) as work:
        [found] = work.groups.list_candidates([], [decision])
    assert found.id == development


def test_new_keys_replace_those_of_an_earlier_judgement(open_work: OpenUnitOfWork) -> None:
    report = keyed("report", "place:osh:KG")
    told(open_work, report)
    again = replace(report, keys=("place:aktau:KZ",))
    with open_work() as work:
        work.record(replace(an_outcome(), judged=(again,)), "m2")
        assert work.groups.list_candidates([wanted("place:osh:KG")]) == []
        assert len(work.groups.list_candidates([wanted("place:aktau:KZ")])) == 1


def test_a_decision_is_kept_replaced_and_taken_back(open_work: OpenUnitOfWork) -> None:
    one, other = keyed("one"), keyed("other")
    told(open_work, one, other)
    first, second = sorted((one.story.id, other.story.id))
    decision = GroupDecision(first, second, Ruling.APART, EDITOR, NOON)
    with open_work() as work:
        work.groups.decide([decision])
        work.groups.decide([replace(decision, ruling=Ruling.TOGETHER)])
        assert [each.ruling for each in work.groups.list_about([second])] == [Ruling.TOGETHER]
        work.groups.forget([decision])
        assert work.groups.list_about([first, second]) == []


def test_a_decision_names_the_smaller_id_first() -> None:
    with pytest.raises(ValueError, match="smaller id first"):
        GroupDecision(StoryId("b"), StoryId("a"), Ruling.APART, EDITOR, NOON)


def test_an_update_is_kept_with_what_stood_before_and_reaches_its_alert(open_work: OpenUnitOfWork) -> None:
    lead, later = keyed("lead"), keyed("later", hours=48)
    opening = an_opening(lead)
    change = replace(
        a_confirmation(later, opening),
        kind=ChangeKind.UPDATED,
        revision=2,
        stage=Change(Stage.PLANNED, Stage.AGREED),
        amount=Change(SIGNALS.amounts[0], Money(Decimal(800000000), "JPY", "8億円")),
        day=Change("2026-02-01", "2026-03-01"),
    )
    message = replace(a_message(opening), revision=2)
    with open_work() as work:
        work.record(an_outcome(lead, opened=(opening,)), "m1")
        work.record(an_outcome(later, confirmed=(change,), messages=(message,)), "m1")
        work.commit()
    with open_work() as work:
        [revision] = work.groups.list_revisions(opening.change.development_id)
        alert = work.outbox.claim(message.id, NOON + timedelta(days=9))
    assert revision == Revision(
        change.development_id, 2, later.story.id, NOON, change.stage, change.amount, change.day, withdrawn=False
    )
    assert alert is not None
    assert (alert.revised, alert.development.revision) == (revision, 2)


def test_a_first_message_tells_of_no_revision(open_work: OpenUnitOfWork) -> None:
    outcome = a_told("grant")
    with open_work() as work:
        work.record(outcome, "m1")
        alert = work.outbox.claim(outcome.messages[0].id, NOON + timedelta(days=9))
    assert alert is not None
    assert alert.revised is None


def test_the_headline_follows_a_report_that_leads(open_work: OpenUnitOfWork) -> None:
    press, official = keyed("press"), keyed("official", source=OTHER_SOURCE, hours=2)
    opening = an_opening(press)
    with open_work() as work:
        work.record(an_outcome(press, opened=(opening,)), "m1")
        work.record(an_outcome(official, confirmed=(replace(a_confirmation(official, opening), leads=True),)), "m1")
        assert work.developments.get(opening.change.development_id).lead == official.story


def test_a_development_knows_its_storyline(open_work: OpenUnitOfWork) -> None:
    opening = an_opening(keyed("first"))
    opening = replace(opening, change=replace(opening.change, storyline_id=StorylineId("line")))
    with open_work() as work:
        work.record(an_outcome(opening.change.report, opened=(opening,)), "m1")
        assert work.developments.get(opening.change.development_id).storyline_id == "line"


def test_merged_developments_are_one_until_the_merge_is_undone(open_work: OpenUnitOfWork) -> None:
    kept = told(open_work, keyed("kept"))
    merged = told(open_work, keyed("merged", source=OTHER_SOURCE), keyed("second"))
    with open_work() as work:
        merge(work, kept, merged, EDITOR, NOON)
        assert len(work.groups.stories_of(kept)) == 3
        assert [each.id for each in work.developments.list_latest(9)] == [kept]
        assert work.developments.get(kept).reports == 3
        work.commit()
    with open_work() as work:
        undo_merge(work, kept, merged, NOON)
        assert (len(work.groups.stories_of(kept)), len(work.groups.stories_of(merged))) == (1, 2)
        assert {each.id for each in work.developments.list_latest(9)} == {kept, merged}
        assert work.groups.list_about(work.groups.stories_of(merged)) == []


def test_a_report_split_off_has_a_development_of_its_own_until_that_is_undone(open_work: OpenUnitOfWork) -> None:
    lead, other = keyed("lead"), keyed("other")
    development = told(open_work, lead, other)
    with open_work() as work:
        opened = split_off(work, development, [lead.story.id], EDITOR, NOON)
        assert work.developments.get(opened).lead == lead.story
        assert work.developments.get(development).lead == other.story
        [decision] = work.groups.list_about([lead.story.id])
        assert (decision.ruling, decision.who) == (Ruling.APART, EDITOR)
        put_back(work, development, [lead.story.id], NOON)
        assert set(work.groups.stories_of(development)) == {lead.story.id, other.story.id}
        assert work.groups.list_about([lead.story.id]) == []


def test_what_cannot_be_merged_or_split_is_refused(open_work: OpenUnitOfWork) -> None:
    lone = keyed("lone")
    development = told(open_work, lone)
    with open_work() as work:
        with pytest.raises(ValueError, match="with itself"):
            merge(work, development, development, EDITOR, NOON)
        with pytest.raises(KeyError):
            merge(work, development, DevelopmentId("nothing"), EDITOR, NOON)
        for nothing_left in ([lone.story.id], []):
            with pytest.raises(ValueError, match="cannot be parted"):
                split_off(work, development, nothing_left, EDITOR, NOON)
        with pytest.raises(KeyError):
            split_off(work, development, [StoryId("nothing")], EDITOR, NOON)
        with pytest.raises(KeyError):
            undo_merge(work, development, DevelopmentId("nothing"), NOON)


def test_down_and_up_again_keeps_developments_and_their_reports(empty_url: str) -> None:
    engine = create_engine(empty_url)
    upgrade(engine)
    opens = open_unit_of_work(engine)
    outcome = a_told("grant")
    with opens() as work:
        work.seed(a_declaration(), [a_source()])
        work.subscribers.save(a_subscriber())
        work.record(outcome, "m1")
        work.commit()
    downgrade(engine, "20260104_0900")
    upgrade(engine)
    development = outcome.opened[0].change.development_id
    with opens(writes=False) as work:
        assert work.groups.stories_of(development) == [outcome.judged[0].story.id]
        [candidate] = work.groups.list_candidates([], [_about(outcome.judged[0].story.id)])
        assert candidate.stories[0].signals == Signals(), "what was not compared then is empty now"
    assert check(empty_url) == []
    engine.dispose()


def _about(story: StoryId) -> GroupDecision:
    return GroupDecision(StoryId("0"), story, Ruling.TOGETHER, EDITOR, NOON)
