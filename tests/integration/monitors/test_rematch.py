"""Stored stories judged again by the real matcher: what differs is taken or kept, and nobody is alerted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from config.declarations import load_declaration
from domain.lead import Lead, LeadState
from domain.match import Stage
from domain.review import MatchState
from matching.exchange import item_of
from monitors import rematch as module
from monitors.judging import JudgingParts
from monitors.plan import AlertRules
from monitors.rematch import Difference, Rematched, RematchParts, count_outdated, rematch
from storage.engine import create_engine
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON, a_judgement, a_source, a_subscriber, an_irrelevant_judgement
from tests.fakes import FixedClock
from tests.groupers import GROUPER
from tests.integration.storage.outcomes import OTHER_SOURCE, a_report, an_opening, an_outcome

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from domain.match import Judgement
    from domain.ports import Matcher
    from domain.story import JudgedStory

DECLARATION = load_declaration()
GRANT = "Япония выделит Казахстану грант на таможенное оборудование порта Актау"
VISAS = "Япония и Узбекистан подписали соглашение об упрощении виз для туристов"
CHESS = "Шахматный турнир завершён"


def titled(slug: str, title: str, judgement: Judgement, **over: Any) -> JudgedStory:
    report = a_report(slug, judgement=judgement, **over)
    return replace(report, story=replace(report.story, title=title, summary=""))


@pytest.fixture
def parts(empty: Path, matcher: Matcher) -> Iterator[RematchParts]:
    engine = create_engine(f"sqlite:///{empty}")
    opens = open_unit_of_work(engine)
    with opens() as work:
        work.seed(DECLARATION, [a_source(), OTHER_SOURCE])
        work.subscribers.save(a_subscriber())
        work.commit()
    rules = AlertRules(DECLARATION.adopted, timedelta(days=7))
    yield RematchParts(
        JudgingParts(matcher, GROUPER, item_of, opens, FixedClock(NOON + timedelta(hours=1)), rules), write=True
    )
    engine.dispose()


def record(parts: RematchParts, *reports: JudgedStory, version: str = "m0") -> None:
    """Store reports as another matcher judged them; the relevant ones tell of developments."""
    opened = tuple(an_opening(each) for each in reports if each.judgement.relevant)
    with parts.judging.open_unit_of_work() as work:
        work.record(an_outcome(*reports, opened=opened), version)
        work.commit()


def run(parts: RematchParts, **over: Any) -> list[Rematched]:
    return [each for batch in rematch(parts, **over) for each in batch]


def titles(parts: RematchParts) -> dict[str, int | None]:
    with parts.judging.open_unit_of_work(writes=False) as work:
        return {each.lead.title: each.judgement.primary for each in work.developments.list_latest(10)}


def test_a_story_newly_relevant_opens_its_development_and_alerts_nobody(parts: RematchParts) -> None:
    irrelevant = an_irrelevant_judgement()
    record(parts, titled("grant", GRANT, irrelevant), titled("chess", CHESS, irrelevant, hours=1))
    assert [each.difference for each in run(parts)] == [Difference.NEWLY_RELEVANT, Difference.NONE]
    assert titles(parts) == {GRANT: 26}
    with parts.judging.open_unit_of_work(writes=False) as work:
        assert work.outbox.count_by_state() == {}
        [opened] = work.developments.list_open(NOON - timedelta(days=1))
        assert not opened.announced


def test_two_reports_newly_relevant_make_one_development(parts: RematchParts) -> None:
    irrelevant = an_irrelevant_judgement()
    record(parts, titled("one", GRANT, irrelevant), titled("two", GRANT, irrelevant, hours=1))
    run(parts)
    with parts.judging.open_unit_of_work(writes=False) as work:
        [development] = work.developments.list_latest(10)
    assert development.reports == 2


def test_other_commitments_and_stages_are_taken(parts: RematchParts) -> None:
    wrong = replace(a_judgement(11), stage=Stage.SETBACK)
    record(parts, titled("grant", GRANT, wrong))
    [again] = run(parts)
    assert (again.difference, again.kept) == (Difference.COMMITMENTS, "")
    assert titles(parts) == {GRANT: 26}
    with parts.judging.open_unit_of_work(writes=False) as work:
        [development] = work.developments.list_latest(10)
    assert development.judgement == again.judgement


def test_what_is_relevant_no_longer_stays_as_told_and_is_shown_each_time(parts: RematchParts) -> None:
    record(parts, titled("chess", CHESS, a_judgement(26)))
    for _ in range(2):
        [again] = run(parts)
        assert (again.difference, again.kept) == (Difference.NO_LONGER_RELEVANT, "told already")
        assert titles(parts) == {CHESS: 26}


def test_an_editor_is_never_overridden(parts: RematchParts) -> None:
    report = titled("grant", GRANT, a_judgement(11))
    record(parts, report)
    with parts.judging.open_unit_of_work() as work:
        work.judgements.decide(report.story.id, 11, MatchState.ACCEPTED)
        work.commit()
    [again] = run(parts)
    assert (again.difference, again.kept) == (Difference.COMMITMENTS, "decided by an editor")
    assert titles(parts) == {GRANT: 11}


def test_a_dry_run_shows_the_same_and_writes_nothing(parts: RematchParts) -> None:
    record(parts, titled("grant", GRANT, an_irrelevant_judgement()), titled("visas", VISAS, a_judgement(11), hours=1))
    shown = [each.difference for each in run(replace(parts, write=False))]
    assert titles(parts) == {VISAS: 11}
    assert [each.difference for each in run(parts)] == shown == [Difference.NEWLY_RELEVANT, Difference.COMMITMENTS]


def test_what_the_present_matcher_has_judged_is_passed_over(parts: RematchParts) -> None:
    record(parts, titled("grant", GRANT, an_irrelevant_judgement()), version=parts.judging.matcher.version)
    record(parts, titled("chess", CHESS, an_irrelevant_judgement()))
    assert count_outdated(parts, None) == 1
    assert [each.stored.story.title for each in run(parts)] == [CHESS]
    assert count_outdated(parts, None) == 0
    assert run(parts) == []


def test_only_what_was_published_since_a_day_is_judged(parts: RematchParts) -> None:
    irrelevant = an_irrelevant_judgement()
    record(parts, titled("old", GRANT, irrelevant, hours=-48), titled("new", VISAS, irrelevant))
    since = NOON - timedelta(hours=12)
    assert count_outdated(parts, since) == 1
    assert [each.stored.story.title for each in run(parts, since=since)] == [VISAS]


def test_stories_go_through_in_batches_in_order_of_publication(
    parts: RematchParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    irrelevant = an_irrelevant_judgement()
    record(parts, *(titled(f"n{hours}", f"{CHESS} {hours}", irrelevant, hours=hours) for hours in (3, 1, 4, 0, 2)))
    batches = [[each.stored.story.title[-1] for each in batch] for batch in rematch(parts)]
    assert batches == [["0", "1"], ["2", "3"], ["4"]]


def test_a_story_is_judged_with_its_lead(parts: RematchParts) -> None:
    report = titled("vague", "Посол Японии встретился с министром", an_irrelevant_judgement())
    record(parts, report)
    text = "Япония и Казахстан подписали обменные ноты о гранте на оборудование для таможни порта Актау."
    with parts.judging.open_unit_of_work() as work:
        work.leads.save(Lead(report.story.id, NOON, LeadState.DONE, text=text, text_hash="h"))
        work.commit()
    [again] = run(parts)
    assert again.difference is Difference.NEWLY_RELEVANT
    assert list(titles(parts)) == [report.story.title]
