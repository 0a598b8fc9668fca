"""``cajad review``: from an alert that was sent to its withdrawal, and back, as an editor works."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from domain.subscriber import SubscriberId
from tests.builders import a_subscriber
from tests.servers.articles import GRANT, NURSES, VISAS
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
        house.has_tables()
        assert house.cajad("poll", "--all").status == 0
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
        assert work.developments.list_latest(5) == []
    assert cards(house) == []
    assert house.cajad("deliver").status == 0
    assert len(api.received(READER)) == before, "nothing is sent again"
    assert REASON in api.received(READER)[-1].text

    assert house.cajad("review", "undo", "--who", "Aigul").status == 0
    with house.work() as work:
        assert [each.id for each in work.developments.list_latest(5)] == [development]
        assert [each.kind for each in work.reviews.corrections_since()] == ["reinstated", "withdrawn"]
    assert [card["id"] for card in cards(house)] == [development]
    assert house.cajad("deliver").status == 0
    assert house.outbox() == ["sent"]
    assert len(api.received(READER)) == before
    assert REASON not in api.received(READER)[-1].text


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


def test_the_same_false_pattern_is_held_through_two_polls_until_an_editor_accepts_it(
    house: Installation, api: BotApi, newsroom: Newsroom
) -> None:
    development = alerted(house, newsroom)
    assert house.cajad("review", "reject", development, "--reason", REASON).status == 0
    before = len(api.received(READER))
    for number, state in enumerate(("Таджикистану", "Кыргызстану")):
        title = f"Япония выделит {state} грант на таможенное оборудование"
        again = replace(GRANT, slug=f"again-{number}", title=title, summary="")
        newsroom.publishes("kz-wire", again)
        assert house.cajad("poll", "kz-wire").status == 0
        assert house.cajad("deliver").status == 0
    held = [card for card in cards(house) if card["held"]]
    assert held
    assert len(api.received(READER)) == before, "nothing of the kind is sent again"
    for card in held:
        assert house.cajad("review", "accept", str(card["id"]), "--who", "Aigul").status == 0
    assert house.outbox().count("due") == len(held)
    assert house.cajad("poll", "kz-wire").status == 0
    assert house.outbox().count("due") == len(held), "each once"


def test_what_was_assigned_is_exported_as_a_labelled_item_that_evaluates(
    house: Installation, newsroom: Newsroom, tmp_path: Path
) -> None:
    development = alerted(house, newsroom)
    [card] = cards(house)
    matches = [match["number"] for match in card["matches"]]  # type: ignore[attr-defined]  # parsed JSON
    assert house.cajad("review", "assign", development, "26", "--to", "17", "--who", "Aigul").status == 0
    for number in matches:
        if number != 26:
            assert house.cajad("review", "reject", development, str(number), "--reason", "no").status == 0
    labelled = tmp_path / "labelled.jsonl"
    assert house.cajad("review", "export", "-o", str(labelled)).status == 0
    [item] = [json.loads(line) for line in labelled.read_text("utf-8").splitlines()]
    assert item["commitments"] == [17]
    assert item["relevant"]
    ran = house.cajad("evaluate", str(labelled))
    assert ran.status == 0, ran.err


def test_polls_and_rematch_leave_what_editors_decided_alone(house: Installation, newsroom: Newsroom) -> None:
    newsroom.publishes("kz-steppe", GRANT, VISAS, NURSES)
    assert house.cajad("poll", "kz-steppe").status == 0
    by_title = {str(card["headline"]): str(card["id"]) for card in cards(house)}
    grant, visas, nurses = (by_title[each.title] for each in (GRANT, VISAS, NURSES))
    for words in (
        ("assign", grant, "26", "--to", "17"),
        ("merge", visas, nurses),
        ("reject", visas, "--reason", REASON),
    ):
        ran = house.cajad("review", *words, "--who", "Aigul")
        assert ran.status == 0, ran.err
    before = decided(house)
    for command in (("poll", "kz-steppe"), ("rematch",), ("poll", "--all"), ("rematch", "--since", "2025-01-01")):
        assert house.cajad(*command).status == 0
        assert decided(house) == before


def test_a_report_that_came_by_a_merge_stays_split_off_whatever_is_polled_or_judged_again(
    house: Installation, newsroom: Newsroom
) -> None:
    newsroom.publishes("kz-steppe", GRANT, VISAS)
    assert house.cajad("poll", "kz-steppe").status == 0
    by_title = {str(card["headline"]): str(card["id"]) for card in cards(house)}
    kept, gone = by_title[GRANT.title], by_title[VISAS.title]
    for words in (("merge", kept, gone), ("split", kept, "2")):
        ran = house.cajad("review", *words, "--who", "Aigul")
        assert ran.status == 0, ran.err
    before = decided(house)
    assert sorted(len(card["reports"]) for card in cards(house)) == [1, 1]  # type: ignore[arg-type]  # parsed JSON
    newsroom.publishes("kz-wire", replace(GRANT, slug="wire"), replace(VISAS, slug="wire-visas"))
    assert house.cajad("poll", "kz-wire").status == 0
    assert sorted(len(card["reports"]) for card in cards(house)) == [2, 2]  # type: ignore[arg-type]  # parsed JSON
    joined = decided(house)
    assert before != joined
    for command in (("poll", "--all"), ("rematch", "--since", "2025-01-01")):
        assert house.cajad(*command).status == 0
        assert decided(house) == joined


def decided(house: Installation) -> object:
    """What editors' decisions have made of matches and groups."""
    with house.work() as work:
        items = work.reviews.review_queue(decided=True)
        stories = {each.development.id: tuple(work.groups.stories_of(each.development.id)) for each in items}
        return sorted(
            (each.development.id, sorted(each.state_of.items()), stories[each.development.id]) for each in items
        )


