"""The review as editors have it in Telegram: one message edited by buttons, replies, sessions, two editors."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.patience import keep_patience
from domain.facets import Facets
from domain.hint import HintKind, HintOutcome, HintReason, missed_link, wrong_match
from domain.patience import REVIEW_AWAITED_FOR
from domain.review import MatchState, ReviewAction
from domain.subscriber import SubscriberId
from tests.acceptance.test_telegram_dialogues import told
from tests.builders import NOON, a_judgement
from tests.fakes import FixedClock
from tests.servers.telegram_house import running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from domain.development import DevelopmentId
    from domain.review import ReviewItem
    from domain.unit_of_work import OpenUnitOfWork
    from tests.servers.bot_api import BotApi
    from tests.servers.bot_api_chats import Accepted
    from tests.servers.telegram_house import House

AIGUL, BOTIR, CHIYO, READER = 4242, 4343, 4444, 1001
EDITORS = frozenset({AIGUL, BOTIR, CHIYO})


@pytest.fixture
async def house(api: BotApi, opens: OpenUnitOfWork) -> AsyncIterator[House]:
    async with running(api, telegram_parts(opens, admins=EDITORS)) as house:
        yield house


@pytest.fixture
async def house_of_two(api: BotApi, opens: OpenUnitOfWork) -> AsyncIterator[House]:
    async with running(api, telegram_parts(opens, admins=EDITORS, reviewers=2)) as house:
        yield house


def recorded(house: House, slug: str, **over: Any) -> DevelopmentId:
    """A development that waits, without an alert of it."""
    outcome = told(slug, **over)
    house.records(outcome)
    return outcome.opened[0].change.development_id


def item(house: House, development: DevelopmentId) -> ReviewItem:
    with house.parts.open_unit_of_work(writes=False) as work:
        return work.reviews.find_item(development)


def states(house: House, development: DevelopmentId) -> set[MatchState]:
    return set(item(house, development).state_of.values())


async def opened(house: House, person: Any) -> Accepted:
    await house.says(person, "/review")
    return house.api.received(person.id)[-1]


async def taps(house: House, person: Any, message: Accepted, *labels: str) -> None:
    for label in labels:
        data = next(data for shown, data in message.buttons if label in shown)
        await house.presses(person, message, data)
        await house.settles()


def data_of(message: Accepted, label: str) -> str:
    return next(data for shown, data in message.buttons if label in shown)


WORDS = {
    "en": (
        "2 cards left",
        "Accept",
        "Accepted.",
        "1 card left",
        "Not relevant",
        "by other states",
        "1 accepted and 1 rejected",
    ),
    "ru": (
        "Осталось 2 карточки",
        "Принять",
        "Принято.",
        "Осталась 1 карточка",
        "Не относится",
        "других государств",
        "принято 1, отклонено 1",
    ),
    "ja": ("残り2件", "承認", "承認しました。", "残り1件", "対象外", "他の国・援助機関", "承認1件、却下1件"),
}


@pytest.mark.parametrize("language", ["en", "ru", "ja"])
async def test_a_session_is_one_message_and_ends_with_its_figures(house: House, language: str) -> None:
    left, accept, accepted, last, not_relevant, reason, closing = WORDS[language]
    first, second = recorded(house, "first"), recorded(house, "second", hours=1)
    aigul = house.api.person(AIGUL, language_code=language)
    card = await opened(house, aigul)
    assert left in card.text
    await taps(house, aigul, card, accept)
    assert accepted in card.text
    assert last in card.text
    await taps(house, aigul, card, not_relevant, reason)
    assert closing in card.text
    assert len(house.api.received(AIGUL)) == 1
    assert states(house, first) | states(house, second) == {MatchState.ACCEPTED, MatchState.REJECTED}


async def test_a_session_has_ten_cards_and_a_skipped_one_comes_again_in_the_next(house: House) -> None:
    for n in range(12):
        recorded(house, f"report-{n}", hours=n / 10)
    aigul = house.api.person(AIGUL)
    card = await opened(house, aigul)
    await taps(house, aigul, card, *["Skip"] * 9)
    assert "3 cards left" in card.text
    await taps(house, aigul, card, "Accept")
    assert "1 judged" in card.text
    assert "11 cards left" in card.text
    await taps(house, aigul, card, "The next 10")
    assert "11 cards left" in card.text


async def test_a_match_is_moved_by_buttons_and_by_a_number_in_reply(house: House) -> None:
    by_button, by_reply = recorded(house, "first"), recorded(house, "second", hours=-1)
    aigul = house.api.person(AIGUL)
    card = await opened(house, aigul)
    chosen = by_button if by_button[:10] in card.text else by_reply
    await taps(house, aigul, card, "Other commitment", "Connectivity", "§25")
    assert "Moved to §25." in card.text
    assert item(house, chosen).state_of[25] is MatchState.ACCEPTED  # type: ignore[index] # a number is a number
    other = by_reply if chosen == by_button else by_button
    assert "Moved to §17." in await house.says(aigul, "§17", replying_to=card)
    assert [each.to_number for each in item(house, other).decisions] == [17]


async def past(house: House, person: Any, card: Accepted, development: DevelopmentId) -> None:
    """Leave out the card of one development."""
    while development[:10] in card.text:
        await taps(house, person, card, "Skip")


async def test_a_duplicate_is_joined_by_a_button_by_id_and_by_link(house: House) -> None:
    kept = recorded(house, "kept", hours=3)
    others = [recorded(house, f"again-{n}", hours=2 - n) for n in range(3)]
    aigul = house.api.person(AIGUL)
    with house.parts.open_unit_of_work(writes=False) as work:
        url = work.developments.get(kept).lead.url
    card = await opened(house, aigul)
    await past(house, aigul, card, kept)
    await taps(house, aigul, card, "Duplicate of", "kept")
    assert "Joined" in card.text
    await past(house, aigul, card, kept)
    assert "Joined" in await house.says(aigul, kept[:12], replying_to=card)
    card = house.api.received(AIGUL)[-1]
    await past(house, aigul, card, kept)
    assert "Joined" in await house.says(aigul, url, replying_to=card)
    with house.parts.open_unit_of_work(writes=False) as work:
        assert {work.reviews.merged_into(each) for each in others} == {kept}
    await taps(house, aigul, house.api.received(AIGUL)[-1], "Undo")
    with house.parts.open_unit_of_work(writes=False) as work:
        assert sum(work.reviews.merged_into(each) == kept for each in others) == 2


async def test_a_reason_in_own_words_is_taken_only_when_asked_for(house: House) -> None:
    development = recorded(house, "grant")
    aigul = house.api.person(AIGUL)
    card = await opened(house, aigul)
    assert "Nothing was changed" in await house.says(aigul, "what is this?", replying_to=card)
    await taps(house, aigul, card, "Not relevant")
    assert "Rejected." in await house.says(aigul, "a tender of  another {donor}", replying_to=card)
    assert [each.reason for each in item(house, development).decisions] == ["a tender of another {donor}"]
    await taps(house, aigul, house.api.received(AIGUL)[-1], "Undo")
    assert states(house, development) == {MatchState.PROPOSED}


async def test_an_old_card_says_that_it_was_decided_and_shows_how_it_stands(house: House) -> None:
    development = recorded(house, "grant")
    aigul, botir = house.api.person(AIGUL), house.api.person(BOTIR)
    hers, his = await opened(house, aigul), await opened(house, botir)
    await taps(house, aigul, hers, "Accept")
    await taps(house, botir, his, "Not relevant")
    assert "decided meanwhile" in his.text
    assert "accepted" in his.text
    assert "decided meanwhile" in await house.says(botir, "25", replying_to=his)
    assert states(house, development) == {MatchState.ACCEPTED}


async def test_readers_hints_come_first_and_are_settled_by_the_decision(house: House) -> None:
    recorded(house, "other", hours=5)
    doubted = recorded(house, "doubted", hours=-5)
    reader = house.api.person(READER)
    await house.says(reader, "/start", replies=1)
    with house.parts.open_unit_of_work() as work:
        work.hints.add(wrong_match(SubscriberId("telegram:1001"), doubted, HintReason.OFF_TOPIC, NOON))
        work.hints.add(missed_link(SubscriberId("telegram:1001"), "https://steppe.example/missed?a=<b>", NOON))
        work.commit()
    aigul = house.api.person(AIGUL)
    card = await opened(house, aigul)
    assert "1 reader calls this wrong: nothing to do with the Declaration" in card.text
    await taps(house, aigul, card, "Accept")
    assert "A reader missed this report" in card.text
    await taps(house, aigul, card, "Keep to examine")
    assert "Kept to examine." in card.text
    with house.parts.open_unit_of_work() as work:
        assert work.hints.list_open() == []
        [kept] = work.hints.list_settled(HintOutcome.TO_EXAMINE)
        assert (kept.kind, kept.settled_by) == (HintKind.MISSED_LINK, f"telegram:{AIGUL}")
        work.hints.add(wrong_match(SubscriberId("telegram:1001"), doubted, HintReason.OTHER, NOON + timedelta(hours=1)))
        work.commit()
    await taps(house, aigul, await opened(house, aigul), "It is right")
    with house.parts.open_unit_of_work(writes=False) as work:
        assert work.hints.list_open() == []
    assert states(house, doubted) == {MatchState.ACCEPTED}


async def test_a_missed_report_is_settled_once(house: House) -> None:
    await house.says(house.api.person(READER), "/start")
    with house.parts.open_unit_of_work() as work:
        work.hints.add(missed_link(SubscriberId("telegram:1001"), "https://steppe.example/missed", NOON))
        work.commit()
    aigul, botir = house.api.person(AIGUL), house.api.person(BOTIR)
    hers, his = await opened(house, aigul), await opened(house, botir)
    await taps(house, aigul, hers, "No matter")
    await taps(house, botir, his, "Keep to examine")
    assert "Another editor has seen to that already." in his.text
    with house.parts.open_unit_of_work(writes=False) as work:
        [settled] = work.hints.list_settled(HintOutcome.NO_MATTER)
    assert settled.settled_by == f"telegram:{AIGUL}"


async def test_cards_in_languages_an_editor_does_not_read_are_left_to_who_does(house: House) -> None:
    recorded(house, "grant", judgement=a_judgement(language="kk"))
    aigul, botir = house.api.person(AIGUL), house.api.person(BOTIR)
    card = await opened(house, aigul)
    await taps(house, aigul, card, "Languages I read", "Russian", "Next card")
    assert "1 card left" in card.text, "nobody else said what they read"
    his = await opened(house, botir)
    await taps(house, botir, his, "Languages I read", "Kazakh", "Next card")
    assert "1 card left" in his.text
    await taps(house, aigul, await opened(house, aigul), "Languages I read")
    assert "Nothing else waits" in await house.says(aigul, "/review")


async def test_with_two_editors_a_judgement_counts_once_both_say_the_same(house_of_two: House) -> None:
    house = house_of_two
    development = recorded(house, "grant")
    aigul, botir = house.api.person(AIGUL), house.api.person(BOTIR)
    hers = await opened(house, aigul)
    await taps(house, aigul, hers, "Accept")
    assert "a second editor has to judge" in hers.text
    assert states(house, development) == {MatchState.PROPOSED}
    assert "Nothing else waits" in await house.says(aigul, "/review")
    his = await opened(house, botir)
    assert "differ" not in his.text
    await taps(house, botir, his, "Accept")
    assert states(house, development) == {MatchState.ACCEPTED}
    assert [each.who for each in item(house, development).decisions] == [f"telegram:{AIGUL}", f"telegram:{BOTIR}"]
    assert "100 %" in await house.says(aigul, "/figures")


async def test_of_two_editors_who_differ_a_third_decides(house_of_two: House) -> None:
    house = house_of_two
    development = recorded(house, "grant")
    aigul, botir, chiyo = (house.api.person(each) for each in (AIGUL, BOTIR, CHIYO))
    await taps(house, aigul, await opened(house, aigul), "Accept")
    await taps(house, botir, await opened(house, botir), "Not relevant", "words only")
    assert states(house, development) == {MatchState.PROPOSED}
    assert "Two editors differ" in (await opened(house, aigul)).text
    card = await opened(house, chiyo)
    assert "Two editors differ" in card.text
    await taps(house, chiyo, card, "Not relevant", "misread")
    assert states(house, development) == {MatchState.REJECTED}
    assert {each.action for each in item(house, development).decisions} == {ReviewAction.REJECT}
    with house.parts.open_unit_of_work(writes=False) as work:
        assert work.panel.list_open() == []
    assert "judged twice" in await house.says(aigul, "/figures")


async def test_an_opinion_that_does_not_count_yet_can_be_taken_back(house_of_two: House) -> None:
    house = house_of_two
    development = recorded(house, "grant")
    aigul, botir = house.api.person(AIGUL), house.api.person(BOTIR)
    card = await opened(house, aigul)
    await taps(house, aigul, card, "Accept", "Undo")
    assert "Taken back." in card.text
    await taps(house, botir, await opened(house, botir), "Accept")
    assert states(house, development) == {MatchState.PROPOSED}


async def test_figures_tell_what_waits_and_what_was_decided(house: House) -> None:
    recorded(house, "first")
    recorded(house, "second", hours=1)
    aigul = house.api.person(AIGUL)
    await taps(house, aigul, await opened(house, aigul), "Accept")
    said = await house.says(aigul, "/figures")
    assert "Waiting: 1" in said
    assert "Decided in the last seven days: 1, accepted 100 %" in said
    assert "– (0 judged twice)" in said


async def test_figures_tell_what_readers_of_reviewed_developments_wait_for(house: House) -> None:
    reader, aigul = house.api.person(READER), house.api.person(AIGUL)
    await house.says(reader, "/start")
    with house.parts.open_unit_of_work() as work:
        known = house.known(str(READER))
        work.subscribers.save(replace(known, facets=Facets(reviewed_only=True)))
        work.commit()
    house.records(told("awaited", str(READER)))
    assert "1 development waits for review before it is sent" in await house.says(aigul, "/figures")
    assert (await house.delivers()).sent == 0
    url = told("awaited").judged[0].story.url
    assert "waits until an editor has reviewed it" in await house.says(reader, f"/why {url}")
    clock = house.parts.clock
    assert isinstance(clock, FixedClock)
    clock.time += REVIEW_AWAITED_FOR
    keep_patience(house.parts.open_unit_of_work, clock, ())
    assert "lapsed" in await house.says(reader, f"/why {url}")
    assert "waits for review" not in await house.says(aigul, "/figures")


async def test_a_held_development_that_an_editor_accepts_is_due_to_be_told(house: House) -> None:
    reader, aigul = house.api.person(READER), house.api.person(AIGUL)
    await house.says(reader, "/start")
    rejected = recorded(house, "rejected", judgement=a_judgement(25))
    card = await opened(house, aigul)
    await taps(house, aigul, card, "Not relevant", "misread")
    outcome = told("held")
    house.records(replace(outcome, state=replace(outcome.state, baseline_at=NOON - timedelta(days=1))))
    held = outcome.opened[0].change.development_id
    with house.parts.open_unit_of_work() as work:
        work.reviews.hold(held, work.reviews.find_item(rejected).decisions[0].id)
        work.commit()
    card = await opened(house, aigul)
    assert "held: like a rejected one" in card.text
    await taps(house, aigul, card, "Accept")
    with house.parts.open_unit_of_work(writes=False) as work:
        assert work.outbox.count_by_state() == {"due": 1}
