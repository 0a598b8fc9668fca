"""Options of ``cajad channel add``: each is applied to a chat that is known, and no other setting of it moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any
from zoneinfo import available_timezones

import pytest

from bot.channel_options import Given, changes, is_place_zone, with_options
from bot.texts import texts_for
from config.presets import load_presets
from domain.commitment import READER_LANGUAGES
from domain.facets import Facets, Preset
from domain.subscriber import Subscriber, SubscriberState
from domain.telling import Mode, Timing
from tests.builders import a_subscriber

OWN = Facets(countries=frozenset({"KZ"}), other_names=("steppe works",), phrases=("port",))
CHATS = [
    a_subscriber(is_group=True, language="ru", zone="Asia/Tashkent", state=state, facets=OWN, timing=timing)
    for state in (SubscriberState.ACTIVE, SubscriberState.STOPPED)
    for timing in (Timing(digest_at=time(18)),)
]
RESEARCH = load_presets()[Preset.RESEARCH]


def timed(chat: Subscriber, **fields: Any) -> Subscriber:
    return replace(chat, timing=replace(chat.timing, **fields))


@pytest.mark.parametrize("chat", CHATS, ids=lambda chat: chat.state)
def test_without_an_option_a_chat_stays_as_it_is(chat: Subscriber) -> None:
    assert with_options(chat, Given()) == chat
    assert changes(chat, chat) == []


@pytest.mark.parametrize("chat", CHATS, ids=lambda chat: chat.state)
@pytest.mark.parametrize(
    ("given", "fields", "told"),
    [
        (Given(hold=True), {"hold_until_reviewed": True}, "held until reviewed yes (was no)"),
        (Given(weekly=True), {"weekly": True}, "digest weekly (was daily)"),
        (Given(post=False), {"weekly_post": False}, "weekly post no (was yes)"),
    ],
)
def test_an_option_about_times_is_applied_told_and_taken_back(
    chat: Subscriber, given: Given, fields: dict[str, Any], told: str
) -> None:
    after = with_options(chat, given)
    assert after == timed(chat, **fields)
    assert changes(chat, after) == [told]
    back = Given(hold=False, weekly=False, post=True)
    assert with_options(after, back) == timed(chat, weekly_post=True)


def test_a_language_takes_its_zone_along_unless_one_was_chosen_or_is_given() -> None:
    chat = CHATS[0]
    assert with_options(chat, Given(language="ja")) == replace(chat, language="ja", zone="Asia/Tokyo")
    chosen = with_options(chat, Given(zone="Europe/Berlin"))
    assert changes(chat, chosen) == ["zone Europe/Berlin (was Asia/Tashkent)"]
    assert with_options(chosen, Given(language="ja")).zone == "Europe/Berlin"
    assert with_options(chat, Given(language="ja", zone="Europe/London")).zone == "Europe/London"


def test_a_preset_is_taken_with_what_it_promises_and_leaves_what_was_written() -> None:
    chat = CHATS[0]
    after = with_options(chat, Given(preset=RESEARCH))
    assert after.facets == replace(RESEARCH.facets, other_names=OWN.other_names, phrases=OWN.phrases)
    assert after.timing == replace(chat.timing, mode=Mode.ALL_AT_ONCE)
    assert changes(chat, after) == ["what goes at once all_at_once (was usual)", "what comes, by the preset"]


@pytest.mark.parametrize("name", ["", "Berlin", "europe/berlin", "Europe", "../UTC", "localtime", "Factory"])
def test_what_is_no_zone_of_the_list_is_none(name: str) -> None:
    assert not is_place_zone(name)


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_every_zone_that_is_taken_has_a_name_to_show(language: str) -> None:
    taken = [zone for zone in available_timezones() if is_place_zone(zone)]
    assert len(taken) > len(READER_LANGUAGES)
    assert all(texts_for(language, zone).city(zone) for zone in taken)
