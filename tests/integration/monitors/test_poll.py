"""Polls from loopback HTTP to rows in a real database, with the real fetcher, parsers, matcher and grouping."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.patience import Unreached
from domain.source import Verdict
from domain.subscriber import SubscriberId, SubscriberState
from domain.telling import Urgency
from tests.builders import NOON, a_subscriber
from tests.integration.monitors.desk import GRANT, POTATOES, SAME_GRANT_REWORDED, VISAS, Desk
from tests.servers.feeds import Page
from tests.servers.newsroom import rss


async def test_a_first_poll_is_a_baseline_that_alerts_nobody(desk: Desk) -> None:
    desk.newsroom.publishes("kz-steppe", GRANT)
    outcome = (await desk.poll("kz-steppe"))["kz-steppe"]
    assert (outcome.record.verdict, outcome.record.entries, outcome.record.new_entries) == (Verdict.NEW, 2, 2)
    assert len(outcome.opened) == 1
    assert desk.state("kz-steppe").baseline_at == NOON
    assert [each.lead.title for each in desk.developments] == [GRANT.title]
    assert desk.messages == 0


async def test_news_after_the_baseline_alerts_once_who_is_active_or_was_so_until_lately(desk: Desk) -> None:
    with desk.judging.open_unit_of_work() as work:
        for number, state in ((1002, SubscriberState.ACTIVE), (1003, SubscriberState.PAUSED)):
            chat = a_subscriber(id=SubscriberId(f"telegram:{number}"), address=str(number), state=state)
            work.subscribers.save(chat)
        away = a_subscriber(id=SubscriberId("telegram:1004"), address="1004", state=SubscriberState.PAUSED)
        work.subscribers.save(away)
        work.patience.note_unreached(away.id, Unreached(1, NOON), NOON)
        work.commit()
    await desk.poll("kz-steppe")
    desk.newsroom.publishes("kz-steppe", GRANT, POTATOES)
    outcome = (await desk.poll("kz-steppe"))["kz-steppe"]
    assert outcome.record.new_entries == 2
    told = ["telegram:1001", "telegram:1002", "telegram:1004"]
    assert sorted(each.subscriber_id for each in outcome.messages) == told
    assert desk.messages == 3


async def test_what_was_polled_before_is_no_news(desk: Desk) -> None:
    await desk.poll("kz-steppe")
    desk.newsroom.publishes("kz-steppe", GRANT)
    await desk.poll("kz-steppe")
    same = (await desk.poll("kz-steppe"))["kz-steppe"]
    desk.newsroom.publishes("kz-steppe", POTATOES, GRANT)
    reordered = (await desk.poll("kz-steppe"))["kz-steppe"]
    assert (same.record.verdict, same.record.entries) == (Verdict.UNCHANGED, 0)
    assert (reordered.record.verdict, reordered.record.new_entries) == (Verdict.NEW, 1)
    assert desk.messages == 1


async def test_a_document_that_says_the_same_otherwise_is_unchanged(desk: Desk) -> None:
    desk.newsroom.publishes("kz-steppe", GRANT)
    await desk.poll("kz-steppe")
    desk.newsroom.serves("kz-steppe", Page(desk.newsroom.server.pages["/kz-steppe"].body + b"<!-- built anew -->"))
    outcome = (await desk.poll("kz-steppe"))["kz-steppe"]
    assert (outcome.record.verdict, outcome.record.entries, outcome.record.new_entries) == (Verdict.UNCHANGED, 2, 0)


async def test_validators_spare_the_document_until_a_day_has_passed(desk: Desk) -> None:
    desk.newsroom.serves("kz-steppe", Page(rss(GRANT), etag='"1"'))
    for _ in range(3):
        await desk.poll("kz-steppe")
    desk.clock.advance(hours=24)
    await desk.poll("kz-steppe")
    asked = [each.headers.get("if-none-match") for each in desk.newsroom.server.requests if each.path == "/kz-steppe"]
    assert asked == [None, '"1"', '"1"', None]
    assert desk.state("kz-steppe").verdict is Verdict.UNCHANGED


@pytest.mark.parametrize("headline", ["Япония даст Казахстану грант порту Актау (обновлено)", "Весьма срочно"])
async def test_an_edited_headline_is_a_version_and_alerts_nobody_again(desk: Desk, headline: str) -> None:
    await desk.poll("kz-steppe")
    desk.newsroom.publishes("kz-steppe", GRANT)
    await desk.poll("kz-steppe")
    desk.newsroom.publishes("kz-steppe", replace(GRANT, title=headline))
    outcome = (await desk.poll("kz-steppe"))["kz-steppe"]
    assert [each.version for each in outcome.sifted.edited] == [2]
    assert outcome.record.new_entries == 0
    assert desk.messages == 1
    assert len(desk.developments) == 1


async def test_a_moved_address_is_no_second_article(desk: Desk) -> None:
    await desk.poll("kz-steppe")
    desk.newsroom.publishes("kz-steppe", GRANT)
    await desk.poll("kz-steppe")
    desk.newsroom.publishes("kz-steppe", replace(GRANT, slug="moved", guid="moved-too"))
    outcome = (await desk.poll("kz-steppe"))["kz-steppe"]
    assert outcome.record.new_entries == 0
    assert desk.messages == 1


async def test_an_edit_that_makes_a_story_relevant_alerts(desk: Desk) -> None:
    desk.newsroom.publishes("kz-steppe", replace(GRANT, title="Срочная новость", summary=""))
    await desk.poll("kz-steppe")
    desk.newsroom.publishes("kz-steppe", GRANT)
    await desk.poll("kz-steppe")
    assert [each.lead.title for each in desk.developments] == [GRANT.title]
    assert desk.messages == 1


async def test_one_article_in_two_sources_is_one_story(desk: Desk) -> None:
    await desk.poll()
    desk.newsroom.publishes("kz-steppe", GRANT)
    desk.newsroom.publishes("kz-wire", replace(GRANT, title=f"{GRANT.title} - Wire", guid="wire-77"))
    outcomes = await desk.poll("kz-steppe", "kz-wire")
    assert sum(len(each.sifted.stories) for each in outcomes.values()) == 1
    assert sum(len(each.sifted.carried) for each in outcomes.values()) == 2
    assert len(desk.developments) == 1
    assert desk.messages == 1


async def test_two_reports_of_one_thing_make_one_development_and_one_alert(desk: Desk) -> None:
    await desk.poll()
    desk.newsroom.publishes("kz-steppe", GRANT)
    desk.newsroom.publishes("kz-wire", SAME_GRANT_REWORDED)
    outcomes = await desk.poll("kz-steppe", "kz-wire")
    assert sum(len(each.opened) for each in outcomes.values()) == 1
    assert sum(len(each.confirmed) for each in outcomes.values()) == 1
    (development,) = desk.developments
    assert development.reports == 2
    assert sorted(development.source_names) == ["Outlet kz-steppe", "Outlet kz-wire"]
    assert desk.messages == 1


async def test_two_things_make_two_developments(desk: Desk) -> None:
    await desk.poll()
    desk.newsroom.publishes("kz-steppe", GRANT)
    desk.newsroom.publishes("uz-orchard", VISAS)
    await desk.poll()
    assert {each.judgement.primary for each in desk.developments} == {26, 28}
    assert desk.messages == 2


async def test_what_a_baseline_found_silently_is_told_when_another_source_brings_it_as_news(desk: Desk) -> None:
    desk.newsroom.publishes("kz-steppe", GRANT)
    await desk.poll()
    assert desk.messages == 0
    desk.newsroom.publishes("kz-wire", SAME_GRANT_REWORDED)
    await desk.poll()
    desk.newsroom.publishes("uz-orchard", replace(SAME_GRANT_REWORDED, slug="third"))
    await desk.poll()
    assert desk.messages == 1
    assert [each.reports for each in desk.developments] == [3]


async def test_a_report_older_than_a_week_is_found_late_and_waits_for_the_digest(desk: Desk) -> None:
    await desk.poll("kz-steppe")
    desk.newsroom.publishes("kz-steppe", replace(GRANT, at=NOON - timedelta(days=7, minutes=1)))
    outcome = (await desk.poll("kz-steppe"))["kz-steppe"]
    (development,) = desk.developments
    assert development.found_late
    assert development.counts
    assert [each.urgency for each in outcome.messages] == [Urgency.DIGEST]


@pytest.mark.parametrize(
    ("published", "counts"),
    [
        (datetime(2025, 12, 19, 14, 59, tzinfo=UTC), False),
        (datetime(2025, 12, 19, 15, 0, tzinfo=UTC), True),
    ],
    ids=["the evening before in Tokyo", "the first minute of the day in Tokyo"],
)
async def test_nothing_from_before_the_day_of_the_declaration_counts_or_alerts(
    desk: Desk, published: datetime, *, counts: bool
) -> None:
    desk.clock.time = datetime(2025, 12, 22, 9, 0, tzinfo=UTC)
    await desk.poll("kz-steppe")
    desk.newsroom.publishes("kz-steppe", replace(GRANT, at=published))
    outcome = (await desk.poll("kz-steppe"))["kz-steppe"]
    assert [each.counts for each in outcome.opened] == [counts]
    assert desk.messages == counts
