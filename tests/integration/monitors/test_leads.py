"""The lead queue from end to end: a feed of headlines, the pages behind them, a real database and the real matcher."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.clocks import SystemPacer
from domain.alert import DeliveryState
from domain.errors import DatabaseBusy
from domain.lead import ALERTS_WAIT, LeadState
from domain.review import MatchState
from monitors.fetch import HttpFetcher
from monitors.lead_plan import REST
from monitors.leads import read_leads
from storage.engine import create_engine
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON, a_source, a_subscriber
from tests.fakes import FixedClock
from tests.integration.monitors.desk import DECLARATION, LIMITS
from tests.integration.monitors.lead_house import House, after_baseline, article
from tests.integration.storage.outcomes import due_in
from tests.servers.feeds import Fault, FeedServer, Page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from domain.ports import Matcher

VAGUE = "Дипломат из Японии рассказал о планах"
FOOTBALL = "Молодёжная сборная Японии по футболу прилетела в Алматы"
GRANT = "Япония выделит Казахстану грант на таможенное оборудование порта Актау"
TELLING = (
    "Япония предоставит Казахстану грант на рентгеновское оборудование для таможни порта Актау: подписаны ноты.",
    "Таможенники пройдут обучение, оборудование ускорит таможенный досмотр контейнеров на Транскаспийском маршруте.",
)
IDLE = ("Футболисты провели первую тренировку и рассказали, что им понравились погода и горы вокруг города.",) * 2


@pytest.fixture
def house(empty: Path, matcher: Matcher) -> Iterator[House]:
    engine = create_engine(f"sqlite:///{empty}", busy_seconds=2.0)
    opens = open_unit_of_work(engine)
    with FeedServer() as server:
        with opens() as work:
            work.seed(DECLARATION, [a_source(url=server.url("/rss"))])
            work.subscribers.save(a_subscriber())
            work.commit()
        yield House(server, FixedClock(NOON), opens, matcher)
    engine.dispose()


async def test_a_headline_that_says_too_little_becomes_a_development_through_its_lead(house: House) -> None:
    house.server.pages["/1"] = article(*TELLING)
    await after_baseline(house, VAGUE)
    assert house.developments == []
    [outcome] = await house.read()
    assert (outcome.lead.state, outcome.lead.text) == (LeadState.DONE, "\n".join(TELLING))
    [development] = house.developments
    assert development.lead.title == VAGUE
    assert 26 in {match.number for match in development.judgement.matches}
    assert all(match.evidence in f"{VAGUE}\n{outcome.lead.text}" for match in development.judgement.matches)
    assert house.due() == 1


async def test_an_alert_waits_for_its_lead_and_then_tells_the_sharper_judgement(house: House) -> None:
    house.server.pages["/1"] = article(*TELLING)
    await after_baseline(house, GRANT)
    [before] = house.developments
    assert (house.due(), house.due(minutes=14), house.due(minutes=15)) == (0, 0, 1)
    await house.read()
    [after] = house.developments
    assert house.due() == 1
    assert (after.id, after.revision, after.reports) == (before.id, 1, 1)
    numbers = {match.number for match in after.judgement.matches}
    assert numbers > {match.number for match in before.judgement.matches} or after.judgement != before.judgement


async def test_a_lead_is_read_once(house: House) -> None:
    house.server.pages["/1"] = article(*TELLING)
    await after_baseline(house, GRANT)
    await house.read()
    house.clock.advance(hours=1)
    assert await house.read() == []
    assert house.server.hits["/1"] == 1
    assert house.due() == 1


async def test_a_page_that_tells_nothing_takes_nothing_away(house: House) -> None:
    house.server.pages["/1"] = article(*IDLE)
    await after_baseline(house, GRANT)
    before = house.developments
    [outcome] = await house.read()
    assert outcome.lead.state is LeadState.DONE
    assert [each.judgement.primary for each in house.developments] == [each.judgement.primary for each in before]
    assert house.due() == 1


async def test_an_irrelevant_headline_stays_irrelevant_when_its_page_is_too(house: House) -> None:
    house.server.pages["/1"] = article(*IDLE)
    await after_baseline(house, FOOTBALL)
    [outcome] = await house.read()
    assert (outcome.lead.state, outcome.changes.opened) == (LeadState.DONE, ())
    assert house.developments == []
    assert house.due(days=1) == 0


async def test_what_names_nobody_is_never_asked_for(house: House) -> None:
    await after_baseline(house, "Цены на картофель выросли")
    assert await house.read() == []
    assert set(house.server.hits) == {"/robots.txt", "/rss"}


async def test_a_baseline_may_find_through_a_lead_but_alerts_nobody(house: House) -> None:
    house.server.pages["/1"] = article(*TELLING)
    house.shows(VAGUE)
    await house.poll()
    await house.read()
    assert len(house.developments) == 1
    assert house.due(days=1) == 0


async def test_a_baseline_asks_for_no_page_older_than_a_week(house: House) -> None:
    house.shows(VAGUE, days_ago=8)
    await house.poll()
    assert house.stories == []


async def test_robots_txt_is_obeyed_and_the_alert_goes_out(house: House) -> None:
    house.server.pages["/1"] = article(*TELLING)
    await after_baseline(house, GRANT)
    house.server.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /1")
    [outcome] = await house.read()
    assert outcome.lead.state is LeadState.SKIPPED
    assert "robots.txt" in outcome.lead.detail
    assert house.server.hits["/1"] == 0
    assert house.due() == 1


async def test_a_page_that_cannot_be_had_is_asked_for_twice_and_holds_no_alert(house: House) -> None:
    house.server.pages["/1"] = Page(fault=Fault.HANG_UP)
    await after_baseline(house, GRANT)
    [first] = await house.read()
    assert (first.lead.state, first.lead.attempts, house.due()) == (LeadState.WAITING, 1, 1)
    assert await house.read() == []
    house.clock.advance(minutes=REST.total_seconds() / 60)
    [second] = await house.read()
    assert (second.lead.state, second.lead.attempts) == (LeadState.FAILED, 2)
    house.clock.advance(days=1)
    assert await house.read() == []
    assert house.server.hits["/1"] == 2


async def test_a_second_attempt_may_succeed(house: House) -> None:
    house.server.pages["/1"] = Page(status=500)
    await after_baseline(house, VAGUE)
    await house.read()
    house.server.pages["/1"] = article(*TELLING)
    house.clock.advance(minutes=6)
    [outcome] = await house.read()
    assert (outcome.lead.state, outcome.lead.detail, len(house.developments)) == (LeadState.DONE, "", 1)


@pytest.mark.parametrize(
    ("page", "state"),
    [
        (Page(status=403), LeadState.SKIPPED),
        (Page(status=404), LeadState.SKIPPED),
        (Page(fault=Fault.HUGE), LeadState.SKIPPED),
        (Page(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}), LeadState.FAILED),
        (Page(b"<html></html>", headers={"Content-Type": "text/html"}), LeadState.FAILED),
    ],
    ids=["refused", "gone", "too large", "no page", "no text"],
)
async def test_what_will_not_get_better_is_not_asked_for_again(house: House, page: Page, state: LeadState) -> None:
    house.server.pages["/1"] = page
    await after_baseline(house, VAGUE)
    [outcome] = await house.read()
    assert outcome.lead.state is state
    assert outcome.lead.detail
    house.clock.advance(days=1)
    assert await house.read() == []


async def test_a_source_switched_off_meanwhile_is_left_alone_and_its_alert_goes_out(house: House) -> None:
    await after_baseline(house, GRANT)
    [story] = house.stories
    with house.opens() as work:
        work.seed(DECLARATION, [a_source(url=house.server.url("/rss"), lead=False)])
        work.commit()
    assert await house.read() == []
    assert house.lead_of(story).lead.state is LeadState.SKIPPED
    assert house.server.hits["/1"] == 0
    assert house.due() == 1


async def test_a_process_that_died_in_between_tries_once_more_and_no_more(house: House) -> None:
    house.server.pages["/1"] = article(*TELLING)
    await after_baseline(house, VAGUE)
    [story] = house.stories
    for _ in range(2):
        with house.opens() as work:
            work.leads.mark_tried([story.id], house.clock.now())
            work.commit()
        house.clock.advance(minutes=6)
    assert await house.read() == []
    assert house.lead_of(story).lead.state is LeadState.FAILED
    assert house.server.hits["/1"] == 0


async def test_two_processes_do_not_ask_for_the_same_page(house: House) -> None:
    house.server.pages["/1"] = article(*TELLING)
    await after_baseline(house, VAGUE)
    async with HttpFetcher(LIMITS, SystemPacer()) as one, HttpFetcher(LIMITS, SystemPacer()) as other:
        both = await asyncio.gather(read_leads(house.parts(one)), read_leads(house.parts(other)))
    assert sorted(map(len, both)) == [0, 1]
    assert house.server.hits["/1"] == 1


async def test_a_lead_recorded_by_somebody_else_meanwhile_is_not_recorded_again(house: House) -> None:
    house.server.pages["/1"] = replace(article(*TELLING), fault=Fault.HANG)
    await after_baseline(house, VAGUE)
    house.limits = replace(LIMITS, timeout=2.0)
    reading = asyncio.create_task(house.read())
    await asyncio.to_thread(house.server.wait_for, "/1")
    with house.opens() as work:
        [awaited] = [each for each in [work.leads.find(house_story(house))] if each is not None]
        work.leads.save(replace(awaited.lead, state=LeadState.DONE, text="Раньше."))
        work.commit()
    assert await reading == []
    with house.opens(writes=False) as work:
        kept = work.leads.find(awaited.story.id)
    assert kept is not None
    assert kept.lead.text == "Раньше."


def house_story(house: House) -> Any:
    with house.opens(writes=False) as work:
        [waiting] = work.leads.list_waiting(house.clock.now() + timedelta(days=1), 10)
    return waiting.lead.story_id


async def test_only_the_leads_of_the_sources_named_are_read(house: House) -> None:
    await after_baseline(house, VAGUE)
    assert await house.read(sources={"somebody-else"}) == []
    assert len(await house.read(sources={a_source().id})) == 1


async def test_a_database_that_cannot_be_written_ends_the_turn_and_the_page_is_read_another_time(house: House) -> None:
    house.server.pages["/1"] = Page(fault=Fault.HANG)
    await after_baseline(house, VAGUE)
    house.limits = replace(LIMITS, timeout=2.0)
    reading = asyncio.create_task(house.read())
    await asyncio.to_thread(house.server.wait_for, "/1")
    with house.opens(), pytest.raises(DatabaseBusy):
        await reading
    house.server.pages["/1"] = article(*TELLING)
    house.clock.advance(minutes=6)
    [outcome] = await house.read()
    assert outcome.lead.state is LeadState.DONE


async def test_what_an_editor_has_decided_stays_when_the_lead_comes(house: House) -> None:
    house.server.pages["/1"] = article(*TELLING)
    await after_baseline(house, GRANT)
    [before] = house.developments
    assert before.judgement.primary is not None
    with house.opens() as work:
        work.judgements.decide(before.lead.id, before.judgement.primary, MatchState.ACCEPTED)
        work.commit()
    await house.read()
    assert house.developments == [before]


async def test_a_lead_costs_one_line_of_the_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "monitors.leads")
    house.server.pages["/1"] = article(*TELLING)
    await after_baseline(house, VAGUE)
    [outcome] = await house.read()
    [line] = [each.getMessage() for each in caplog.records if each.name == "monitors.leads"]
    assert line == (
        f"lead of {outcome.lead.story_id} (kz-steppe): done, {len(outcome.lead.text)} characters, "
        "1 developments, 1 alerts"
    )


async def test_an_alert_already_on_its_way_is_not_touched(house: House) -> None:
    await after_baseline(house, GRANT)
    later = house.clock.now() + ALERTS_WAIT
    with house.opens() as work:
        [message_id] = due_in(work, later)
        message = work.outbox.find(message_id)
        assert message is not None
        work.outbox.save(replace(message, attempts=1))
        work.commit()
    await house.read()
    with house.opens(writes=False) as work:
        kept = work.outbox.find(message_id)
    assert (kept and kept.due_at, kept and kept.state) == (later, DeliveryState.DUE)
