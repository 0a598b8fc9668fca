"""Weekly posts are noted once for each chat, and find what came up in their week."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from domain.alert import DeliveryState
from domain.notice import OperatorMessage, OperatorMessageId
from domain.subscriber import ChannelName, SubscriberId
from storage.engine import create_engine
from storage.migrate import downgrade, upgrade
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON, a_source, a_subscriber
from tests.integration.storage.outcomes import a_declaration, a_report, an_opening, an_outcome

if TYPE_CHECKING:
    from domain.unit_of_work import OpenUnitOfWork

READER = a_subscriber().id
MONDAY = date(2026, 1, 19)
DAY = timedelta(days=1)


def test_a_post_is_noted_once_for_a_chat_and_a_monday(open_work: OpenUnitOfWork) -> None:
    with open_work() as work:
        assert work.weekly_posts.note_written(READER, MONDAY, NOON)
        assert not work.weekly_posts.note_written(READER, MONDAY, NOON + DAY)
        assert work.weekly_posts.note_written(READER, MONDAY + 7 * DAY, NOON)
        work.commit()
    with open_work(writes=False) as work:
        assert work.weekly_posts.written([MONDAY]) == {(READER, MONDAY)}
        assert work.weekly_posts.written([]) == set()


def test_what_was_written_for_a_chat_goes_with_the_chat(open_work: OpenUnitOfWork) -> None:
    with open_work() as work:
        work.weekly_posts.note_written(READER, MONDAY, NOON)
        assert [row["monday"] for row in work.own_data.collect(a_subscriber())["weekly_posts"]] == ["2026-01-19"]
        work.own_data.delete(a_subscriber())
        assert work.weekly_posts.written([MONDAY]) == set()
        work.commit()


def test_a_reader_of_letters_is_told_of_what_a_post_named_and_was_withdrawn_and_not_after_that_is_undone(
    open_work: OpenUnitOfWork,
) -> None:
    opening, mail = an_opening(a_report("grant")), [ChannelName.EMAIL]
    development = opening.change.development_id
    reader = a_subscriber(id=SubscriberId("email:1"), channel=ChannelName.EMAIL, address="reader@example.org")
    post = OperatorMessage(
        id=OperatorMessageId("post"),
        channel=ChannelName.EMAIL,
        address=reader.address,
        notice_ids=(),
        created_at=NOON,
        due_at=NOON,
        state=DeliveryState.SENT,
        remote_id="<post@example.org>",
    )
    with open_work() as work:
        work.record(an_outcome(a_report("grant"), opened=(opening,)), "m1")
        work.subscribers.save(reader)
        work.notices.save_message(post)
        work.weekly_posts.note_named(post.id, reader.id, [development])
        assert not work.amendments.letters_wanted(NOON, mail)
        work.reviews.withdraw(development, "by other donors", NOON)
        assert work.amendments.letters_wanted(NOON, mail)
        assert not work.amendments.replies_wanted([ChannelName.TELEGRAM])
        assert work.amendments.plan_letters(NOON, NOON, mail) == 1
        ((reply, _),) = work.amendments.list_replies(NOON, mail)
        assert (reply.reply_to, reply.development_id) == (post.remote_id, development)
        assert not work.amendments.letters_wanted(NOON, mail)
        work.reviews.reinstate(development)
        assert work.amendments.letters_wanted(NOON, mail)
        assert work.amendments.plan_letters(NOON, NOON, mail) == 0
        assert work.amendments.list_replies(NOON, mail) == []
        assert not work.amendments.letters_wanted(NOON, mail)


def test_developments_are_of_the_week_in_which_they_were_found(open_work: OpenUnitOfWork) -> None:
    with open_work() as work:
        for slug, days in (("before", -1), ("first", 0), ("last", 6), ("after", 7)):
            report = a_report(slug, hours=24 * days)
            work.record(an_outcome(report, at=NOON + days * DAY, opened=(an_opening(report),)), "m1")
        work.commit()
    with open_work(writes=False) as work:
        found = work.weekly_posts.found_in(NOON, NOON + 7 * DAY)
    titles = [each.development.lead.title.rpartition(": ")[2] for each in found]
    assert titles == ["first", "last"]


def test_chats_from_before_there_were_posts_have_none_and_keep_their_settings(empty_url: str) -> None:
    engine = create_engine(empty_url)
    upgrade(engine)
    downgrade(engine, "20260120_0900")
    upgrade(engine)
    opens = open_unit_of_work(engine)
    group = a_subscriber(id=SubscriberId("telegram:-5"), address="-5", is_group=True)
    with opens() as work:
        work.seed(a_declaration(), [a_source()])
        work.subscribers.save(group)
        work.commit()
    downgrade(engine, "20260120_0900")
    upgrade(engine)
    with opens(writes=False) as work:
        assert work.subscribers.get(group.id) == group
        assert work.subscribers.get(group.id).gets_weekly_post
        assert work.weekly_posts.written([MONDAY]) == set()
    engine.dispose()
