"""Chats that are no subscribers: where the bot stands, and who asked to be admitted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.place import REQUEST_LIFETIME, REQUESTS_KEPT, AdmissionRequest, JoinedChat
from tests.builders import NOON, a_subscriber

if TYPE_CHECKING:
    from domain.unit_of_work import OpenUnitOfWork

CHAT = JoinedChat("-100500", "Newsroom", NOON)
WISH = AdmissionRequest("2001", "ru", is_group=False, asked_at=NOON)


def test_a_joined_chat_is_found_renamed_and_forgotten(open_work: OpenUnitOfWork) -> None:
    with open_work() as work:
        work.joined_chats.save(CHAT)
        work.joined_chats.save(replace(CHAT, title="Desk"))
        work.joined_chats.save(JoinedChat("-100501", "Later", NOON + timedelta(days=1)))
        assert work.joined_chats.find("-100500") == replace(CHAT, title="Desk")
        assert [each.title for each in work.joined_chats.list_newest(2)] == ["Later", "Desk"]
        assert [each.title for each in work.joined_chats.list_newest(1)] == ["Later"]
        for _ in range(2):
            work.joined_chats.remove("-100500")
        assert work.joined_chats.find("-100500") is None


def test_a_wish_stands_once_and_lapses(open_work: OpenUnitOfWork) -> None:
    later = replace(WISH, address="2002", asked_at=NOON + timedelta(hours=1))
    with open_work() as work:
        for wish in (WISH, later, replace(WISH, language="ja")):
            work.admissions.save(wish)
        assert list(work.admissions.list_open(NOON)) == [replace(WISH, language="ja"), later]
        assert list(work.admissions.list_open(NOON + REQUEST_LIFETIME)) == [later]
        work.admissions.remove("2002")
        assert [each.address for each in work.admissions.list_open(NOON)] == ["2001"]
        work.admissions.save(replace(later, asked_at=NOON + REQUEST_LIFETIME))
        assert [each.address for each in work.admissions.list_open(NOON)] == ["2002"]


def test_nobody_fills_the_list_for_good(open_work: OpenUnitOfWork) -> None:
    with open_work() as work:
        for number in range(REQUESTS_KEPT + 5):
            work.admissions.save(replace(WISH, address=str(number), asked_at=NOON + timedelta(seconds=number)))
        kept = [each.address for each in work.admissions.list_open(NOON)]
    assert kept == [str(number) for number in range(5, REQUESTS_KEPT + 5)]


def test_what_is_stored_of_a_chat_goes_with_its_data(open_work: OpenUnitOfWork) -> None:
    group = replace(a_subscriber(), address="-100500", is_group=True)
    with open_work() as work:
        work.subscribers.save(group)
        work.joined_chats.save(CHAT)
        work.admissions.save(replace(WISH, address="-100500"))
        work.admissions.save(WISH)
        assert {"joined_chats", "admission_requests"} <= set(work.own_data.collect(group))
        work.own_data.delete(group)
        assert work.joined_chats.find("-100500") is None
        assert list(work.admissions.list_open(NOON)) == [WISH]
