"""``cajad channel`` and ``cajad invite``, from the command line to what arrives in Telegram."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.invitations import find_code
from config.presets import load_presets
from domain.facets import EVERYTHING, Preset
from domain.subscriber import Access, ChannelName, SubscriberState
from domain.telling import Mode, Timing
from storage.engine import create_engine
from storage.unit_of_work import open_unit_of_work
from tests.acceptance.test_lookup_dialogues import tells
from tests.builders import a_source
from tests.servers.bot_api import TOKEN
from tests.servers.bot_api_people import BOT
from tests.servers.installation import Installation
from tests.servers.telegram_house import declaration, running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from domain.subscriber import Subscriber
    from tests.servers.bot_api import BotApi
    from tests.servers.telegram_house import House

CHANNEL, GROUP = -100999500, -100500


@pytest.fixture
def home(api: BotApi, tmp_path: Path) -> Iterator[Installation]:
    api.names["@newsroom"] = CHANNEL
    api.admins.add((CHANNEL, BOT["id"]))
    with Installation.at(tmp_path / "house", telegram_token=TOKEN, telegram_api_url=api.url) as home:
        home.has_tables()
        yield home


@contextlib.asynccontextmanager
async def bot_of(home: Installation, api: BotApi, access: Access = Access.OPEN) -> AsyncIterator[House]:
    """The bot on the database of an installation."""
    engine = create_engine(f"sqlite:///{home.database}")
    with open_unit_of_work(engine)() as work:
        work.seed(declaration(), [a_source()])
        work.commit()
    async with running(api, telegram_parts(open_unit_of_work(engine), access=access)) as house:
        yield house
    engine.dispose()


async def delivers(home: Installation, api: BotApi) -> int:
    """Let a development be found for the channel; return how many messages went out."""
    async with bot_of(home, api) as house:
        tells(house, "grant", to=(str(CHANNEL),))
        return (await house.delivers()).sent


def stored(home: Installation, address: str) -> Subscriber | None:
    with home.work() as work:
        return work.subscribers.find(ChannelName.TELEGRAM, address)


def test_a_channel_added_by_its_name_gets_alerts_until_it_is_removed(home: Installation, api: BotApi) -> None:
    wish = ("channel", "add", "@newsroom", "--language", "ru", "--preset", "business", "--weekly")
    ran = home.cajad(*wish)
    assert (ran.status, ran.out) == (0, "")
    assert f"Channel {CHANNEL} ({CHANNEL}) receives messages now." in ran.err
    added = stored(home, str(CHANNEL))
    assert added is not None
    assert (added.language, added.zone, added.is_group) == ("ru", "Asia/Tashkent", True)
    assert added.facets == load_presets()[Preset.BUSINESS].facets
    assert (added.timing.weekly, added.timing.hold_until_reviewed) == (True, False)
    assert api.received(CHANNEL) == []
    assert asyncio.run(delivers(home, api)) == 1
    assert "порту: grant" in api.received(CHANNEL)[-1].text
    for act, state in (("pause", SubscriberState.STOPPED), ("resume", SubscriberState.ACTIVE)):
        assert home.cajad("channel", act, "@newsroom").status == 0
        assert stored(home, str(CHANNEL)) == replace(added, state=state)
        assert state.value in home.cajad("channel", "list").out
    assert home.cajad("channel", "remove", "@newsroom").status == 0
    assert stored(home, str(CHANNEL)) is None
    assert str(CHANNEL) not in home.cajad("channel", "list").out
    assert home.cajad("channel", "remove", "@newsroom").status == 1
    assert len(api.received(CHANNEL)) == 1


@pytest.mark.parametrize("state", [SubscriberState.ACTIVE, SubscriberState.STOPPED])
def test_options_hold_for_a_chat_that_is_stored_already(home: Installation, state: SubscriberState) -> None:
    assert home.cajad("channel", "add", "@newsroom", "--language", "ru").status == 0
    if state is SubscriberState.STOPPED:
        assert home.cajad("channel", "pause", "@newsroom").status == 0
    again = ("--hold", "--weekly", "--no-post", "--preset", "research", "--language", "ja", "--zone", "Europe/Berlin")
    ran = home.cajad("channel", "add", "@newsroom", *again)
    known = stored(home, str(CHANNEL))
    assert known is not None
    assert (known.state, known.language, known.zone) == (SubscriberState.ACTIVE, "ja", "Europe/Berlin")
    assert known.timing == Timing(hold_until_reviewed=True, weekly=True, weekly_post=False, mode=Mode.ALL_AT_ONCE)
    assert known.facets == load_presets()[Preset.RESEARCH].facets
    assert "held until reviewed yes (was no)" in " ".join(ran.err.split())
    assert home.cajad("channel", "add", "@newsroom").status == 0
    assert stored(home, str(CHANNEL)) == known


def test_a_draft_of_the_set_up_screen_added_with_hold_sends_nothing_unreviewed(home: Installation, api: BotApi) -> None:
    assert home.cajad("channel", "add", "@newsroom").status == 0
    assert home.cajad("channel", "pause", "@newsroom").status == 0
    assert home.cajad("channel", "add", "@newsroom", "--hold").status == 0
    assert asyncio.run(delivers(home, api)) == 0
    assert api.received(CHANNEL) == []


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "", "../UTC", "Europe"])
def test_a_zone_nobody_knows_is_refused_in_a_clear_line(home: Installation, zone: str) -> None:
    ran = home.cajad("channel", "add", "@newsroom", "--zone", zone)
    assert (ran.status, stored(home, str(CHANNEL))) == (2, None)
    assert "time zone" in ran.err


def test_a_topic_is_named_by_both_its_numbers(home: Installation) -> None:
    assert home.cajad("channel", "add", "--thread", "7", "--", str(GROUP)).status == 0
    topic = stored(home, f"{GROUP}/7")
    assert topic is not None
    assert topic.facets == EVERYTHING
    assert stored(home, str(GROUP)) is None
    assert home.cajad("channel", "pause", "--", f"{GROUP}/7").status == 0
    assert home.cajad("channel", "pause", "--", str(GROUP)).status == 1


@pytest.mark.parametrize(
    ("chat", "said"),
    [
        ("@elsewhere", "does not show"),
        ("1001", "neither"),
        (str(CHANNEL - 1), "may not post"),
        ("newsroom", "neither"),
    ],
)
def test_a_chat_the_bot_cannot_post_in_is_refused_and_not_stored(home: Installation, chat: str, said: str) -> None:
    ran = home.cajad("channel", "add", "--", chat)
    assert ran.status == 1
    assert said in ran.err
    with home.work() as work:
        assert [each for each in work.subscribers.list_all() if each.is_group] == []


def test_a_language_nobody_is_spoken_to_in_is_refused(home: Installation) -> None:
    assert home.cajad("channel", "add", "@newsroom", "--language", "de").status == 2


def test_without_a_token_nothing_is_asked_and_the_reason_told(home: Installation, api: BotApi) -> None:
    del home.environment["CAJAD_TELEGRAM_TOKEN"]
    ran = home.cajad("channel", "add", "@newsroom")
    assert (ran.status, api.calls) == (1, [])
    assert "CAJAD_TELEGRAM_TOKEN" in ran.err


async def test_a_code_from_the_command_line_admits_as_many_as_it_says(home: Installation, api: BotApi) -> None:
    code = home.cajad("invite", "--uses", "2", "--days", "2").out.strip()
    assert find_code(code) == code
    assert home.rows("SELECT count(*) FROM invitations WHERE code_hash LIKE ?", f"%{code}%") == [(0,)]
    async with bot_of(home, api, Access.INVITE) as house:
        for reader in (1001, 1002):
            assert "you may use this bot" in await house.says(api.person(reader), f"/start {code}", replies=2)
            assert not house.known(str(reader)).editor
        assert "unknown, used or expired" in await house.says(api.person(1003), f"/start {code}")
        assert house.subscriber("1003") is None


async def test_a_code_for_an_editor_makes_one(home: Installation, api: BotApi) -> None:
    code = home.cajad("invite", "--editor").out.strip()
    async with bot_of(home, api, Access.LIST) as house:
        assert "you are an editor" in await house.says(api.person(1001), f"/start {code}", replies=2)
        assert house.known("1001").editor


def test_no_code_makes_several_editors(home: Installation) -> None:
    ran = home.cajad("invite", "--editor", "--uses", "2")
    assert (ran.status, ran.out) == (2, "")
    assert home.rows("SELECT count(*) FROM invitations") == [(0,)]
