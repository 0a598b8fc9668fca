"""The main job as its users live through it: real feeds over HTTP, a Bot API server, a database, and processes that
are stopped, told to wait, and killed where it hurts most."""

from __future__ import annotations

import signal
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.messages import AGAIN
from domain.subscriber import SubscriberId
from tests.builders import a_subscriber
from tests.servers.articles import GRANT, NURSES, VISAS, WATER
from tests.servers.bot_api import TOKEN, BotApi
from tests.servers.bot_api_faults import Fault, blocked, slow_answer, too_many_requests
from tests.servers.feeds import Fault as FeedFault
from tests.servers.feeds import Page
from tests.servers.installation import Installation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.servers.bot_api import Person
    from tests.servers.bot_api_chats import Accepted
    from tests.servers.newsroom import Article, Newsroom

READER = 1001
pytestmark = pytest.mark.slow


@pytest.fixture
def house(api: BotApi, newsroom: Newsroom, tmp_path: Path) -> Iterator[Installation]:
    """An installation with a bot token, its database made and its baselines polled."""
    settings = {"telegram_token": TOKEN, "telegram_api_url": api.url, "console_language": "en", "rate_chat": "30"}
    with Installation.at(tmp_path / "house", newsroom, **settings) as house:
        house.has_tables()
        assert house.cajad("poll", "--all").status == 0
        yield house


def subscribed(house: Installation, api: BotApi) -> Person:
    """Have one reader, as the bot stores one."""
    with house.work() as work:
        work.subscribers.save(a_subscriber(id=SubscriberId(f"telegram:{READER}"), address=str(READER)))
        work.commit()
    return api.person(READER, language_code="ru")


def alerts(api: BotApi, article: Article) -> list[Accepted]:
    """The messages to the reader that tell of this article; the greeting, which shows an example, is none."""
    told = [each for each in api.received(READER) if article.url in {entity.url for entity in each.entities}]
    return [each for each in told if not each.text.startswith("Вы подписаны")]


def news(house: Installation, newsroom: Newsroom, *articles: Article) -> None:
    """Publish these articles and poll by hand."""
    newsroom.publishes("kz-steppe", *articles)
    assert house.cajad("poll", "kz-steppe").status == 0


def lists(house: Installation, *states: str) -> Callable[[], bool]:
    return lambda: house.outbox() == list(states)


def test_a_reader_subscribes_and_hears_of_each_development_once(
    house: Installation, api: BotApi, newsroom: Newsroom
) -> None:
    house.environment["CAJAD_LOG_LEVEL"] = "DEBUG"
    service = house.starts("run")
    reader = api.person(READER, language_code="ru")
    reader.says("/start")
    service.wait_for(lambda: api.received(READER))
    assert "Вы подписаны" in api.received(READER)[0].text

    news(house, newsroom, GRANT)
    service.wait_for(lambda: alerts(api, GRANT))
    news(house, newsroom, GRANT)
    news(house, newsroom, replace(GRANT, title="Япония даст Казахстану грант для порта Актау"))
    newsroom.publishes("kz-wire", replace(GRANT, guid="wire"))
    house.cajad("poll", "kz-wire")
    service.wait_for(lists(house, "sent"))

    api.goes_wrong(READER, blocked())
    news(house, newsroom, VISAS, GRANT)
    service.wait_for(lambda: (1,) in house.rows("SELECT unreached FROM subscribers WHERE channel = 'telegram'"))
    reader.blocks_bot()
    service.wait_for(lambda: ("paused",) in house.rows("SELECT state FROM subscribers WHERE channel = 'telegram'"))
    news(house, newsroom, NURSES, VISAS, GRANT)
    api.closed_chats.discard(READER)
    reader.says("/start")
    service.wait_for(lambda: ("active",) in house.rows("SELECT state FROM subscribers WHERE channel = 'telegram'"))
    newsroom.publishes("kz-wire", WATER)
    house.cajad("poll", "kz-wire")
    service.wait_for(lambda: alerts(api, WATER) and alerts(api, VISAS))

    assert service.ends_on(signal.SIGTERM) == 0
    assert house.leases() == []
    assert len(alerts(api, GRANT)) == len(alerts(api, WATER)) == len(alerts(api, VISAS)) == 1
    assert alerts(api, NURSES) == alerts(api, VISAS), "what came up while the bot was blocked comes as one digest"
    assert "Traceback" not in service.err


def test_beside_the_service_its_roles_are_refused_and_everything_else_works(
    house: Installation, api: BotApi, newsroom: Newsroom
) -> None:
    service = house.starts("run")
    service.wait_for(lambda: house.leases() == ["bot", "deliver", "poll"])
    for command in (["run"], ["run", "--once"], ["run", "--roles", "bot"], ["deliver"]):
        refused = house.cajad(*command)
        assert refused.status == 1, command
        assert "is held by another process" in refused.lines[-1]
        assert refused.out == ""
    news(house, newsroom, GRANT)
    assert GRANT.title in house.cajad("report").out
    assert "kz-steppe" in house.cajad("sources", "list").out
    assert house.cajad("db", "check").status == 0
    assert GRANT.title not in "".join(each.text for each in api.accepted)
    assert service.ends_on(signal.SIGINT) == 0
    assert house.cajad("run", "--once").status == 0


def test_killed_between_record_and_delivery_the_alert_is_delivered_once(
    house: Installation, api: BotApi, newsroom: Newsroom
) -> None:
    subscribed(house, api)
    newsroom.publishes("kz-steppe", GRANT)
    is_due_now(house)
    poller = house.starts("run", "--roles", "poll")
    poller.wait_for(lists(house, "due"))
    poller.is_killed()
    assert api.accepted == []

    service = house.starts("run")
    service.wait_for(lists(house, "sent"))
    is_due_now(house)
    assert house.cajad("poll", "--all").status == 0
    assert service.ends_on(signal.SIGTERM) == 0
    assert len(alerts(api, GRANT)) == 1
    assert house.outbox() == ["sent"]


