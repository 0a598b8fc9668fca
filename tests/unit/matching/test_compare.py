"""What two reports have in common, signal by signal."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.development import Stage
from domain.grouping import GroupingNumbers
from domain.match import Facts, Instrument, Money
from domain.moment import Precision
from matching.grouping.compare import features, same_sum
from matching.grouping.decide import RETOLD, kinship, likeness
from tests.groupers import GROUPER
from tests.unit.matching.grouped import a_grouped, dollars, yen

NUMBERS = GROUPER.numbers
DOLLARS = NUMBERS.dollars
KNOWN = GroupingNumbers({}, {}, {"place:aktau": 4.0, "place:tokyo": 0.4}, DOLLARS, NUMBERS.places)
SAIDOV_HOSTS, PRESIDENT_HOSTS = ("person:iwaya", "person:saidov"), ("person:iwaya", "person:mirziyoyev")
BRIDGE = {"title": "Мост через реку Нарын построят", "headline": ("bridge",), "objects": ("bridge",)}
MEETING, VISIT = Facts(instrument=Instrument.MEETING, place="aktau"), Facts(instrument=Instrument.VISIT, place="aktau")


@pytest.mark.parametrize(
    ("one", "other", "feature", "value"),
    [
        ({"days": ("2026-01-10",)}, {"days": ("2026-01-10",)}, "same_day_named", 1.0),
        ({"days": ("2025-01-10",)}, {"days": ("2026-01-10",)}, "same_calendar_day", 1.0),
        ({"precision": Precision.UNKNOWN}, {}, "time_unknown", 1.0),
        ({"years": (2024,)}, {"years": (2025,)}, "other_years", 1.0),
        ({"names": ("place:aktau",)}, {"names": ("place:aktau",)}, "shared_place", 1.0),
        ({"names": ("place:tokyo",)}, {"names": ("place:tokyo",)}, "shared_place", 0.1),
        ({"names": ("person:iwaya",)}, {"names": ("person:aso",)}, "other_person", 1.0),
        ({"headline": ("person:iwaya",), "names": ("person:iwaya",)}, {}, "headline_person_untold", 1.0),
        ({"headline": ("ratification",), "objects": ("ratification",)}, {}, "act_untold", 1.0),
        ({"names": SAIDOV_HOSTS}, {"names": PRESIDENT_HOSTS}, "other_host", 1.0),
        ({"names": SAIDOV_HOSTS}, {"names": ("person:iwaya",)}, "other_host", 0.0),
        (BRIDGE, BRIDGE, "reworded", 1.0),
        (BRIDGE, BRIDGE | {"headline": ("bridge", "bus"), "objects": ("bridge", "bus")}, "reworded", 0.5),
        (BRIDGE, BRIDGE | {"language": "en"}, "reworded", 0.0),
        ({"spelt": ("srnb", "krt")}, {"spelt": ("srnb",)}, "shared_spelt", 2 / 3),
        ({"countries": ("KZ",)}, {"countries": ("KZ", "KG")}, "countries_within", 1.0),
        ({"facts": MEETING}, {"facts": VISIT}, "other_instrument", 1.0),
        ({"facts": MEETING}, {"facts": VISIT}, "same_main_place", 1.0),
        ({"stage": Stage.PLANNED}, {"stage": Stage.DONE}, "planned_and_done", 1.0),
        ({"stage": Stage.SETBACK}, {}, "setback_untold", 1.0),
        ({"amount": yen(719)}, {"amount": yen(700)}, "same_amount", 1.0),
        ({"amount": yen(719)}, {"amount": yen(900)}, "other_amount", 1.0),
        ({"amount": yen(719)}, {"amount": yen(719)}, "equal_amount", 1.0),
        ({"amount": yen(700)}, {"amount": yen(700)}, "equal_amount", 0.5),
        ({"amount": yen(719)}, {"amount": yen(718)}, "equal_amount", 0.0),
        ({"names": ("place:khujand",)}, {"names": ("place:bokhtar",)}, "other_place", 1.0),
        ({"names": ("place:tokyo",)}, {"names": ("place:dushanbe",)}, "other_place", 1.0),
        ({"numbers": ("27600",)}, {"numbers": ("27600",)}, "shared_numbers", 1.0),
        ({"numbers": ("27600",)}, {"numbers": ("310",)}, "other_numbers", 1.0),
        ({"ordinals": (1,)}, {"ordinals": (1,)}, "same_later_ordinal", 0.0),
        ({"ordinals": (1, 9)}, {"ordinals": (9,)}, "same_later_ordinal", 1.0),
        ({"language": "ja"}, {}, "other_language", 1.0),
        ({"title": "物流円滑化", "language": "ja"}, {"title": "物流円滑", "language": "ja"}, "words_overlap", 1.0),
        ({"title": ""}, {"title": ""}, "words_overlap", 0.0),
    ],
)  # fmt: skip
def test_a_signal_becomes_a_number(one: dict[str, Any], other: dict[str, Any], feature: str, value: float) -> None:
    first, second = a_grouped("a", **one), a_grouped("b", **other)
    assert features(first, second, KNOWN)[feature] == pytest.approx(value, abs=0.01)
    assert features(first, second, KNOWN) == pytest.approx(features(second, first, KNOWN))


@pytest.mark.parametrize(
    ("one", "other"),
    [("khujand", "sughd"), ("sughd", "spitamen"), ("khujand", "spitamen"), ("khujand", "dushanbe"), ("tokyo", "sughd")],
)
def test_a_town_is_in_its_province_and_papers_are_signed_in_capitals(one: str, other: str) -> None:
    first, second = (a_grouped(each, names=(f"place:{each}",)) for each in (one, other))
    assert "other_place" not in features(first, second, KNOWN)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (dollars(1400), dollars(1450), True),
        (dollars(1000), dollars(1200), False),
        (yen(1033), dollars(7.6), True),
        (yen(1033), dollars(15), False),
        (Money(Decimal(3_400_000_000), "KZT", ""), dollars(6.6), True),
        (Money(Decimal(5), "XXX", ""), dollars(5), False),
        (Money(Decimal(0), "USD", ""), Money(Decimal(0), "USD", ""), False),
    ],
)
def test_sums_are_one_where_they_differ_by_rounding_or_currency(one: Money, other: Money, *, same: bool) -> None:
    assert same_sum(one, other, DOLLARS) is same
    assert same_sum(other, one, DOLLARS) is same


def test_without_rates_sums_in_two_currencies_are_two() -> None:
    assert not same_sum(yen(1033), dollars(7.6))


def test_other_countries_are_no_kin() -> None:
    assert kinship(a_grouped("a"), a_grouped("b", countries=("TJ",)), NUMBERS) == 0.0


def test_a_short_headline_alone_is_no_reprint() -> None:
    one, other = a_grouped("a", title="Грант подписан"), a_grouped("b", title="Грант подписан")
    assert likeness(one, other, NUMBERS) < 0.99
    long = "Грант на оборудование для порта Актау подписан"
    assert likeness(a_grouped("a", title=long), a_grouped("b", title=long), NUMBERS) == 0.99


RETELLING: dict[str, Any] = {
    "title": "Япония передала больнице в Оше аппараты", "summary": "Церемония прошла в Оше, аппараты получили врачи.",
}  # fmt: skip


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({"title": "Япония передала аппараты больнице в Оше"}, True),
        ({"title": "Япония передала больнице в Оше десять аппаратов", "hours": 24 * 4}, False),
        ({"title": "Япония передала аппараты больнице в Оше", "names": ("place:naryn",)}, False),
        ({"title": "Министры обсудили визит", "summary": "Переговоры коснулись торговли, виз и обмена."}, False),
    ],
)
def test_a_report_in_the_words_of_another_is_taken_over(other: dict[str, Any], *, same: bool) -> None:
    first = a_grouped("a", **RETELLING, names=("place:osh",))
    second = a_grouped("b", **(RETELLING | {"names": ("place:osh",)} | other))
    assert (likeness(first, second, NUMBERS) == RETOLD) is same


@given(st.permutations(["bridge", "bus", "road", "port", "school"]), st.integers(0, 5), st.integers(0, 5))
def test_likeness_is_a_share_and_mutual(things: list[str], first: int, second: int) -> None:
    one = a_grouped("a", objects=tuple(sorted(things[:first])))
    other = a_grouped("b", objects=tuple(sorted(things[second:])))
    assert 0 < likeness(one, other, NUMBERS) <= 1
    assert likeness(one, other, NUMBERS) == likeness(other, one, NUMBERS)
