"""What is deleted after a time, and what never is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from domain.alert import DeliveryState, MessageId
from domain.lead import Lead, LeadState
from domain.notice import Notice, NoticeId, NoticeKind, OperatorMessage, OperatorMessageId
from domain.subscriber import ChannelName
from domain.translation import Wanted
from storage import retention
from storage.amendment_tables import AmendmentRow
from storage.engine import begin
from storage.notice_tables import NoticeRow, OperatorMessageRow
from storage.post_tables import PostMentionRow
from storage.tables import DevelopmentRow, EntryKeyRow, LeadRow, OutboxRow, ReportRow, StoryRow
from storage.translation_tables import TranslationRow
from tests.builders import NOON, a_subscriber
from tests.integration.storage.outcomes import a_message, a_report, an_opening, an_outcome

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from domain.outcome import OpenedDevelopment
    from domain.unit_of_work import OpenUnitOfWork
    from storage.tables import Table

YEAR = timedelta(days=365)
LATER = NOON + YEAR + timedelta(days=1)


def rows(engine: Engine, table: type[Table]) -> int:
    with begin(engine, writes=False) as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def tidy(opens: OpenUnitOfWork, now: object = LATER) -> int:
    """Delete all that may go; return how many rows went."""
    gone, lot = 0, 1
    while lot:
        with opens() as work:
            lot = work.tidy(now, YEAR)  # type: ignore[arg-type]  # a moment
            work.commit()
        gone += lot
    return gone


def a_development(opens: OpenUnitOfWork, slug: str = "grant", **message: object) -> OpenedDevelopment:
    report = a_report(slug)
    opening = an_opening(report)
    with opens() as work:
        work.record(an_outcome(report, opened=(opening,), messages=(a_message(opening, **message),)), "m1")
        work.commit()
    return opening


@pytest.mark.parametrize("state", DeliveryState)
def test_of_messages_those_that_reached_nobody_go(
    open_work: OpenUnitOfWork, engine: Engine, state: DeliveryState
) -> None:
    a_development(open_work, state=state)
    goes = state in (DeliveryState.CANCELLED, DeliveryState.REFUSED)
    assert tidy(open_work, NOON + YEAR) == 0, "it ended less than a year ago"
    assert tidy(open_work) == goes
    assert rows(engine, OutboxRow) == 1 - goes


def test_no_message_goes_while_its_development_is_alive(open_work: OpenUnitOfWork, engine: Engine) -> None:
    opening, other = a_development(open_work, state=DeliveryState.CANCELLED), an_opening(a_report("other"))
    with open_work() as work:
        work.record(an_outcome(other.change.report, opened=(other,)), "m1")
        work.groups.move([other.change.report.story.id], opening.change.development_id, NOON + timedelta(days=30))
        work.commit()
    assert tidy(open_work) == 0
    assert rows(engine, OutboxRow) == 1
    assert tidy(open_work, LATER + timedelta(days=30)) == 1


def test_what_a_message_showed_goes_with_it_and_nothing_else_does(open_work: OpenUnitOfWork, engine: Engine) -> None:
    opening = a_development(open_work)
    with open_work() as work:
        claimed = work.outbox.claim(a_message(opening).id, NOON)
        assert claimed is not None
        work.outbox.save(replace(claimed.message, state=DeliveryState.REFUSED))
        work.commit()
    assert rows(engine, AmendmentRow) == 1
    kept = (StoryRow, EntryKeyRow, DevelopmentRow, ReportRow)
    before = [rows(engine, table) for table in kept]
    assert tidy(open_work) == 1
    assert (rows(engine, OutboxRow), rows(engine, AmendmentRow)) == (0, 0)
    assert [rows(engine, table) for table in kept] == before


def test_of_notices_the_newest_of_each_kind_stays(open_work: OpenUnitOfWork, engine: Engine) -> None:
    kinds = (NoticeKind.COVERAGE, NoticeKind.COVERAGE, NoticeKind.DISK_LOW, NoticeKind.COVERAGE)
    notices = [
        Notice(NoticeId(f"n{place}"), NOON - timedelta(days=place), kind, delivered_at=NOON if place < 3 else None)
        for place, kind in enumerate(kinds)
    ]
    with open_work() as work:
        work.notices.add(notices)
        work.notices.mark_delivered([each.id for each in notices[:3]], NOON)
        for place, state in enumerate((DeliveryState.SENT, DeliveryState.DUE)):
            message = OperatorMessage(
                id=OperatorMessageId(f"m{place}"), channel=ChannelName.TELEGRAM, address="7",
                notice_ids=(NoticeId("n1"),), created_at=NOON, due_at=NOON, state=state,
            )  # fmt: skip
            work.notices.save_message(message)
        work.commit()
    assert tidy(open_work) == 2
    with open_work(writes=False) as work:
        assert [work.notices.find(each.id) is not None for each in notices] == [True, False, True, True]
    assert (rows(engine, NoticeRow), rows(engine, OperatorMessageRow)) == (3, 1)


@pytest.mark.parametrize("state", LeadState)
def test_an_article_read_for_nothing_goes_and_that_of_a_report_stays(
    open_work: OpenUnitOfWork, engine: Engine, state: LeadState
) -> None:
    opening, unused = a_development(open_work, state=DeliveryState.SENT), a_report("weather")
    with open_work() as work:
        work.record(an_outcome(unused), "m1")
        for report in (opening.change.report, unused):
            work.leads.save(Lead(report.story.id, NOON, state, 1, NOON, "Text of the article."))
        work.commit()
    goes = state is not LeadState.WAITING
    assert tidy(open_work) == goes
    assert rows(engine, LeadRow) == 2 - goes
    with open_work(writes=False) as work:
        assert work.leads.find(opening.change.report.story.id) is not None


def test_old_translations_go_and_young_ones_stay(open_work: OpenUnitOfWork, engine: Engine) -> None:
    with open_work() as work:
        work.translations.add(Wanted("Старое", "ru", "en"), "Old", "deepl", NOON)
        work.translations.add(Wanted("Новое", "ru", "en"), "New", "deepl", LATER)
        work.commit()
    assert tidy(open_work) == 1
    assert rows(engine, TranslationRow) == 1
    with open_work(writes=False) as work:
        assert work.translations.find("Новое", "en") == "New"


def test_one_transaction_deletes_no_more_than_a_lot(open_work: OpenUnitOfWork, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "LOT", 2)
    opening = a_development(open_work, state=DeliveryState.CANCELLED)
    with open_work() as work:
        for revision in range(2, 7):
            ended = a_message(opening, revision=revision, state=DeliveryState.CANCELLED)
            work.outbox.save(replace(ended, id=MessageId(f"m{revision}")))
        work.commit()
    lots: list[int] = []
    while not lots or lots[-1]:
        with open_work() as work:
            lots.append(work.tidy(LATER, YEAR))
            work.commit()
    assert lots == [2, 2, 2, 0]


def test_what_a_weekly_post_named_goes_with_the_post(open_work: OpenUnitOfWork, engine: Engine) -> None:
    development = a_development(open_work).change.development_id
    message = OperatorMessage(
        id=OperatorMessageId("post"),
        channel=ChannelName.TELEGRAM,
        address="1001",
        notice_ids=(),
        created_at=NOON,
        due_at=NOON,
        state=DeliveryState.SENT,
    )
    with open_work() as work:
        work.notices.save_message(message)
        work.weekly_posts.note_named(message.id, a_subscriber().id, [development])
        work.commit()
    assert rows(engine, PostMentionRow) == 1
    tidy(open_work, NOON + YEAR)
    assert rows(engine, PostMentionRow) == 1
    tidy(open_work)
    assert rows(engine, PostMentionRow) == 0
