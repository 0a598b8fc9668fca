"""One summit's results are one development, whichever of them a report leads with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from domain.commitment import CENTRAL_ASIA
from domain.development import Stage
from domain.match import Facts, Instrument, Item
from domain.moment import Precision
from matching.grouping.decide import RETOLD, likeness
from matching.grouping.gatherings import TOLD_WITHIN, is_same_gathering
from matching.grouping.keys import looked_up_keys, stored_keys, timeless_keys
from matching.grouping.stories import grouped_item
from tests.groupers import GROUPER
from tests.unit.matching.grouped import a_grouped

if TYPE_CHECKING:
    from domain.grouping import GroupedStory
    from matching.matcher import LexicalMatcher

SUMMIT = Facts(instrument=Instrument.SUMMIT)


def results(name: str = "a", **over: Any) -> GroupedStory:
    values = {"countries": CENTRAL_ASIA, "facts": SUMMIT, "ordinals": (2,), "stage": Stage.AGREED, **over}
    return a_grouped(name, **values)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"stage": Stage.STARTED, "primary": 9}, id="another result"),
        pytest.param({"precision": Precision.UNKNOWN, "hours": 24 * 300}, id="no date"),
        pytest.param({"hours": 24 * TOLD_WITHIN}, id="days later"),
        pytest.param({"ordinals": (), "hours": 24}, id="which one is not said, the day after"),
        pytest.param({"ordinals": (1, 2)}, id="after the first, the second"),
        pytest.param({"headline": ("place:astana", "summit")}, id="its place in the headline"),
    ],
)
def test_what_one_summit_came_to_is_one_occurrence(other: dict[str, Any]) -> None:
    one, further = results(), results("b", **other)
    assert is_same_gathering(one, further)
    assert is_same_gathering(further, one)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"ordinals": (3,)}, id="the next summit"),
        pytest.param({"ordinals": (), "precision": Precision.UNKNOWN}, id="neither when nor which one is said"),
        pytest.param({"stage": Stage.PLANNED}, id="announced"),
        pytest.param({"stage": Stage.SAID}, id="a guest's speech"),
        pytest.param({"stage": Stage.SETBACK}, id="postponed"),
        pytest.param({"countries": ("KZ",)}, id="one state's talks beside it"),
        pytest.param({"facts": Facts(instrument=Instrument.MEETING)}, id="another form"),
        pytest.param({"facts": Facts()}, id="no form"),
        pytest.param({"headline": ("senior_officials",)}, id="officials prepare it"),
        pytest.param({"headline": ("place:tashkent",)}, id="elsewhere"),
        pytest.param({"hours": 24 * (TOLD_WITHIN + 1)}, id="a look back"),
    ],
)
def test_what_only_names_a_summit_is_another_occurrence(other: dict[str, Any]) -> None:
    one, further = results(headline=("place:astana",)), results("b", **other)
    assert not is_same_gathering(one, further)
    assert not is_same_gathering(further, one)


def test_sides_of_a_summit_are_joined_although_they_share_nothing_else(matcher: LexicalMatcher) -> None:
    corridor = grouped(
        matcher,
        "Маршрут через Каспий вошёл в декларацию Японии и Центральной Азии",
        "Лидеры пяти стран Центральной Азии и Японии на втором саммите подписали декларацию о поддержке "
        "Транскаспийского маршрута.",
        date="2027-03-04",
    )
    declaration = grouped(
        matcher,
        "Japan and five Central Asian states adopt declaration at second summit",
        "Leaders of Japan, Kazakhstan, Kyrgyzstan, Tajikistan, Turkmenistan and Uzbekistan adopted a joint "
        "declaration on artificial intelligence and disaster risk at the second Central Asia plus Japan summit.",
    )
    assert likeness(corridor, declaration, GROUPER.numbers) == RETOLD


def test_reports_of_one_summit_find_each_other() -> None:
    one = results(headline=("declaration",), title="Declaration adopted")
    told = results("b", headline=("corridor",), primary=25, title="Route agreed", hours=24 * 40)
    further = replace(told, numbers=(25,))
    assert set(timeless_keys(one)) & set(timeless_keys(further)) == {"gathering:2", "gathering"}
    assert set(stored_keys(one)) & set(looked_up_keys(further)) == {"gathering:2"}


def test_the_officials_who_prepare_a_summit_are_told_apart_in_every_language(matcher: LexicalMatcher) -> None:
    headlines = (
        "Senior officials of Japan and Central Asia prepare summit",
        "Старшие должностные лица Японии и Центральной Азии готовят саммит",
        "「中央アジア+日本」高級実務者会合、首脳会合を準備",
        "Жапония мен Орталық Азияның аға лауазымды тұлғалары саммитті әзірлейді",
        "Yaponiya va Markaziy Osiyo yuqori martabali mansabdorlari sammitga tayyorlanmoqda",
        "Ýaponiýanyň we Merkezi Aziýanyň ýokary wezipeli wekilleri sammite taýýarlanýar",
    )
    for headline in headlines:
        assert "senior_officials" in grouped(matcher, headline).signals.headline, headline


def grouped(matcher: LexicalMatcher, title: str, summary: str = "", date: str = "") -> GroupedStory:
    item = Item(id=title, title=title, summary=summary, date=date)
    return grouped_item(item, matcher.match(item))
