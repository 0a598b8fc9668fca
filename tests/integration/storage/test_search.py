"""The search: its words follow what is stored, in the transaction that stores it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.lead import Lead, LeadState
from domain.review import MatchState
from storage.search import SqlSearchRepository
from tests.builders import NOON, an_irrelevant_judgement
from tests.integration.storage.outcomes import a_confirmation, a_report, an_edit, an_opening, an_outcome

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from domain.development import DevelopmentId
    from domain.story import JudgedStory
    from domain.unit_of_work import OpenUnitOfWork


def titled(report: JudgedStory, title: str) -> JudgedStory:
    return replace(report, story=replace(report.story, title=title, summary=""))


def found(open_work: OpenUnitOfWork, query: str, limit: int = 10, offset: int = 0) -> list[DevelopmentId]:
    with open_work(writes=False) as work:
        return list(work.search.find(query, limit, offset))


def test_a_development_is_found_by_any_of_its_reports_newest_first(open_work: OpenUnitOfWork) -> None:
    first, second = titled(a_report("a"), "Нефтяной мост"), titled(a_report("b", hours=1), "Другой мост")
    also = titled(a_report("c", hours=2), "石油の港")
    one, other = an_opening(first), an_opening(second)
    with open_work() as work:
        outcome = an_outcome(first, second, also, opened=(one, other), confirmed=(a_confirmation(also, one),))
        work.record(outcome, "m1")
        work.commit()
    ids = [each.change.development_id for each in (one, other)]
    assert found(open_work, "石油") == [ids[0]]
    assert found(open_work, "мосты") == [ids[1], ids[0]]
    assert found(open_work, "мосты", limit=1, offset=1) == [ids[0]]
    assert found(open_work, "нефтяной 石油") == []
    assert found(open_work, "") == []


def test_what_tells_of_no_development_is_not_found(open_work: OpenUnitOfWork) -> None:
    report = titled(a_report("x", judgement=an_irrelevant_judgement()), "Погода")
    with open_work() as work:
        work.record(an_outcome(report), "m1")
        work.commit()
    assert found(open_work, "погода") == []


def test_an_edit_changes_the_words(open_work: OpenUnitOfWork) -> None:
    report = titled(a_report("x"), "Мост")
    edit = an_edit(report, "Туннель")
    with open_work() as work:
        work.record(an_outcome(report, opened=(an_opening(report),)), "m1")
        outcome = an_outcome(at=NOON + timedelta(hours=1))
        work.record(replace(outcome, sifted=replace(outcome.sifted, edited=(edit,))), "m1")
        work.commit()
    assert len(found(open_work, "туннели")) == 1


def test_the_first_paragraphs_are_found_when_they_were_read(open_work: OpenUnitOfWork) -> None:
    report = titled(a_report("x"), "Мост")
    with open_work() as work:
        work.record(an_outcome(report, opened=(an_opening(report),)), "m1")
        work.leads.save(Lead(report.story.id, NOON, state=LeadState.DONE, text="Экскаваторы начали работу"))
        work.commit()
    assert len(found(open_work, "экскаватор")) == 1


def test_what_an_editor_rejected_is_not_found(open_work: OpenUnitOfWork) -> None:
    report = titled(a_report("x"), "Мост")
    with open_work() as work:
        work.record(an_outcome(report, opened=(an_opening(report),)), "m1")
        work.judgements.decide(report.story.id, 26, MatchState.REJECTED)
        work.commit()
    assert found(open_work, "мост") == []


def test_the_index_can_be_completed_and_made_anew(open_work: OpenUnitOfWork) -> None:
    report = titled(a_report("x"), "Мост")
    with open_work() as work:
        work.record(an_outcome(report, opened=(an_opening(report),)), "m1")
        assert work.search.complete() == 0
        assert work.search.rebuild() == 1
        work.commit()
    assert len(found(open_work, "мост")) == 1


def test_walking_back_from_the_newest_finds_what_gathering_finds(open_work: OpenUnitOfWork, engine: Engine) -> None:
    reports = [titled(a_report(f"r{n}", hours=n % 5), f"Мост {n % 3} порт {n % 2}") for n in range(12)]
    opened = [an_opening(each) for each in reports[:8]]
    confirmed = [a_confirmation(each, opened[n]) for n, each in enumerate(reports[8:])]
    with open_work() as work:
        work.record(an_outcome(*reports, opened=tuple(opened), confirmed=tuple(confirmed)), "m1")
        work.commit()
    with engine.connect() as connection:
        walking, gathering = SqlSearchRepository(connection, often=1), SqlSearchRepository(connection, often=100)
        for query in ("мост", "порт 1", "мост 2 порт 0", "туннель"):
            for limit, offset in ((50, 0), (3, 0), (3, 2), (3, 30)):
                assert walking.find(query, limit, offset) == gathering.find(query, limit, offset), (query, offset)
        assert len(walking.find("мост", 50)) == 8
