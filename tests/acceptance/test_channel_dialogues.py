"""Channels and groups are set up by their admins in private: by buttons, with rights asked at every tap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from domain.facets import EVERYTHING
from domain.subscriber import Access, SubscriberState
from tests.acceptance.test_lookup_dialogues import last, tells
from tests.acceptance.test_settings_dialogues import taps
from tests.servers.bot_api_faults import Fault
from tests.servers.bot_api_people import BOT
from tests.servers.telegram_house import running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from domain.unit_of_work import OpenUnitOfWork
    from tests.servers.bot_api import BotApi, Person
    from tests.servers.bot_api_chats import Accepted
    from tests.servers.telegram_house import House

CHANNEL, GROUP, SUPERGROUP = -100999500, -500, -100500
OWNER, OTHER, OPERATOR = 1001, 1002, 4242


@pytest.fixture
async def house(api: BotApi, opens: OpenUnitOfWork) -> AsyncIterator[House]:
    async with running(api, telegram_parts(opens)) as house:
        yield house


async def added(house: House, person: Person, chat: int = CHANNEL) -> Accepted:
    """Add the bot to a chat of which the person is an admin; return the set-up they get."""
    house.api.admins.add((chat, person.id))
    before = len(house.api.received(person.id))
    person.adds_bot_to(chat, as_admin=chat == CHANNEL)
    await house.api.until(lambda: len(house.api.received(person.id)) > before)
    return last(house, person.id)


WORDS = {
    "en": (
        "Nothing comes there yet",
        "日本語",
        "Ready-made choices",
        "from plans on",
        "Back to the set-up",
        "Countries",
    ),
    "ru": ("пока ничего не приходит", "日本語", "Готовые наборы", "начиная с планов", "К настройке чата", "Страны"),
    "ja": ("まだ何も届きません", "Русский", "プリセット", "計画段階から", "設定の最初に戻る", "国"),
}
FINISH = {
    "en": ("Kazakhstan", "Only what is reviewed", "Finish: let messages come", "Messages come there now."),
    "ru": ("Казахстан", "Только проверенное", "Готово: начать отправку", "Сообщения туда приходят."),
    "ja": ("カザフスタン", "編集者が確認したもののみ", "設定を終えて配信を始める", "現在、メッセージが届いています。"),
}


@pytest.mark.parametrize("language", WORDS)
async def test_who_adds_the_bot_to_a_channel_sets_it_up_in_private(house: House, language: str) -> None:
    state, spoken, presets, business, back, countries = WORDS[language]
    country, hold, finish, done = FINISH[language]
    owner = house.api.person(OWNER, language_code=language)
    message = await added(house, owner)
    assert f"Channel {CHANNEL}" in message.text
    assert state in message.text
    assert house.subscriber(str(CHANNEL)) is None
    await taps(house, owner, message, spoken, presets, business, back, countries, country, back)
    hold_button = next(label for label, data in message.buttons if data.endswith("setup:hold"))
    await taps(house, owner, message, hold_button)
    assert house.known(str(CHANNEL)).state is SubscriberState.STOPPED
    await taps(house, owner, message, finish)
    assert done in message.text
    channel = house.known(str(CHANNEL))
    assert (channel.state, channel.is_group) == (SubscriberState.ACTIVE, True)
    assert channel.language == {"日本語": "ja", "Русский": "ru"}[spoken]
    assert channel.facets.countries == {"KZ"}
    assert channel.facets.least_stage is not None
    assert channel.timing.hold_until_reviewed
    assert hold in hold_button
    assert house.api.received(CHANNEL) == []
    assert len(house.api.received(OWNER)) == 1
    assert house.subscriber(str(OWNER)) is None


async def test_what_comes_to_a_channel_that_was_set_up_are_alerts_only(house: House) -> None:
    owner = house.api.person(OWNER)
    message = await added(house, owner)
    await taps(house, owner, message, "Finish: let messages come")
    tells(house, "grant", to=(str(CHANNEL),))
    await house.delivers()
    assert ["порту: grant" in each.text for each in house.api.received(CHANNEL)] == [True]
    await taps(house, owner, message, "Send no more")
    assert house.known(str(CHANNEL)).state is SubscriberState.STOPPED
    assert "Nothing comes there" in message.text


async def test_all_settings_of_a_channel_are_changed_from_the_private_chat(house: House) -> None:
    owner = house.api.person(OWNER)
    message = await added(house, owner)
    await taps(house, owner, message, "All settings", "Companies and agencies", "Add one")
    question = last(house, OWNER)
    answer = await house.says(owner, "джайка", replying_to=question, replies=2)
    assert "Recognised: JICA" in answer
    assert house.known(str(CHANNEL)).facets.names == {"institution:jica"}
    assert house.subscriber(str(OWNER)) is None
    await taps(house, owner, last(house, OWNER), "Remove JICA")
    assert house.known(str(CHANNEL)).facets == EVERYTHING
    await taps(house, owner, message, "Back", "When messages come", "Everything in the digest")
    assert house.known(str(CHANNEL)).timing.mode == "all_in_digest"


async def test_rights_are_asked_at_every_tap(house: House) -> None:
    owner, other = house.api.person(OWNER), house.api.person(OTHER)
    message = await added(house, owner)
    await house.says(other, "/start")
    theirs = last(house, OTHER)
    for data in (f"at:{CHANNEL}:setup:on", f"at:{CHANNEL}:choose:countries:KZ:1", f"at:{CHANNEL}:language:ru"):
        assert "Only admins" in await house.presses(other, theirs, data)
    assert house.subscriber(str(CHANNEL)) is None
    await taps(house, owner, message, "All settings", "Companies and agencies", "Add one")
    question = last(house, OWNER)
    house.api.admins.discard((CHANNEL, OWNER))
    for data in (f"at:{CHANNEL}:setup:on", f"at:{CHANNEL}:setup:menu", f"at:{CHANNEL}:choose:phrases:ask"):
        assert "Only admins" in await house.presses(owner, message, data)
    before = len(house.api.received(OWNER))
    owner.says("JICA", replying_to=question)
    await house.settles()
    assert len(house.api.received(OWNER)) == before
    known = house.known(str(CHANNEL))
    assert (known.facets, known.state) == (EVERYTHING, SubscriberState.STOPPED)


@pytest.mark.parametrize(
    "act", ["setup:gossip", "setup:", "choose:countries:JP:1", "pause:7", "language:xx", "delete:yes"]
)
async def test_what_no_button_of_the_set_up_offers_does_nothing(house: House, act: str) -> None:
    owner = house.api.person(OWNER)
    message = await added(house, owner)
    assert "out of use" in await house.presses(owner, message, f"at:{CHANNEL}:{act}")
    assert "out of use" in await house.presses(owner, message, "at:1002:setup:on")
    assert house.subscriber(str(CHANNEL)) is None


async def test_a_channel_where_the_bot_may_not_post_is_not_begun(house: House) -> None:
    owner = house.api.person(OWNER)
    message = await added(house, owner)
    house.api.admins.discard((CHANNEL, BOT["id"]))
    assert "may not post" in await house.presses(owner, message, f"at:{CHANNEL}:setup:on")
    assert house.subscriber(str(CHANNEL)) is None


async def test_what_fails_in_a_channel_is_not_posted_there(house: House, caplog: pytest.LogCaptureFixture) -> None:
    owner = house.api.person(OWNER)
    await taps(house, owner, await added(house, owner), "Finish: let messages come")
    tells(house, "grant", to=(str(CHANNEL),))
    await house.delivers()
    alert = last(house, CHANNEL)
    house.api.goes_wrong("answerCallbackQuery", Fault(400, "Bad Request: text is unacceptable"))
    owner.sends_callback(alert, "choose:countries:KZ:1")
    await house.settles()
    await house.api.until(lambda: "could not be handled" in caplog.text)
    assert house.api.received(CHANNEL) == [alert]
    assert house.known(str(CHANNEL)).facets == EVERYTHING


async def test_who_never_started_the_bot_finds_the_channel_later(house: House) -> None:
    owner, other = house.api.person(OWNER), house.api.person(OTHER)
    house.api.closed_chats.add(OWNER)
    house.api.admins.add((CHANNEL, OWNER))
    owner.adds_bot_to(CHANNEL, as_admin=True)
    await house.settles()
    assert house.api.received(CHANNEL) == []
    house.api.closed_chats.discard(OWNER)
    await house.says(owner, "/start")
    assert "Which channel" in await house.says(owner, "/channels")
    listed = last(house, OWNER)
    await taps(house, owner, listed, f"Channel {CHANNEL}", "Finish: let messages come")
    assert house.known(str(CHANNEL)).state is SubscriberState.ACTIVE
    assert "no channel or group yet" in await house.says(other, "/channels")
    assert "no such chat" in await house.says(other, f"/channels {CHANNEL}")
    assert f"Channel {CHANNEL}" in await house.says(owner, f"/channels {CHANNEL}")
    owner.removes_bot_from(CHANNEL)
    await house.settles()
    assert house.known(str(CHANNEL)).state is SubscriberState.PAUSED


async def test_a_group_whose_admin_cannot_be_written_to_hears_one_line(house: House) -> None:
    owner = house.api.person(OWNER)
    house.api.closed_chats.add(OWNER)
    house.api.admins.add((GROUP, OWNER))
    owner.adds_bot_to(GROUP)
    await house.settles()
    assert ["/channels" in each.text for each in house.api.received(GROUP)] == [True]
    house.api.closed_chats.discard(OWNER)
    assert "Messages come to this chat now" in await house.says(owner, "/start", chat_id=GROUP)


async def test_a_group_added_by_its_admin_hears_nothing_and_one_added_by_a_member_one_line(house: House) -> None:
    owner, member = house.api.person(OWNER), house.api.person(OTHER)
    message = await added(house, owner, GROUP)
    await taps(house, owner, message, "Finish: let messages come")
    assert house.known(str(GROUP)).state is SubscriberState.ACTIVE
    assert house.api.received(GROUP) == []
    member.adds_bot_to(GROUP - 1)
    await house.settles()
    assert ["/start here" in each.text for each in house.api.received(GROUP - 1)] == [True]
    assert house.api.received(OTHER) == []


@pytest.mark.parametrize("access", [Access.OPEN, Access.LIST])
@pytest.mark.parametrize("chat", [CHANNEL, GROUP, SUPERGROUP])
async def test_a_chat_that_is_renamed_is_listed_by_its_new_title(
    api: BotApi, opens: OpenUnitOfWork, chat: int, access: Access
) -> None:
    async with running(api, telegram_parts(opens, access=access, admins=frozenset({OPERATOR}))) as house:
        owner = api.person(OPERATOR)
        api.admins.add((chat, OPERATOR))
        owner.adds_bot_to(chat, as_admin=True)
        await api.until(lambda: api.received(OPERATOR))
        owner.renames(chat, "Evening desk")
        await house.settles()
        await house.says(owner, "/channels")
        assert "Evening desk" in dict(last(house, OPERATOR).buttons)
        assert api.received(chat) == []


async def test_the_title_of_a_chat_that_the_bot_has_left_is_not_kept(house: House) -> None:
    house.api.person(OTHER).renames(GROUP, "Evening desk")
    await house.settles()
    with house.parts.open_unit_of_work(writes=False) as work:
        assert work.joined_chats.find(str(GROUP)) is None


async def test_a_group_set_up_before_titles_were_kept_is_listed_by_its_admin(house: House) -> None:
    owner = house.api.person(OWNER)
    house.api.admins.add((GROUP, OWNER))
    await house.says(owner, "/start", chat_id=GROUP, thread_id=7)
    await house.says(owner, "/channels")
    assert f"Newsroom {GROUP}" in dict(last(house, OWNER).buttons)


@pytest.mark.parametrize("access", [Access.INVITE, Access.LIST])
async def test_in_a_closed_bot_only_who_is_trusted_sets_a_new_channel_up(
    api: BotApi, opens: OpenUnitOfWork, access: Access
) -> None:
    parts: dict[str, Any] = {"access": access, "admins": frozenset({OPERATOR})}
    async with running(api, telegram_parts(opens, **parts)) as house:
        stranger, operator = api.person(OWNER), api.person(OPERATOR)
        refused = await added(house, stranger)
        assert "open to" in refused.text
        assert refused.buttons == []
        assert await house.presses(stranger, refused, f"at:{CHANNEL}:setup:on") == "This button is out of use."
        api.admins.add((CHANNEL, OPERATOR))
        opened = await house.says(operator, f"/channels {CHANNEL}")
        assert "Nothing comes there yet" in opened
        await taps(house, operator, last(house, OPERATOR), "Finish: let messages come")
        assert house.known(str(CHANNEL)).state is SubscriberState.ACTIVE
        assert api.received(CHANNEL) == []
