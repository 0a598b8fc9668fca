"""``cajad review``: from an alert that was sent to its withdrawal, and back, as an editor works."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from domain.subscriber import SubscriberId
from tests.builders import a_subscriber
from tests.servers.articles import GRANT, VISAS
from tests.servers.bot_api import TOKEN, BotApi
from tests.servers.installation import Installation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.servers.newsroom import Newsroom

READER = 1001
REASON = "a tender of another donor"


@pytest.fixture
def house(api: BotApi, newsroom: Newsroom, tmp_path: Path) -> Iterator[Installation]:
    settings = {"telegram_token": TOKEN, "telegram_api_url": api.url}
    with Installation.at(tmp_path / "house", newsroom, **settings) as house:
        for command in (("db", "upgrade"), ("poll", "--all")):
            assert house.cajad(*command).status == 0
        with house.work() as work:
            work.subscribers.save(a_subscriber(id=SubscriberId(f"telegram:{READER}"), address=str(READER)))
            work.commit()
        yield house


def alerted(house: Installation, newsroom: Newsroom, source: str = "kz-steppe") -> str:
    """Publish the grant, poll and deliver; return the development's id."""
    newsroom.publishes(source, GRANT)
    assert house.cajad("poll", source).status == 0
    assert house.cajad("deliver").status == 0
    [card] = cards(house)
    return str(card["id"])


def cards(house: Installation) -> list[dict[str, object]]:
    return [json.loads(line) for line in house.cajad("review", "list", "--json").out.splitlines()]


def test_a_rejection_withdraws_what_was_sent_and_undoing_restores_it(
    house: Installation, api: BotApi, newsroom: Newsroom
) -> None:
    development = alerted(house, newsroom)
    assert house.outbox() == ["sent"]
    before = len(api.received(READER))
    assert house.cajad("status", "--record").status == 0

    ran = house.cajad("review", "reject", development[:8], "--reason", REASON, "--who", "Aigul")
    assert ran.status == 0, ran.err
    assert "(evidence_removed)" in ran.out
    assert REASON in house.cajad("review", "corrections").out
    with house.work() as work:
        [withdrawal] = work.reviews.withdrawals_due()
        assert (withdrawal.reason, withdrawal.is_withdrawn) == (REASON, True)
        assert work.developments.list_latest(5) == []
    assert cards(house) == []
    assert house.cajad("deliver").status == 0
    assert len(api.received(READER)) == before, "nothing is sent again"

    assert house.cajad("review", "undo", "--who", "Aigul").status == 0
    with house.work() as work:
        assert work.reviews.withdrawals_due() == []
        assert [each.id for each in work.developments.list_latest(5)] == [development]
        assert [each.kind for each in work.reviews.corrections_since()] == ["reinstated", "withdrawn"]
    assert [card["id"] for card in cards(house)] == [development]
    assert house.outbox() == ["sent"]


def test_the_false_pattern_is_held_and_a_true_report_is_told(
    house: Installation, api: BotApi, newsroom: Newsroom
) -> None:
    development = alerted(house, newsroom)
    assert house.cajad("review", "reject", development, "--reason", REASON).status == 0
    again = replace(GRANT, slug="elsewhere", title=f"{GRANT.title}: подробности", summary="")
    newsroom.publishes("kz-wire", again, VISAS)
    assert house.cajad("poll", "kz-wire").status == 0
    assert house.cajad("deliver").status == 0
    texts = [each.text for each in api.received(READER)]
    assert sum("порт" in text for text in texts) == 1
    assert any("виз" in text for text in texts)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("accept", "nothing"), "there is no development 'nothing'"),
        (("reject", "{id}", "3", "--reason", "x"), "no match with paragraph 3"),
        (("undo", "--who", "nobody"), "nobody has no decision that could be undone"),
        (("undo", "zz"), "there is no decision 'zz'"),
        (("merge", "{id}", "{id}"), "cannot be merged with itself"),
        (("split", "{id}", "1"), "cannot be parted from all of its reports"),
        (("split", "{id}", "7"), "there is no report '7'"),
        (("assign", "{id}", "26", "--to", "26"), "not another tracked commitment"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    house: Installation, newsroom: Newsroom, words: tuple[str, ...], said: str
) -> None:
    development = alerted(house, newsroom)
    ran = house.cajad("review", *(word.format(id=development) for word in words))
    assert ran.status == 1
    assert said in ran.err
    with house.work() as work:
        assert work.reviews.list_decisions() == []


def test_cards_decisions_and_agreement_on_the_screen(house: Installation, newsroom: Newsroom) -> None:
    development = alerted(house, newsroom)
    listed = house.cajad("review", "list", "--limit", "1", "--commitment", "26", "--language", "ru")
    assert GRANT.title in listed.out
    assert "not yet reviewed" in listed.out
    assert house.cajad("review", "list", "--language", "ja").out == ""
    assert "nothing was judged by two editors" in house.cajad("review", "agreement").out
    assert house.cajad("review", "accept", development, "--who", "Aigul").status == 0
    assert house.cajad("review", "accept", development, "--who", "Aigul").status == 1
    assert house.cajad("review", "reject", development, "--reason", "no", "--who", "Ken").status == 0
    assert "Ken: reject" in house.cajad("review", "show", development).out
    assert "0 % agreement" in house.cajad("review", "agreement").out
    assert house.cajad("review", "show", development, "--lang", "ru").out.count("отклонено") > 0
    assert house.cajad("review", "show", development, "--lang", "kk").status == 2
    assert house.cajad("review", "reject", development, "--reason", " ").status == 2
