"""The set-up of other chats: whose buttons they are about, what they look like, and that they fit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chats import Asker, ChatKey
from bot.choosing import Wish
from bot.choosing_names import pages_of
from bot.choosing_times import MONTHLY_REPORT
from bot.markup import CALLBACK_LIMIT
from bot.placing import AT, about_chat, at, for_chat, placed, placed_asker
from bot.replies.choices import asked_by, prompt, screen
from bot.replies.inviting import admitted, declined, invitation, invitations_list, not_a_number, requests_list
from bot.replies.placing import added_to_group, chats_list, not_your_chat, placed_settings, setup_screen
from bot.replies.subscriptions import group_started, not_listed
from bot.screens import Screen
from bot.texts import DEFAULT_ZONES, texts_for
from config.declarations import load_declaration
from config.organisations import load_organisations
from domain.commitment import READER_LANGUAGES, Pillar
from domain.facets import Facets
from domain.invitation import Invitation
from domain.place import AdmissionRequest, JoinedChat
from domain.subscriber import Access, SubscriberState
from domain.telling import USUAL
from tests.builders import NOON, a_subscriber
from tests.golden_files import assert_golden
from tests.servers.telegram_html import parse_html

if TYPE_CHECKING:
    from bot.markup import RenderedMessage
    from bot.texts import Texts

LONGEST = "-1009999999999999"
"""A number of a chat as long as Telegram may ever give (52 bits)."""

DECLARATION, ORGANISATIONS = load_declaration(), load_organisations()
CHANNEL = replace(
    a_subscriber(),
    address="-1001234567890",
    is_group=True,
    language="ru",
    state=SubscriberState.STOPPED,
    facets=Facets(pillars=frozenset({Pillar.CONNECTIVITY}), names=frozenset({"institution:jica"})),
    timing=replace(USUAL, hold_until_reviewed=True),
)
NEW = replace(CHANNEL, facets=Facets(), timing=USUAL, state=SubscriberState.ACTIVE)
OPEN = (
    Invitation("0123456789abcdef", editor=True, uses=1, used=0, expires_at=NOON),
    Invitation("fedcba9876543210", editor=False, uses=10, used=3, expires_at=NOON),
)
WISHES = [
    (AdmissionRequest("2001", "ru", is_group=False, asked_at=NOON), "Айгуль <А.>"),
    (AdmissionRequest("-1001234567890", "ja", is_group=True, asked_at=NOON), "Newsroom"),
]


def shown(texts: Texts) -> dict[str, RenderedMessage]:
    said = admitted("Айгуль <А.>", texts)
    code = "ABCDEF-234567"
    return {
        "setup": setup_screen("Steppe <Desk>", CHANNEL, DECLARATION, ORGANISATIONS, texts),
        "setup_done": setup_screen("Steppe <Desk>", NEW, DECLARATION, ORGANISATIONS, texts),
        "setup_topics": placed_settings(
            "Steppe <Desk>",
            screen(Wish(Screen.TOPICS), CHANNEL.facets, DECLARATION, texts, ORGANISATIONS),
            CHANNEL.address,
            texts,
        ),
        "channels": chats_list([JoinedChat("-1001234567890", "Steppe <Desk>", NOON)], texts),
        "channels_none": chats_list([], texts),
        "not_your_chat": not_your_chat(texts),
        "added_to_group": added_to_group(texts),
        "group_started": group_started(texts),
        "group_back": group_started(texts, waiting=0),
        "not_listed": not_listed("2001", texts, noted=True),
        "invitations": invitations_list(OPEN, Access.INVITE, texts),
        "invitations_none": invitations_list((), Access.OPEN, texts),
        "invitation": invitation(f"https://t.me/cajad_test_bot?start={code}", code, OPEN[1], texts),
        "requests": requests_list(WISHES, Access.LIST, texts, said=said),
        "requests_none": requests_list([], Access.OPEN, texts, said=declined("X", texts)),
        "requests_wrong": requests_list([], Access.LIST, texts, said=not_a_number(texts)),
    }


@pytest.mark.parametrize("language", READER_LANGUAGES)
@pytest.mark.parametrize("name", shown(texts_for("en", "UTC")))
def test_every_message_is_as_its_golden_file(name: str, language: str) -> None:
    message = shown(texts_for(language, DEFAULT_ZONES[language]))[name]
    parse_html(message.html)
    assert message.fits
    buttons = "\n".join(" ".join(f"[{button.text}] {button.data}" for button in row) for row in message.rows)
    assert_golden(f"places/{name}.{language}.txt", f"{message.html}\n{buttons}\n")


def test_more_invitations_than_one_message_shows_are_counted() -> None:
    many = [replace(OPEN[0], id=f"{number:016x}") for number in range(14)]
    message = invitations_list(many, Access.INVITE, texts_for("en", "UTC"))
    assert "and 4 more" in message.plain
    assert len([each for each in message.buttons if each.data.startswith("invite:end:")]) == 10


@pytest.mark.parametrize("wish", [Wish(each, "energy.2" if each is Screen.SECTOR else "green") for each in Screen])
def test_every_button_of_the_settings_fits_with_the_longest_number_of_a_chat(wish: Wish) -> None:
    facets = Facets(names=frozenset({"institution:jica"}), phrases=("порт",))
    wish = wish if wish.screen in (Screen.SECTOR, Screen.PILLAR) else Wish(wish.screen)
    if wish.screen in (Screen.TIMING, Screen.HOUR, Screen.QUIET, Screen.ZONE):
        assert len(at(LONGEST, f"choose:timing:{MONTHLY_REPORT}:1").encode()) <= CALLBACK_LIMIT
        return
    settings = for_chat(screen(wish, facets, DECLARATION, texts_for("en", "UTC"), ORGANISATIONS), LONGEST)
    assert all(placed(each.data) is not None for each in settings.buttons)


@pytest.mark.parametrize("page", pages_of(ORGANISATIONS))
def test_every_organisation_fits_into_a_button_about_another_chat(page: str) -> None:
    settings = screen(Wish(Screen.SECTOR, page), Facets(), DECLARATION, texts_for("en", "UTC"), ORGANISATIONS)
    inner = [placed(each.data) for each in for_chat(settings, LONGEST).buttons]
    assert inner == [(LONGEST, each.data) for each in settings.buttons]


@given(st.text(max_size=64))
def test_what_names_no_group_or_channel_is_about_none(data: str) -> None:
    found = placed(f"{AT}{data}")
    assert found is None or (found[0].startswith("-") and at(*found) == f"{AT}{data}")
    assert placed(data.replace(AT, "")) is None


def test_only_from_their_own_chat_somebody_speaks_in_another() -> None:
    person = Asker(ChatKey(1001), 1001, "en", is_group=False)
    assert placed_asker(person, "-100500") == Asker(ChatKey(-100500), 1001, "en", is_group=True)
    assert placed_asker(person, "1002") is None
    assert placed_asker(replace(person, is_group=True), "-100500") is None
    assert placed_asker(replace(person, user_id=None), "-100500") is None


def test_a_question_about_another_chat_is_recognised_by_its_first_line() -> None:
    question = about_chat(prompt(Screen.NAMES, texts_for("ja", "UTC")), "-100500")
    text, _, address = question.plain.partition("\n")
    assert (asked_by(text), address) == (Screen.NAMES, "-100500")
