"""Changes of status as editors review them in Telegram, after the developments; and who else may not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.assessing import record_assessments
from bot.status_reviewing import StatusEditing
from domain.status import Status
from domain.status_review import StatusVerdict, change_id
from tests.acceptance.test_review_dialogues import AIGUL, BOTIR, EDITORS, READER, data_of, opened, taps
from tests.fakes import FixedClock
from tests.integration.bot.test_assessing import MINISTRY, SCANNERS, START, a_grant, advance, status_of, tell
from tests.servers.telegram_house import running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from bot.assessing import AssessingParts
    from domain.status import StatusChange
    from domain.status_review import StatusDecision
    from domain.unit_of_work import OpenUnitOfWork
    from tests.servers.bot_api import BotApi, Person
    from tests.servers.bot_api_chats import Accepted
    from tests.servers.telegram_house import House


@pytest.fixture
async def house(api: BotApi, opens: OpenUnitOfWork) -> AsyncIterator[House]:
    parts = telegram_parts(opens, admins=EDITORS, clock=FixedClock(START))
    with opens() as work:
        work.seed(parts.declaration, [MINISTRY])
        work.commit()
    async with running(api, parts) as house:
        moves(house)
        yield house


def assessing(house: House) -> AssessingParts:
    return house.parts.reporting.assessing


def moves(house: House) -> None:
    """The machine moves a unit from no evidence to under way."""
    parts = assessing(house)
    tell(parts, START)
    record_assessments(parts)
    advance(parts, days=1)
    tell(parts, parts.clock.now(), a_grant())
    record_assessments(parts)
    advance(parts, minutes=1)


def waiting(house: House) -> StatusChange:
    [change] = StatusEditing(assessing(house), "somebody").waiting()
    return change


def decisions(house: House) -> Sequence[StatusDecision]:
    with house.parts.open_unit_of_work(writes=False) as work:
        return work.assessments.list_status_decisions()


async def at_status(house: House, person: Person) -> Accepted:
    """The review at the card of the change: the development comes before it."""
    card = await opened(house, person)
    await taps(house, person, card, data_label(card, "rv:skip"))
    return card


def data_label(card: Accepted, data: str) -> str:
    return next(label for label, said in card.buttons if said.startswith(data))


async def presses_data(house: House, person: Person, card: Accepted, verb: str) -> None:
    await taps(house, person, card, data_label(card, verb))


@pytest.mark.parametrize(
    ("language", "heading", "arrow", "accepted", "closing"),
    [
        ("en", "Change of status: unit 26-b", "no reports found → under way", "Accepted.", "1 accepted"),
        ("ru", "Изменение состояния: ", " → ", "Принято.", "принято 1"),
        ("ja", "状況の変更：", " → ", "承認しました。", "承認1件"),
    ],
)
async def test_a_change_is_accepted_and_the_session_counts_it(
    house: House, language: str, heading: str, arrow: str, accepted: str, closing: str
) -> None:
    aigul = house.api.person(AIGUL, language_code=language)
    card = await at_status(house, aigul)
    assert heading in card.text
    assert "26-b" in card.text
    assert arrow in card.text
    assert a_grant().story.title in card.text
    await presses_data(house, aigul, card, "rv:sok")
    assert accepted in card.text
    assert closing in card.text
    [decision] = decisions(house)
    assert (decision.who, decision.verdict) == (f"telegram:{AIGUL}", StatusVerdict.ACCEPT)


async def test_a_change_is_rejected_for_a_reason_and_taken_back(house: House) -> None:
    aigul = house.api.person(AIGUL)
    card = await at_status(house, aigul)
    await taps(house, aigul, card, "Reject")
    assert "Why does the status not follow" in card.text
    await taps(house, aigul, card, "Back")
    assert "1 card left" in card.text
    await taps(house, aigul, card, "Reject", "words only")
    assert "Rejected." in card.text
    assert status_of(assessing(house)) is Status.NO_EVIDENCE
    assert decisions(house)[0].reason == "words only, nothing happened"
    advance(assessing(house), minutes=1)
    await taps(house, aigul, card, "Undo")
    assert "Taken back." in card.text
    assert "Change of status: unit 26-b" in card.text
    assert status_of(assessing(house)) is Status.LIMITED
    assert waiting(house).unit_id == SCANNERS


async def test_a_reason_in_own_words_answers_the_question(house: House) -> None:
    aigul = house.api.person(AIGUL)
    card = await at_status(house, aigul)
    await taps(house, aigul, card, "Reject")
    assert "Nothing was changed" in await house.says(aigul, "no", replying_to=card)
    assert "Rejected." in await house.says(aigul, "a study,  not the equipment", replying_to=card)
    assert [each.reason for each in decisions(house)] == ["a study, not the equipment"]
    advance(assessing(house), minutes=1)
    await taps(house, aigul, house.api.received(AIGUL)[-1], "Undo")
    assert waiting(house).unit_id == SCANNERS


async def test_undo_takes_back_what_was_judged_last_of_both_kinds(house: House) -> None:
    aigul = house.api.person(AIGUL)
    card = await at_status(house, aigul)
    await presses_data(house, aigul, card, "rv:sok")
    advance(assessing(house), minutes=1)
    card = await opened(house, aigul)
    await taps(house, aigul, card, "Accept")
    await taps(house, aigul, card, "Undo")
    assert "Change of status" not in card.text
    assert decisions(house)[0].stands
    await taps(house, aigul, card, "Undo")
    assert "Change of status: unit 26-b" in card.text
    assert not decisions(house)[0].stands


async def test_a_change_can_be_left_out(house: House) -> None:
    aigul = house.api.person(AIGUL)
    card = await at_status(house, aigul)
    await taps(house, aigul, card, "Skip")
    assert "2 cards left" in card.text, "the end of the session: both wait for the next"
    assert decisions(house) == []


async def test_an_old_card_changes_nothing(house: House) -> None:
    aigul, botir = house.api.person(AIGUL), house.api.person(BOTIR)
    hers, his = await at_status(house, aigul), await at_status(house, botir)
    old = {verb: data_of(his, label) for verb, label in (("sok", "Accept"), ("sno", "Reject"))}
    await presses_data(house, aigul, hers, "rv:sok")
    key = change_id_of(house)
    for data in (*old.values(), f"rv:swhy:{key}:words", f"rv:scar:{key}"):
        await house.presses(botir, his, data)
        await house.settles()
        assert "decided meanwhile" in his.text, data
        his = await opened(house, botir)
    assert len(decisions(house)) == 1


async def test_what_time_alone_changed_cannot_be_rejected(house: House) -> None:
    parts = assessing(house)
    advance(parts, days=200)
    tell(parts, parts.clock.now())
    record_assessments(parts)
    aigul = house.api.person(AIGUL)
    card = await at_status(house, aigul)
    assert "nothing new for 180 days" in card.text
    await taps(house, aigul, card, "Reject", "misread")
    assert "the former status cannot come back" in card.text
    assert decisions(house) == []


async def test_nobody_else_decides_about_status_whatever_the_button_says(house: House) -> None:
    key = change_id(waiting(house))[:12]
    reader, aigul = house.api.person(READER), house.api.person(AIGUL)
    await house.says(reader, "/start")
    card = await at_status(house, aigul)
    await house.says(aigul, "/start", chat_id=-100500)
    in_group = house.api.received(-100500)[-1]
    for verb in ("sok", "sno", "swhy", "scar"):
        data = f"rv:{verb}:{key}:words"
        for person, message in ((reader, house.api.received(READER)[-1]), (aigul, in_group)):
            assert await house.presses(person, message, data) == "This is for the editors only.", verb
        assert await house.presses(reader, card, data) == "This button is out of use.", verb
    assert decisions(house) == []


@pytest.mark.parametrize(
    "data", ["rv:sok", "rv:sok:ffffffffffff", "rv:sno", "rv:swhy:{key}:nope", "rv:swhy:{key}", "rv:scar"]
)
async def test_forged_data_decides_nothing(house: House, data: str) -> None:
    aigul = house.api.person(AIGUL)
    card = await at_status(house, aigul)
    answer = await house.presses(aigul, card, data.format(key=change_id(waiting(house))[:12]))
    await house.settles()
    assert answer == "This button is out of use." or "Nothing was changed" in card.text
    assert decisions(house) == []


def change_id_of(house: House) -> str:
    return decisions(house)[0].change_id[:12]


async def test_an_accepted_change_is_reviewed_for_readers_too(house: House) -> None:
    aigul = house.api.person(AIGUL)
    await presses_data(house, aigul, await at_status(house, aigul), "rv:sok")
    with house.parts.open_unit_of_work(writes=False) as work:
        unit = next(each for each in work.assessments.list_all() if each.unit_id == SCANNERS)
    assert unit.reviewed
    assert replace(unit, reviewed=False) != unit
