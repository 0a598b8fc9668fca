"""The weekly post as chats live with it: once a week, by their choice, switched by their admins, in three languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.choosing import Wish, data_of
from bot.choosing_times import WEEKLY_POST
from bot.operators import OperatorParts, recover_operator_messages, tell_operators
from bot.pacing import Pace, PaceLimits
from bot.screens import Screen
from bot.texts import texts_for
from bot.weekly_posting import PostingParts, write_weekly_posts
from config.settings import Settings
from domain.alert import DeliveryState
from domain.commitment import READER_LANGUAGES, CommitmentNumber
from domain.development import DevelopmentId, Stage
from domain.facets import Facets
from domain.review import MatchState
from domain.signals import Signals
from domain.status import ChangeReason, Coverage, RecordedAssessment, Status, StatusChange
from domain.subscriber import ChannelName, SubscriberId, SubscriberState
from domain.telling import Timing
from tests.builders import a_judgement, a_subscriber
from tests.fakes import FastPacer, FixedClock
from tests.integration.storage.outcomes import a_report, an_opening, an_outcome
from tests.servers.bot_api_faults import server_error, too_many_requests
from tests.servers.telegram_house import House, running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from domain.story import JudgedStory
    from domain.subscriber import Subscriber
    from domain.unit_of_work import OpenUnitOfWork
    from tests.servers.bot_api import BotApi

GROUP, CHANNEL, READER, ADMIN = -55, -1001, 1001, 2001
MONDAY = datetime(2026, 1, 19, 9, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HEADING = "12–18 Jan 2026"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MONDAY)


@pytest.fixture
async def house(api: BotApi, opens: OpenUnitOfWork, clock: FixedClock) -> AsyncIterator[House]:
    async with running(api, telegram_parts(opens, clock=clock)) as house:
        yield house


def posts(house: House) -> int:
    reporting = house.parts.desk.parts
    parts = PostingParts(reporting.assessing, reporting.rates, house.parts.places, "https://monitor.example.org")
    return write_weekly_posts(parts)


def operator_parts(house: House) -> OperatorParts:
    paces = {ChannelName.TELEGRAM: Pace(PaceLimits(), FastPacer())}
    settings = Settings(telegram_token="1:x")
    opens, clock = house.parts.open_unit_of_work, house.parts.clock
    return OperatorParts(opens, {ChannelName.TELEGRAM: house.channel}, paces, clock, settings)


async def rounds(house: House) -> int:
    """Write what is due and send it; return how many messages went out."""
    posts(house)
    return await tell_operators(operator_parts(house))


def joins(house: House, chat: int = GROUP, **over: object) -> Subscriber:
    values = {"is_group": chat < 0, "language": "en", "zone": "UTC", "created_at": MONDAY - 30 * DAY}
    one = a_subscriber(id=SubscriberId(f"telegram:{chat}"), address=str(chat), **{**values, **over})
    with house.parts.open_unit_of_work() as work:
        work.subscribers.save(one)
        work.commit()
    return one


def finds(house: House, slug: str = "grant", **over: Any) -> JudgedStory:
    """A poll on Thursday of the week, or some hours later, that opens a development."""
    report = a_report(slug, **over)
    house.records(an_outcome(report, at=report.story.published.at, opened=(an_opening(report),)))
    return report


def last(house: House, chat: int = GROUP) -> str:
    return house.api.received(chat)[-1].text


async def test_a_group_is_told_once_of_its_week_also_when_the_service_starts_again(
    house: House, clock: FixedClock
) -> None:
    joins(house)
    finds(house, judgement=a_judgement(26, stage=Stage.AGREED))
    assert await rounds(house) == 1
    assert HEADING in last(house)
    assert "Agreed: " in last(house)
    assert "All commitments" in last(house)
    assert "not all of it has been reviewed" in last(house)
    assert "Without news" in last(house)
    clock.advance(hours=1)
    assert await rounds(house) == 0
    assert len(house.api.received(GROUP)) == 1
    clock.advance(days=7)
    finds(house, "later", hours=24 * 5)
    assert await rounds(house) == 1
    assert "19–25 Jan 2026" in last(house)


async def test_what_could_not_go_out_at_nine_goes_later_that_day_and_never_the_day_after(
    house: House, clock: FixedClock
) -> None:
    joins(house)
    finds(house)
    clock.time = MONDAY - 2 * HOUR
    assert await rounds(house) == 0
    clock.time = MONDAY + 13 * HOUR
    assert await rounds(house) == 1
    joins(house, CHANNEL)
    clock.time = MONDAY + 15 * HOUR
    assert await rounds(house) == 0


@pytest.mark.parametrize("language", READER_LANGUAGES)
async def test_a_quiet_week_is_told_in_the_language_of_the_chat(house: House, language: str) -> None:
    texts = texts_for(language, "UTC")
    joins(house, CHANNEL, language=language, facets=Facets(commitments=frozenset({1})))
    house.records(an_outcome())
    assert await rounds(house) == 1
    one = house.api.received(CHANNEL)[-1]
    assert one.text.count("\n") == 1
    assert texts.days(*(day.date() for day in (MONDAY - 7 * DAY, MONDAY - DAY))) in one.text


async def test_chats_of_one_choice_are_told_in_their_own_language(house: House) -> None:
    for chat, language in ((GROUP, "en"), (CHANNEL, "ja"), (-7, "en")):
        joins(house, chat, language=language)
    finds(house)
    assert await rounds(house) == 3
    assert last(house) == last(house, -7)
    assert "What moved" in last(house)
    assert texts_for("ja", "UTC").say("What moved") in last(house, CHANNEL)


async def test_nobody_is_told_of_a_week_that_nobody_watched(house: House) -> None:
    joins(house)
    assert await rounds(house) == 0
    assert house.api.received(GROUP) == []


async def test_a_post_tells_what_passes_the_choice_of_its_chat(house: House) -> None:
    joins(house, GROUP, facets=Facets(countries=frozenset({"UZ"})))
    joins(house, CHANNEL, facets=Facets(commitments=frozenset({26})))
    finds(house, "kazakh")
    finds(house, "flights", judgement=a_judgement(27, countries=("UZ",)))
    assert await rounds(house) == 2
    assert ("flights" in last(house), "kazakh" in last(house)) == (True, False)
    assert ("flights" in last(house, CHANNEL), "kazakh" in last(house, CHANNEL)) == (False, True)


async def test_muted_storylines_hidden_outlets_and_unreviewed_matches_stay_away_where_that_is_chosen(
    house: House,
) -> None:
    muting = joins(house, GROUP)
    joins(house, CHANNEL, timing=Timing(hold_until_reviewed=True))
    joins(house, -7, facets=Facets(hidden_outlets=frozenset({"steppe courier"})))
    report = finds(house)
    with house.parts.open_unit_of_work() as work:
        [shown] = work.weekly_posts.found_in(MONDAY - 7 * DAY, MONDAY)
        work.mutes.set(muting.id, shown.development.id, MONDAY)
        work.commit()
    assert await rounds(house) == 3
    for chat in (GROUP, CHANNEL, -7):
        assert report.story.title not in last(house, chat)
        assert "Nothing was found to have moved" in last(house, chat)


async def test_what_an_editor_accepted_reaches_the_chat_that_waits_for_that(house: House) -> None:
    joins(house, CHANNEL, timing=Timing(hold_until_reviewed=True))
    report = finds(house)
    with house.parts.open_unit_of_work() as work:
        work.judgements.decide(report.story.id, 26, MatchState.ACCEPTED)
        work.commit()
    assert await rounds(house) == 1
    assert report.story.title in last(house, CHANNEL)
    assert "not all of it has been reviewed" not in last(house, CHANNEL)


def moves(house: House, *evidence: DevelopmentId, reviewed: bool = False) -> str:
    """The first unit of paragraph 26 moved on Friday; return its title."""
    unit = next(each for each in house.parts.desk.parts.assessing.units if each.number == 26)
    at = MONDAY - 3 * DAY
    line = StatusChange(unit.id, at, Status.NO_EVIDENCE, Status.LIMITED, (), (), evidence, ChangeReason.EVIDENCE_ADDED)
    found = RecordedAssessment(
        unit.id, CommitmentNumber(26), at, at, Status.LIMITED, Coverage(12, 1), reviewed=reviewed
    )
    with house.parts.open_unit_of_work() as work:
        work.assessments.save([found])
        work.assessments.log([line])
        work.commit()
    return unit.title.en


async def test_a_commitment_that_moved_is_told_with_where_it_stood(house: House) -> None:
    joins(house)
    joins(house, CHANNEL, timing=Timing(hold_until_reviewed=True))
    joins(house, -7, facets=Facets(phrases=("nothing of the kind",)))
    finds(house)
    with house.parts.open_unit_of_work(writes=False) as work:
        [shown] = work.weekly_posts.found_in(MONDAY - 7 * DAY, MONDAY)
    title = moves(house, shown.development.id)
    assert await rounds(house) == 3
    assert f"26. {title}: no reports found → under way; unreviewed" in last(house)
    assert title not in last(house, CHANNEL), "no editor has reviewed it"
    assert title not in last(house, -7), "what moved it is not for this chat"


async def test_announced_days_of_the_coming_weeks_are_due(house: House) -> None:
    joins(house)
    joins(house, CHANNEL, facets=Facets(countries=frozenset({"UZ"})))
    report = finds(house, judgement=a_judgement(26, signals=Signals(days=("2026-01-29",))))
    far = finds(house, "far", judgement=a_judgement(26, signals=Signals(days=("2026-06-29",))))
    assert await rounds(house) == 2
    due = last(house).partition("Due dates")[2]
    assert f"29 Jan 2026: {report.story.title} · paragraph 26" in due
    assert far.story.title not in due
    assert "Due dates" not in last(house, CHANNEL)


async def test_an_admin_switches_the_post_off_and_a_reader_switches_it_on(house: House) -> None:
    admin, member = house.api.person(ADMIN), house.api.person(READER)
    joins(house)
    joins(house, READER)
    finds(house)
    house.api.admins.add((GROUP, ADMIN))
    shown = await open_timing(house, admin, GROUP)
    await house.presses(admin, shown, data_of(Wish(Screen.TIMING, WEEKLY_POST, on=False)))
    shown = await open_timing(house, member, READER)
    await house.presses(member, shown, data_of(Wish(Screen.TIMING, WEEKLY_POST, on=True)))
    assert not house.known(str(GROUP)).gets_weekly_post
    before = len(house.api.received(GROUP))
    assert await rounds(house) == 1
    assert HEADING in last(house, READER)
    assert len(house.api.received(GROUP)) == before


async def open_timing(house: House, person: object, chat: int) -> object:
    where = {"chat_id": chat} if chat < 0 else {}
    await house.says(person, "/settings", **where)
    return house.api.received(chat)[-1]


async def test_a_post_in_doubt_is_never_sent_again(house: House, clock: FixedClock) -> None:
    joins(house)
    finds(house)
    house.api.goes_wrong(GROUP, server_error(502))
    assert await rounds(house) == 0
    clock.advance(hours=2)
    assert await rounds(house) == 0
    assert house.api.received(GROUP) == []


async def test_killed_between_claim_and_send_a_post_is_in_doubt(house: House) -> None:
    joins(house)
    finds(house)
    assert posts(house) == 1
    parts = operator_parts(house)
    with house.parts.open_unit_of_work() as work:
        [message_id] = work.notices.list_due(MONDAY, [ChannelName.TELEGRAM])
        claimed = work.notices.claim(message_id, MONDAY)
        assert claimed is not None
        assert claimed[0].state is DeliveryState.SENDING
        work.commit()
    assert recover_operator_messages(parts) == 1
    assert await rounds(house) == 0
    assert house.api.received(GROUP) == []


@pytest.mark.parametrize("change", ["paused", "off", "left", "next day"])
async def test_a_post_that_waits_is_cancelled_when_its_chat_or_its_day_is_gone(
    house: House, clock: FixedClock, change: str
) -> None:
    group = joins(house)
    finds(house)
    house.api.goes_wrong(GROUP, too_many_requests(600))
    assert await rounds(house) == 0
    changed = {
        "paused": replace(group, timing=Timing(paused_until=MONDAY + 3 * DAY)),
        "off": replace(group, timing=Timing(weekly_post=False)),
        "left": replace(group, state=SubscriberState.STOPPED),
        "next day": group,
    }
    with house.parts.open_unit_of_work() as work:
        work.subscribers.save(changed[change])
        work.commit()
    clock.time = MONDAY + (15 * HOUR if change == "next day" else HOUR)
    assert await rounds(house) == 0
    clock.time = MONDAY + 4 * DAY
    assert await rounds(house) == 0
    assert house.api.received(GROUP) == []
