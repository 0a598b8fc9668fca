"""The exchange format of `cajad match`."""

from __future__ import annotations

import json

import pytest

from domain.match import Item
from matching.exchange import UnreadableItem, answer, error_answer, item_of, read_item
from tests.builders import a_judgement, a_story, an_irrelevant_judgement


def test_a_line_is_read_with_unknown_fields_ignored() -> None:
    item = read_item('{"id": 7, "title": "T", "summary": null, "relevant": true, "lang": "ru"}', 3)
    assert item == Item(id="7", title="T", lang="ru")


def test_the_number_of_the_line_stands_in_for_a_missing_id() -> None:
    assert read_item('{"title": ""}', 12).id == "12"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "not a JSON object"),
        ("{}", "title: is missing"),
        ('{"title": 5}', "title: is a number, must be text"),
        ('{"title": "t", "summary": ["a"]}', "summary: is a list, must be text"),
        ('{"title": "t", "id": true}', "id: is true or false"),
        ('{"title": "t", "id": 1.5}', "id: is a number"),
        ('{"title": "t", "url": {}}', "url: is an object"),
    ],
)
def test_a_line_that_is_no_item_says_what_is_wrong(line: str, message: str) -> None:
    with pytest.raises(UnreadableItem, match=message):
        read_item(line, 1)


def test_a_relevant_answer_holds_every_field() -> None:
    told = answer(Item(id="x", title=""), a_judgement())
    assert json.loads(json.dumps(told)) == {
        "id": "x", "relevant": True, "score": 0.9, "lang": "ru", "tie": "topic",
        "commitments": [{"number": 26, "score": 0.9, "evidence": "Япония выделит грант порту Актау"}],
        "primary": 26, "countries": ["KZ"], "stage": "planned",
    }  # fmt: skip


def test_an_irrelevant_answer_is_empty() -> None:
    told = answer(Item(id="x", title=""), an_irrelevant_judgement())
    assert (told["tie"], told["commitments"], told["primary"], told["countries"], told["stage"]) == (
        None,
        [],
        None,
        [],
        None,
    )


def test_an_unreadable_line_keeps_its_place() -> None:
    assert error_answer(4, "is not JSON") == {"id": None, "line": 4, "error": "is not JSON"}


def test_a_story_is_read_with_its_publishers_country() -> None:
    item = item_of(a_story(country="KZ"))
    assert (item.country, item.lang, item.date) == ("KZ", "ru", "2026-01-15")
    assert item_of(a_story(country="INT")).country == ""
