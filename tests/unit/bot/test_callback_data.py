"""Callback data of the whole bot: any text is read without harm, and what our buttons say is read back and fits."""

from __future__ import annotations

import re
import string
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.choosing import CHOOSE, Wish, applied, wish_of
from bot.choosing import data_of as choosing_data
from bot.handlers.searching import PLACE
from bot.markup import CALLBACK_LIMIT
from bot.placing import AT, at, placed
from bot.replies.alert_buttons import ALERT, press_of
from bot.replies.alert_buttons import data_of as alert_data
from bot.replies.review_cards import KEY, REVIEW
from bot.replies.standing import COMMITMENT, asked_commitment
from bot.report_orders import ORDER, order_of
from bot.report_orders import data_of as order_data
from bot.review_presses import VERBS
from bot.review_presses import press_of as review_press_of
from bot.screens import Screen
from config.declarations import load_declaration
from config.organisations import load_organisations
from domain.development import Stage
from domain.facets import Facets

if TYPE_CHECKING:
    from collections.abc import Callable

DECLARATION, ORGANISATIONS = load_declaration(), load_organisations()


def wish(data: str) -> Wish | None:
    return wish_of(data, DECLARATION, ORGANISATIONS)


READ: dict[str, Callable[[str], object]] = {
    AT: placed,
    CHOOSE: wish,
    ORDER: order_of,
    ALERT: press_of,
    REVIEW: review_press_of,
    COMMITMENT: asked_commitment,
}
"""What reads callback data, by what it opens with."""

part = st.sampled_from([*VERBS, *Screen, "", "0", "1", "-1", "ask", "26", "٣", "f" * KEY, "f" * 32, "ru", "all"])
nearly = st.lists(part | st.text(max_size=8), max_size=5).map(":".join)


@pytest.mark.parametrize("opening", READ)
@given(st.data())
def test_no_text_breaks_the_reading(opening: str, data: st.DataObject) -> None:
    said = data.draw(st.text(max_size=80) | nearly.map(lambda rest: f"{opening}{rest}") | nearly)
    found = READ[opening](said)
    assert found is None or said.startswith(opening) or opening == COMMITMENT


@given(nearly)
def test_whatever_is_understood_is_what_a_button_says(rest: str) -> None:
    if (chosen := wish(f"{CHOOSE}{rest}")) is not None:
        assert choosing_data(chosen) == f"{CHOOSE}{rest}"
    if (ordered := order_of(f"{ORDER}{rest}")) is not None:
        assert order_data(ordered) == f"{ORDER}{rest}"
    if (pressed := press_of(f"{ALERT}{rest}")) is not None:
        assert alert_data(pressed) == f"{ALERT}{rest}"


hexadecimal = st.text("0123456789abcdef", min_size=KEY, max_size=KEY)
seen = st.integers(0, 9999)
choice = st.text(string.ascii_lowercase + string.digits + "_", min_size=1, max_size=24)
SHAPES = {
    **dict.fromkeys(("next", "undo", "fig"), (False, False, False)),
    "lang": (False, False, True),
    **dict.fromkeys(("card", "skip", "keep", "pass", "sok", "sno", "scar"), (True, False, False)),
    "swhy": (True, False, True),
    **dict.fromkeys(("ok", "fine", "dup", "no"), (True, True, False)),
    **dict.fromkeys(("to", "at", "into", "why"), (True, True, True)),
}


@given(st.sampled_from(VERBS), hexadecimal, seen, choice)
def test_a_press_of_the_review_is_read_back_and_nothing_more_or_less(verb: str, key: str, n: int, chosen: str) -> None:
    with_key, with_seen, with_choice = SHAPES[verb]
    said = [verb, *([key] if with_key else []), *([str(n)] if with_seen else []), *([chosen] if with_choice else [])]
    data = REVIEW + ":".join(said)
    pressed = review_press_of(data)
    assert pressed is not None
    assert (pressed.verb, pressed.key, pressed.seen, pressed.choice) == (
        verb,
        key if with_key else "",
        n if with_seen else 0,
        chosen if with_choice else "",
    )
    assert len(data.encode()) <= CALLBACK_LIMIT
    for more in (f"{data}:", f"{data}:1:1:1", f"{data}\n", f"{data}:ё", REVIEW, f"{REVIEW}{verb}:{key}:{n}:{chosen}:1"):
        assert review_press_of(more) is None


@given(st.integers(1, 10**16 - 1), st.text(min_size=1, max_size=40))
def test_a_button_about_another_chat_names_it_and_says_the_same(number: int, data: str) -> None:
    assert placed(at(str(-number), data)) == (str(-number), data)


@pytest.mark.parametrize("digits", ["٣", "９", "1２", "12345", "", "-1", "1\n"])
def test_a_place_in_a_list_is_written_in_plain_digits(digits: str) -> None:
    assert re.fullmatch(PLACE, digits) is None
    assert asked_commitment(f"{COMMITMENT}{digits}") is None or digits == "12345"


@pytest.mark.parametrize("data", ["stage:planned:0", "amount:100000000:0", "sources:KZ:0"])
def test_an_old_button_does_not_take_back_what_was_chosen_after_it(data: str) -> None:
    chosen = Facets(least_stage=Stage.AGREED, least_yen=Decimal(1_000_000_000), without_ministry="TJ")
    asked = wish(f"{CHOOSE}{data}")
    assert asked is not None
    assert applied(chosen, asked, {}) == chosen


@pytest.mark.parametrize("data", ["preset:all:0", "preset:news:0", "hour:7:0", "quiet:off:0", "zone:UTC:0"])
def test_what_is_replaced_and_never_taken_back_has_no_button_for_that(data: str) -> None:
    assert wish(f"{CHOOSE}{data}") is None
