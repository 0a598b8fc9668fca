"""What a subscriber wants to hear: every facet narrows, none widens, and what stopped a development is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.commitment import CENTRAL_ASIA, Pillar
from domain.development import Stage
from domain.facets import (
    EVERYTHING,
    OUTLETS_LIMIT,
    PHRASES_LIMIT,
    DevelopmentFacts,
    Facet,
    Facets,
    concerns,
    facts_of,
    fold,
    outlet_names,
)
from domain.ledger import Rates
from domain.match import Facts, Money, Tie
from domain.signals import Signals
from domain.source import Tier
from tests.builders import a_judged_story, a_judgement, a_story

PILLARS = {26: Pillar.CONNECTIVITY}
DAY = date(2025, 12, 19)
RATES = Rates((DAY,), {DAY: {"USD": Decimal(157)}})

pillars = st.frozensets(st.sampled_from(list(Pillar)))
numbers = st.frozensets(st.integers(1, 53), max_size=4)
countries = st.frozensets(st.sampled_from(CENTRAL_ASIA))
names = st.frozensets(st.sampled_from(["company:mitsui", "institution:jica", "company:itochu"]))
languages = st.frozensets(st.sampled_from(["ru", "en", "ja"]))
outlets = st.frozensets(st.sampled_from(["steppe courier", "wire.example"]))
amounts = st.none() | st.integers(1, 10**10).map(Decimal)
some_facets = st.builds(
    Facets,
    pillars=pillars,
    commitments=numbers,
    countries=countries,
    names=names,
    official_only=st.booleans(),
    central_asian_only=st.booleans(),
    without_ministry=st.sampled_from(["", *CENTRAL_ASIA]),
    least_stage=st.none() | st.sampled_from(list(Stage)),
    least_yen=amounts,
    reviewed_only=st.booleans(),
    certain_only=st.booleans(),
    languages=languages,
    hidden_outlets=outlets,
    phrases=st.lists(st.sampled_from(["порт", "water"]), max_size=2).map(tuple),
)
some_facts = st.builds(
    DevelopmentFacts,
    numbers=numbers,
    pillars=pillars,
    countries=countries,
    names=names,
    tier=st.sampled_from(list(Tier)),
    publisher=st.sampled_from(["JP", "INT", *CENTRAL_ASIA]),
    stage=st.none() | st.sampled_from(list(Stage)),
    money=st.booleans(),
    yen=amounts,
    reviewed=st.booleans(),
    certain=st.booleans(),
    language=st.sampled_from(["ru", "en", "ja", "kk"]),
    outlets=outlets,
    text=st.sampled_from(["порт актау", "water for all", "nothing"]),
)
NARROWED: list[tuple[str, Any]] = [
    ("countries", frozenset({"KZ"})),
    ("names", frozenset({"company:mitsui"})),
    ("official_only", True),
    ("central_asian_only", True),
    ("without_ministry", "KZ"),
    ("least_stage", Stage.AGREED),
    ("least_yen", Decimal(1_000_000)),
    ("reviewed_only", True),
    ("certain_only", True),
    ("languages", frozenset({"ru"})),
    ("phrases", ("порт",)),
]


@given(some_facts)
def test_facets_that_are_not_set_pass_everything(facts: DevelopmentFacts) -> None:
    assert concerns(EVERYTHING, facts).passed


@given(some_facets, some_facts, st.sampled_from(NARROWED))
def test_setting_a_facet_never_adds_an_alert(
    facets: Facets, facts: DevelopmentFacts, narrowed: tuple[str, Any]
) -> None:
    name, value = narrowed
    wider = replace(facets, **{name: getattr(EVERYTHING, name)})
    assert concerns(wider, facts).passed or not concerns(replace(facets, **{name: value}), facts).passed


@given(some_facets, some_facts, outlets)
def test_hiding_one_more_outlet_never_adds_an_alert(
    facets: Facets, facts: DevelopmentFacts, more: frozenset[str]
) -> None:
    narrower = replace(facets, hidden_outlets=facets.hidden_outlets | more)
    assert concerns(facets, facts).passed or not concerns(narrower, facts).passed


@given(some_facets, some_facts, countries)
def test_dropping_a_country_of_several_never_adds_an_alert(
    facets: Facets, facts: DevelopmentFacts, more: frozenset[str]
) -> None:
    wider = replace(facets, countries=facets.countries | more if facets.countries else frozenset())
    assert concerns(wider, facts).passed or not concerns(facets, facts).passed


@given(some_facets, some_facts)
def test_a_later_least_stage_and_a_larger_least_sum_never_add_an_alert(facets: Facets, facts: DevelopmentFacts) -> None:
    lower = replace(facets, least_stage=Stage.PLANNED, least_yen=Decimal(1_000))
    higher = replace(facets, least_stage=Stage.DONE, least_yen=Decimal(1_000_000))
    assert concerns(lower, facts).passed or not concerns(higher, facts).passed


def told(judgement: dict[str, Any] | None = None, *, reviewed: bool = False, **story: Any) -> DevelopmentFacts:
    judged = a_judged_story(a_story(**story), a_judgement(**judgement or {}))
    return facts_of(judged, PILLARS, RATES, reviewed=reviewed)


@pytest.mark.parametrize(
    ("facets", "facet"),
    [
        (Facets(pillars=frozenset({Pillar.GREEN})), Facet.TOPICS),
        (Facets(commitments=frozenset({7})), Facet.TOPICS),
        (Facets(countries=frozenset({"TJ"})), Facet.COUNTRIES),
        (Facets(names=frozenset({"company:mitsui"})), Facet.NAMES),
        (Facets(official_only=True), Facet.TIER),
        (Facets(least_stage=Stage.AGREED), Facet.STAGE),
        (Facets(least_yen=Decimal(1)), Facet.AMOUNT),
        (Facets(reviewed_only=True), Facet.REVIEWED),
        (Facets(languages=frozenset({"ja"})), Facet.LANGUAGES),
        (Facets(hidden_outlets=frozenset({"steppe courier"})), Facet.OUTLETS),
        (Facets(hidden_outlets=frozenset({"steppe.example.kz"})), Facet.OUTLETS),
        (Facets(phrases=("ташкент",)), Facet.PHRASES),
    ],
)
def test_what_a_facet_stops_is_named(facets: Facets, facet: Facet) -> None:
    assert concerns(facets, told()).stopped_by == (facet,)


def test_every_facet_that_stopped_it_is_named_in_order() -> None:
    facets = Facets(phrases=("ташкент",), countries=frozenset({"TJ"}), official_only=True)
    assert concerns(facets, told()).stopped_by == (Facet.COUNTRIES, Facet.TIER, Facet.PHRASES)


@pytest.mark.parametrize(
    "facets",
    [
        Facets(pillars=frozenset({Pillar.CONNECTIVITY, Pillar.GREEN})),
        Facets(pillars=frozenset({Pillar.GREEN}), commitments=frozenset({26})),
        Facets(countries=frozenset({"KZ", "TJ"}), central_asian_only=True, certain_only=True),
        Facets(least_stage=Stage.PLANNED, languages=frozenset({"ru"}), phrases=("актау",)),
        Facets(without_ministry="KZ"),
    ],
)
def test_what_meets_the_facets_passes(facets: Facets) -> None:
    assert concerns(facets, told()).passed


def test_the_ministry_of_ones_own_country_is_silent_and_its_press_is_not() -> None:
    facets = Facets(without_ministry="KZ")
    assert concerns(facets, told(tier=Tier.OFFICIAL)).stopped_by == (Facet.MINISTRY,)
    assert concerns(facets, told(tier=Tier.OFFICIAL, country="UZ")).passed


def test_only_sources_of_the_five_countries_can_be_wanted() -> None:
    assert concerns(Facets(central_asian_only=True), told(country="JP")).stopped_by == (Facet.SIDE,)


def test_a_setback_passes_whatever_the_least_stage() -> None:
    assert concerns(Facets(least_stage=Stage.DONE), told({"stage": Stage.SETBACK})).passed


def test_a_match_that_names_the_declaration_is_certain_whatever_its_score() -> None:
    facets = Facets(certain_only=True)
    assert concerns(facets, told({"score": 0.51})).stopped_by == (Facet.CERTAIN,)
    assert concerns(facets, told({"score": 0.51, "tie": Tie.EXPLICIT})).passed


@pytest.mark.parametrize(
    ("amount", "currency", "passes"),
    [(10, "USD", True), (9, "USD", False), (1570, "JPY", True), (1569, "JPY", False), (1, "XAU", True)],
)
def test_sums_compare_in_yen_and_one_without_a_rate_passes(amount: int, currency: str, *, passes: bool) -> None:
    facts = told({"facts": Facts(amount=Money(Decimal(amount), currency, "sum"))})
    assert concerns(Facets(least_yen=Decimal(1570)), facts).passed is passes


def test_without_rates_only_yen_compare() -> None:
    for currency, passes in (("JPY", False), ("USD", True)):
        judged = a_judged_story(judgement=a_judgement(facts=Facts(amount=Money(Decimal(5), currency, "sum"))))
        assert concerns(Facets(least_yen=Decimal(100)), facts_of(judged, PILLARS)).passed is passes


def test_a_reviewed_development_and_a_named_company_pass() -> None:
    facts = told({"signals": Signals(names=("company:mitsui",))}, reviewed=True)
    assert concerns(Facets(names=frozenset({"company:mitsui"}), reviewed_only=True), facts).passed


def test_an_outlet_found_by_a_search_is_hidden_by_its_own_name_and_by_its_host() -> None:
    assert outlet_names("Khovar (News search)", "https://www.khovar.example/1") == {
        "khovar (news search)",
        "khovar",
        "khovar.example",
    }
    assert Facets(hidden_outlets=frozenset({"khovar"})).hides("Khovar (News search)", "https://[")


def test_phrases_compare_without_case_width_and_runs_of_space() -> None:
    assert fold("  ＪＩＣＡ  Grant ") == "jica grant"


@pytest.mark.parametrize(
    "over",
    [
        {"phrases": tuple(f"phrase {n}" for n in range(PHRASES_LIMIT + 1))},
        {"phrases": ("x" * 61,)},
        {"phrases": ("x",)},
        {"hidden_outlets": frozenset(f"outlet {n}" for n in range(OUTLETS_LIMIT + 1))},
    ],
)
def test_phrases_and_outlets_are_bounded(over: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="too"):
        Facets(**over)


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("степной ветер", "Завод «Степной  Ветер» построят в Актау", True),
        ("ветер", "Степной ветер", True),
        ("ветер", "Суховетер построит завод", False),
        ("ветер", "Ветеру дали грант", True),
        ("草原の風", "新会社草原の風が建設", True),
        ("abc", "新会社ABCが建設", True),
        ("abc", "xabc and abc", True),
        ("abc", "xabc", False),
    ],
)
def test_a_name_that_no_gazetteer_knows_stands_at_the_beginning_of_a_word(name: str, text: str, *, named: bool) -> None:
    facts = replace(told(), text=fold(text))
    assert concerns(Facets(other_names=(name,)), facts).passed is named


def test_one_name_of_either_sort_is_enough() -> None:
    facts = replace(told(), names=frozenset({"company:mitsui"}), text="степной ветер")
    both = Facets(names=frozenset({"company:mitsui"}), other_names=("чужой",))
    assert concerns(both, facts).passed
    assert concerns(replace(both, names=frozenset({"company:itochu"}), other_names=("степной",)), facts).passed
    stopped = concerns(replace(both, names=frozenset({"company:itochu"})), facts)
    assert stopped.stopped_by == (Facet.NAMES,)
