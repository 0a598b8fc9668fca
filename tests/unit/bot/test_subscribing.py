from __future__ import annotations

import pytest

from bot.chats import Asker, ChatKey, reader_language
from bot.subscribing import is_admitted, speaking, started
from domain.subscriber import Access, SubscriberState
from tests.builders import NOON, a_subscriber


def an_asker(chat: ChatKey, *, is_group: bool = False) -> Asker:
    return Asker(chat, 1001, "ja", is_group)


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("ru", "ru"),
        ("ja", "ja"),
        ("en", "en"),
        ("kk", "ru"),
        ("ky", "ru"),
        ("tg", "ru"),
        ("tk", "ru"),
        ("uz", "ru"),
        ("uz-Latn", "ru"),
        ("JA-jp", "ja"),
        ("de", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_readers_are_spoken_to_in_the_nearest_of_our_languages(code: str | None, language: str) -> None:
    assert reader_language(code) == language


@pytest.mark.parametrize("address", ["1001", "-100500", "-100500/7"])
def test_an_address_and_its_chat_key_are_the_same(address: str) -> None:
    assert ChatKey.of(address).address == address


def test_a_topic_keeps_its_number_when_its_group_moves() -> None:
    assert ChatKey(-5, 7).in_chat(-1005) == ChatKey(-1005, 7)


@pytest.mark.parametrize("access", Access)
@pytest.mark.parametrize("reason", ["trusted", "known", "invited", ""])
def test_only_an_open_bot_takes_strangers(access: Access, reason: str) -> None:
    admitted = is_admitted(access, trusted=reason == "trusted", known=reason == "known", invited=reason == "invited")
    assert admitted == (bool(reason) or access is Access.OPEN)


def test_a_new_subscriber_has_the_language_of_telegram_and_its_zone() -> None:
    subscriber = started(None, an_asker(ChatKey(-100500, 7), is_group=True), NOON)
    assert (subscriber.id, subscriber.address) == ("telegram:-100500/7", "-100500/7")
    assert (subscriber.language, subscriber.zone) == ("ja", "Asia/Tokyo")
    assert subscriber.is_group
    assert not subscriber.editor


def test_starting_again_keeps_the_settings_and_the_editor() -> None:
    known = a_subscriber(state=SubscriberState.PAUSED, language="ru", zone="Europe/Berlin", editor=True)
    again = started(known, an_asker(ChatKey(1001)), NOON)
    assert again == a_subscriber(language="ru", zone="Europe/Berlin", editor=True)


def test_the_zone_follows_the_language_unless_set_by_hand() -> None:
    assert speaking(a_subscriber(), "ja").zone == "Asia/Tokyo"
    assert speaking(a_subscriber(zone="Europe/Berlin"), "ja").zone == "Europe/Berlin"