def test_killed_while_sending_what_had_not_arrived_is_uncertain_all_the_same(
    house: Installation, api: BotApi, newsroom: Newsroom
) -> None:
    subscribed(house, api)
    news(house, newsroom, GRANT)
    api.goes_wrong(READER, Fault(502, "Bad Gateway", delay=30))
    sender = house.starts("deliver")
    sender.wait_for(lambda: api.begun("sendMessage"))
    assert house.outbox() == ["sending"]
    sender.is_killed()

    for _ in range(2):
        assert house.cajad("deliver").status == 0
    assert house.outbox() == ["uncertain"]
    assert api.accepted == []


def test_killed_while_sending_what_had_arrived_is_never_sent_again_but_named_and_shown_on_request(
    house: Installation, api: BotApi, newsroom: Newsroom
) -> None:
    reader = subscribed(house, api)
    news(house, newsroom, GRANT)
    api.goes_wrong(READER, slow_answer(30))
    first = house.starts("run")
    first.wait_for(lambda: api.accepted)
    assert house.outbox() == ["sending"]
    first.is_killed()
    news(house, newsroom, VISAS, GRANT)

    second = house.starts("run")
    second.wait_for(lambda: alerts(api, VISAS))
    assert len(alerts(api, GRANT)) == 1
    naming = alerts(api, VISAS)[0]
    assert "Возможно, до вас не дошло прежнее сообщение" in naming.text
    [button] = [data for _, data in naming.buttons if data.startswith("again:")]
    assert button.startswith(AGAIN)
    reader.sends_callback(naming, button)
    second.wait_for(lambda: len(alerts(api, GRANT)) == 2)
    second.wait_for(lists(house, "sent", "sent"))
    reader.sends_callback(naming, button)
    second.wait_for(lambda: len(api.answers) == 2)
    assert second.ends_on(signal.SIGTERM) == 0
    assert house.outbox() == ["sent", "sent"]
    assert len(alerts(api, GRANT)) == 2


def test_telegram_is_not_asked_again_before_the_time_it_named(
    house: Installation, api: BotApi, newsroom: Newsroom
) -> None:
    subscribed(house, api)
    news(house, newsroom, GRANT)
    # Longer than a busy machine takes to start the command twice.
    wait = 8
    api.goes_wrong(READER, too_many_requests(wait))
    assert "0 delivered, 1 delayed" in house.cajad("deliver").err
    assert "0 delivered, 0 delayed" in house.cajad("deliver").err
    deadline = time.monotonic() + 4 * wait
    while house.outbox() == ["due"] and time.monotonic() < deadline:
        house.cajad("deliver")
    refused, accepted = api.called("sendMessage")
    assert (refused.status, accepted.status) == (429, 200)
    assert accepted.at - refused.at >= wait
    assert len(alerts(api, GRANT)) == 1


def test_a_stop_in_the_middle_of_everything_ends_in_time(house: Installation, api: BotApi, newsroom: Newsroom) -> None:
    """A feed hangs; Telegram takes a message and what was said to the bot, and then answers nothing any more."""
    subscribed(house, api)
    news(house, newsroom, GRANT)
    newsroom.serves("kz-wire", Page(fault=FeedFault.HANG))
    is_due_now(house)
    api.goes_wrong(READER, slow_answer(30))
    api.goes_wrong("getUpdates", Fault(), Fault(), Fault(delay=30))
    api.person(1002).says("/help")
    hits = newsroom.server.hits["/kz-wire"]
    service = house.starts("run")
    service.wait_for(lambda: newsroom.server.hits["/kz-wire"] > hits)
    service.wait_for(lambda: house.outbox() == ["sending"])
    service.wait_for(lambda: api.begun("getUpdates") >= 2)
    assert service.ends_on(signal.SIGTERM) == 0
    assert house.outbox() == ["uncertain"]
    assert house.leases() == []
    assert "Traceback" not in service.err


def test_a_telegram_that_is_silent_delays_no_stop(house: Installation, api: BotApi) -> None:
    api.goes_wrong("getMe", Fault(delay=30))
    service = house.starts("run")
    service.wait_for(lambda: api.begun("getMe"))
    assert service.ends_on(signal.SIGINT) == 0
    assert "Traceback" not in service.err


def test_a_token_that_telegram_rejects_is_said_in_one_line(house: Installation) -> None:
    house.environment["CAJAD_TELEGRAM_TOKEN"] = "7000001:revoked-token"
    refused = house.cajad("run")
    assert refused.status == 1
    assert refused.lines[-1] == "CAJAD_TELEGRAM_TOKEN: Telegram rejects this token"
    assert "revoked-token" not in refused.out + refused.err
    assert house.leases() == []


def test_without_a_token_alerts_come_to_the_console_until_ctrl_c(house: Installation, newsroom: Newsroom) -> None:
    del house.environment["CAJAD_TELEGRAM_TOKEN"]
    newsroom.publishes("kz-steppe", GRANT)
    is_due_now(house)
    service = house.starts("run")
    service.wait_for(lambda: GRANT.title in service.out)
    assert service.ends_on(signal.SIGINT) == 0
    assert service.out.count(GRANT.title) == 1
    assert "CAJAD_TELEGRAM_TOKEN" in service.err.splitlines()[0]
    assert "Traceback" not in service.err


def is_due_now(house: Installation) -> None:
    """Let the time of every source's next poll come."""
    house.executes("UPDATE sources SET next_poll_at = last_polled_at")