def test_a_change_of_status_is_proposed_accepted_rejected_and_undone(house: Installation, newsroom: Newsroom) -> None:
    development = alerted(house, newsroom)
    assert house.cajad("status", "--record").status == 0
    waiting = [json.loads(line) for line in house.cajad("review", "status", "list", "--json").out.splitlines()]
    assert [(each["unit"], each["evidence"]) for each in waiting] == [("25-a", [development]), ("26-b", [development])]
    assert "unreviewed" in row_of(house)
    assert house.cajad("review", "status", "accept", "26-b", "--who", "Aigul").status == 0
    assert "unreviewed" not in row_of(house)
    assert house.cajad("review", "status", "reject", "26-b", "--reason", " ").status == 2
    ran = house.cajad("review", "status", "reject", "26-b", "--reason", "a promise only", "--who", "Ken")
    assert "26-b: limited -> no_evidence" in ran.out
    assert "no reports found" in row_of(house)
    assert "set aside by an editor" in house.cajad("status", "--commitment", "26").out
    assert "a promise only" in house.cajad("review", "status", "log").out
    assert "0 % agreement" in house.cajad("review", "agreement").out
    assert house.cajad("review", "status", "undo", "--who", "Ken").status == 0
    assert "under way" in row_of(house)
    assert "26-b: no_evidence -> limited (evidence_added)" in house.cajad("review", "status", "list").out


def test_a_coding_moves_the_status_at_once(house: Installation, newsroom: Newsroom) -> None:
    development = alerted(house, newsroom)
    assert house.cajad("status", "--record").status == 0
    ran = house.cajad("review", "code", development[:8], "26-b", "--meets", "no", "--why", "another donor's")
    assert ran.status == 0, ran.err
    assert "26-b: limited -> no_evidence" in ran.out
    assert "no reports found" in row_of(house)
    assert house.cajad("review", "code", development, "26-b", "--meets", "unsaid").status == 0
    assert "under way" in row_of(house)
    assert house.cajad("review", "code", development, "26-z", "--meets", "no").status == 1
    assert house.cajad("review", "code", development, "26-b", "--meets", "perhaps").status == 2


def row_of(house: Installation) -> str:
    """The line of the customs equipment in the table of status."""
    shown = house.cajad("status", "--commitment", "26").out
    return next(line for line in shown.splitlines() if "Equipment for customs control" in line)
