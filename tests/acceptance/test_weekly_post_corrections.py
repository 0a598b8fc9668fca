"""What a weekly post named and editors rejected since is told of by one reply to the post."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.operators import tell_operators
from bot.weekly_posting import PostingParts, write_weekly_posts
from domain.development import Stage
from domain.review import MatchState
from domain.signals import Signals
from tests.acceptance.test_weekly_post_dialogues import GROUP, MONDAY, finds, joins, operator_parts, posts, rounds
from tests.builders import a_judgement
from tests.fakes import FixedClock
from tests.integration.storage.outcomes import a_message, a_report, an_opening, an_outcome
from tests.servers.bot_api_faults import server_error
from tests.servers.telegram_house import House, running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from domain.development import DevelopmentId
    from domain.story import JudgedStory
    from domain.unit_of_work import OpenUnitOfWork, UnitOfWork
    from tests.servers.bot_api import BotApi

REASON = "by other donors"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MONDAY)


@pytest.fixture
async def house(api: BotApi, opens: OpenUnitOfWork, clock: FixedClock) -> AsyncIterator[House]:
    async with running(api, telegram_parts(opens, clock=clock)) as house:
        yield house


def opened_by(report: JudgedStory) -> DevelopmentId:
    return an_opening(report).change.development_id


def decides(house: House, report: JudgedStory, state: MatchState) -> None:
    """An editor rejects what a report tells, or lets it stand again."""
    with house.parts.open_unit_of_work() as work:
        work.judgements.decide(report.story.id, 26, state)
        if state is MatchState.REJECTED:
            work.reviews.withdraw(opened_by(report), REASON, house.parts.clock.now())
        else:
            work.reviews.reinstate(opened_by(report))
        work.commit()


async def test_a_development_rejected_after_the_post_named_it_is_told_by_a_reply_and_back_by_another(
    house: House, clock: FixedClock
) -> None:
    joins(house)
    report = finds(house)
    finds(house, "other")
    assert await rounds(house) == 1
    [post] = house.api.received(GROUP)
    clock.advance(hours=1)
    decides(house, report, MatchState.REJECTED)
    assert await house.amends() == {"replies sent": 1}
    assert await house.amends() == {}
    reply = house.api.received(GROUP)[-1]
    assert reply.reply_to == post.message_id
    assert REASON in reply.text
    assert report.story.title in reply.text

    clock.advance(hours=1)
    decides(house, report, MatchState.PROPOSED)
    assert await house.amends() == {"replies sent": 1}
    assert await house.amends() == {}
    assert house.api.received(GROUP)[-1].text.startswith("It stands again")
    clock.advance(hours=1)
    decides(house, report, MatchState.REJECTED)
    assert await house.amends() == {"replies sent": 1}


async def test_a_rejection_undone_before_anybody_was_told_is_told_to_nobody(house: House) -> None:
    joins(house)
    report = finds(house)
    assert await rounds(house) == 1
    decides(house, report, MatchState.REJECTED)
    with house.parts.open_unit_of_work() as work:
        assert work.amendments.plan_replies(house.parts.clock.now(), tuple(house.delivery.channels)) == 1
        work.commit()
    decides(house, report, MatchState.PROPOSED)
    assert await house.amends() == {}
    assert len(house.api.received(GROUP)) == 1


async def test_who_was_told_by_an_alert_and_by_the_post_is_replied_to_once(house: House, clock: FixedClock) -> None:
    group = joins(house)
    report = a_report("grant", judgement=a_judgement(26, stage=Stage.AGREED))
    opening, at = an_opening(report), report.story.published.at
    message = a_message(opening, subscriber_id=group.id, created_at=at, due_at=at)
    clock.time = at
    house.records(an_outcome(report, at=at, opened=(opening,), messages=(message,)))
    assert (await house.delivers()).sent == 1
    clock.time = MONDAY
    assert await rounds(house) == 1
    clock.advance(hours=1)
    decides(house, report, MatchState.REJECTED)
    assert await house.amends() == {"amended": 1, "replies sent": 1}
    assert await house.amends() == {}


async def test_an_announced_day_counts_as_named_and_what_is_only_counted_does_not(house: House) -> None:
    joins(house)
    ahead = finds(
        house,
        "conference",
        hours=-24 * 14,
        judgement=a_judgement(26, stage=Stage.PLANNED, signals=Signals(days=("2026-02-03",))),
    )
    found = [finds(house, f"report-{number}", hours=number) for number in range(7)]
    assert await rounds(house) == 1
    [post] = house.api.received(GROUP)
    assert ahead.story.title in post.text
    named = [each for each in found if each.story.title in post.text]
    counted = [each for each in found if each not in named]
    assert named
    assert counted
    for report in (ahead, named[0], counted[0]):
        decides(house, report, MatchState.REJECTED)
    assert await house.amends() == {"replies sent": 2}
    told = "\n".join(each.text for each in house.api.received(GROUP)[1:])
    assert [each.story.title in told for each in (ahead, named[0], counted[0])] == [True, True, False]


async def test_what_is_rejected_before_the_post_goes_out_is_told_once_it_has(house: House) -> None:
    joins(house)
    report = finds(house)
    assert posts(house) == 1
    decides(house, report, MatchState.REJECTED)
    assert await house.amends() == {}
    assert await tell_operators(operator_parts(house)) == 1
    assert await house.amends() == {"replies sent": 1}


async def test_a_post_in_doubt_is_corrected_by_a_message_of_its_own(house: House) -> None:
    joins(house)
    report = finds(house)
    house.api.goes_wrong(GROUP, server_error(accepts=True))
    assert await rounds(house) == 0
    decides(house, report, MatchState.REJECTED)
    assert await house.amends() == {"replies sent": 1}
    assert house.api.received(GROUP)[-1].reply_to is None


async def test_a_group_that_moved_is_told_where_it_is_now(house: House) -> None:
    group = joins(house)
    report = finds(house)
    assert await rounds(house) == 1
    with house.parts.open_unit_of_work() as work:
        work.subscribers.save(replace(group, address="-100777"))
        work.commit()
    decides(house, report, MatchState.REJECTED)
    assert await house.amends() == {"replies sent": 1}
    [told] = house.api.received(-100777)
    assert told.reply_to is None


async def test_what_is_rejected_while_the_post_is_composed_is_not_in_it(house: House) -> None:
    joins(house)
    report = finds(house)
    opens = house.parts.open_unit_of_work
    pending = [report]

    def rejecting(*, writes: bool = True) -> UnitOfWork:
        if writes and pending:
            decides(house, pending.pop(), MatchState.REJECTED)
        return opens(writes=writes)

    reporting = house.parts.desk.parts
    assessing = replace(reporting.assessing, open_unit_of_work=rejecting)
    parts = PostingParts(assessing, reporting.rates, house.parts.places)
    assert write_weekly_posts(parts) == 0
    assert write_weekly_posts(parts) == 1
    assert await tell_operators(operator_parts(house)) == 1
    assert report.story.title not in house.api.received(GROUP)[-1].text
    assert await house.amends() == {}
