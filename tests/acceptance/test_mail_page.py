"""Links in mails pressed twice, too late or by nobody we know: a calm page that says what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
import pytest

from bot.bootstrap import bootstrap, prepare
from bot.serving import web_parts
from domain.subscriber import ChannelName, Subscriber, SubscriberId, SubscriberState
from tests.acceptance.test_mail_dialogues import ADDRESS, PAGE, a_desk, a_home, code_in
from tests.builders import NOON
from tests.fakes import FixedClock
from tests.servers.post_office import PostOffice
from web.app import create_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from bot.mail_desk import MailDesk


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


@dataclass
class Page:
    """The page as it stands behind the links in mails."""

    client: httpx.AsyncClient
    desk: MailDesk
    clock: FixedClock
    office: PostOffice

    async def asks(self, language: str = "ru") -> str:
        """Ask for mail to an address; return the link that confirms it."""
        wanted = Subscriber(
            SubscriberId("x"), ChannelName.EMAIL, ADDRESS, language, "UTC", SubscriberState.STOPPED, NOON
        )
        await self.desk.ask(ADDRESS, wanted)
        return f"/confirm/{code_in(self.office)}"


@pytest.fixture
async def page(tmp_path: Path, office: PostOffice) -> AsyncIterator[Page]:
    clock = FixedClock(NOON)
    app = bootstrap(a_home(tmp_path, office), clock=clock)
    prepare(app)
    desk = a_desk(app.open_unit_of_work, clock, office)
    transport = httpx.ASGITransport(create_app(web_parts(app)))
    async with httpx.AsyncClient(transport=transport, base_url=PAGE) as client:
        yield Page(client, desk, clock, office)


ALREADY = {"en": "is confirmed already", "ru": "Этот адрес уже подтверждён", "ja": "このアドレスは確認済みです"}
ENDED = {"en": "were stopped since", "ru": "рассылка была остановлена", "ja": "その後、まとめの配信は停止"}
GONE = {"en": "This link does not work", "ru": "ссылка больше не действует", "ja": "このリンクは現在使えません"}


@pytest.mark.parametrize("language", ALREADY)
async def test_a_link_that_has_confirmed_says_so_when_it_is_opened_again(page: Page, language: str) -> None:
    confirm = await page.asks(language)
    await page.client.post(confirm)
    before = page.desk.list_all()
    for answer in (await page.client.get(confirm), await page.client.post(confirm), await page.client.get(confirm)):
        assert answer.status_code == 200
        assert ALREADY[language] in answer.text
        assert ADDRESS not in answer.text
        assert (answer.headers["cache-control"], answer.headers["x-robots-tag"]) == ("no-store", "noindex")
    assert page.desk.list_all() == before


async def test_a_link_that_has_confirmed_does_not_begin_again_what_was_stopped_since(page: Page) -> None:
    for language, said in ENDED.items():
        confirm = await page.asks(language)
        await page.client.post(confirm)
        (mailing,) = page.desk.list_all()
        await page.client.post(f"/unsubscribe/{mailing.consent.stop_token}")
        for answer in (await page.client.get(confirm), await page.client.post(confirm)):
            assert said in answer.text
            assert "/email" in answer.text
        assert page.desk.list_all()[0].subscriber.state is SubscriberState.STOPPED
        page.clock.advance(days=1)


async def test_a_link_that_expired_says_how_to_begin_again_and_a_code_is_kept_no_longer(page: Page) -> None:
    used = await page.asks()
    await page.client.post(used)
    page.clock.advance(hours=48)
    for answer in (await page.client.get(used), await page.client.post(used), await page.client.head(used)):
        assert answer.status_code == 410
    with page.desk.open_unit_of_work() as work:
        work.tidy(page.clock.now())
        work.commit()
    (mailing,) = page.desk.list_all()
    assert (mailing.consent.code_hash, mailing.subscriber.state) == ("", SubscriberState.ACTIVE)
    await page.client.post(f"/unsubscribe/{mailing.consent.stop_token}")
    unused = await page.asks()
    page.clock.advance(hours=48)
    answer = await page.client.post(unused, headers={"Accept-Language": "ru"})
    assert answer.status_code == 410
    assert "48 часов" in answer.text
    assert "/email" in answer.text
    assert page.desk.list_all()[0].subscriber.state is SubscriberState.STOPPED


@pytest.mark.parametrize("wrong", [f"/unsubscribe/{'0' * 16}-{'0' * 32}", "/unsubscribe/x", "/confirm/x"])
async def test_a_link_of_nobody_is_answered_in_the_language_of_the_browser_or_in_all_of_them(
    page: Page, wrong: str
) -> None:
    for spoken, expected in (*((each, [each]) for each in GONE), ("de, *;q=0.5", [*GONE]), ("", [*GONE])):
        headers = {"Accept-Language": spoken}
        for answer in (await page.client.get(wrong, headers=headers), await page.client.post(wrong, headers=headers)):
            assert answer.status_code == 410
            assert [each for each in GONE if GONE[each] in answer.text] == expected
            assert "/email" in answer.text


async def test_a_wrong_proof_ends_nothing(page: Page) -> None:
    await page.client.post(await page.asks())
    reference = page.desk.list_all()[0].consent.reference
    assert (await page.client.post(f"/unsubscribe/{reference}-{'0' * 32}")).status_code == 410
    assert page.desk.list_all()[0].subscriber.state is SubscriberState.ACTIVE
