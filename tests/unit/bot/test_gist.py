"""The first line: what was extracted is there, what was not is not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bot.gist import flags, gist
from bot.labels import instrument_name, stage_name, tier_name
from bot.texts import DEFAULT_ZONES, texts_for
from domain.commitment import READER_LANGUAGES, Texts
from domain.development import Stage
from domain.match import Facts, Instrument, Money
from domain.source import Tier
from tests.builders import a_commitment, a_declaration, a_judgement, an_irrelevant_judgement

DECLARATION = a_declaration(a_commitment(26, Texts("Customs", "Таможня", "税関")))
PLACES = {"aktau": Texts("Aktau", "Актау", "アクタウ")}
FULL = Facts(("JP",), ("KZ",), Instrument.GRANT, Money(Decimal(719_000_000), "JPY", "719 млн иен"), "aktau")


def told(language: str, **over: Any) -> str:
    texts = texts_for(language, DEFAULT_ZONES[language])
    return gist(a_judgement(26, **over), DECLARATION, PLACES, texts).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "🇯🇵→🇰🇿 Agreed: Customs · grant · Aktau · 719 million yen"),
        ("ru", "🇯🇵→🇰🇿 Согласовано — Таможня · грант · Актау · 719 млн иен"),
        ("ja", "🇯🇵→🇰🇿 【合意】税関 · 無償資金 · アクタウ · 7.19億円"),
    ],
)
def test_all_facts_are_told_in_the_readers_language(language: str, expected: str) -> None:
    assert told(language, stage=Stage.AGREED, facts=FULL) == expected


def test_facts_that_were_not_extracted_are_left_out() -> None:
    assert told("en", stage=Stage.SAID, facts=Facts()) == "🇯🇵🇰🇿 Said: Customs"


def test_a_place_without_a_name_is_left_out() -> None:
    assert told("en", facts=Facts(place="nowhere")) == "🇯🇵🇰🇿 Planned: Customs"


def test_a_sum_larger_than_all_money_is_a_misreading_and_left_out() -> None:
    assert told("en", facts=Facts(amount=Money(Decimal("1E+400"), "JPY", ""))) == "🇯🇵🇰🇿 Planned: Customs"


@pytest.mark.parametrize(
    ("givers", "receivers", "countries", "expected"),
    [
        (("JP",), ("KZ", "UZ"), ("KZ",), "🇯🇵→🇰🇿🇺🇿"),
        (("KZ",), ("JP",), ("KZ",), "🇰🇿→🇯🇵"),
        (("JP",), (), ("KZ",), "🇯🇵🇰🇿"),
        ((), ("TJ",), ("TJ",), "🇯🇵🇹🇯"),
        ((), (), (), "🇯🇵"),
        (("JP",), ("CA5",), (), "🇯🇵→🇰🇿🇰🇬🇹🇯🇹🇲🇺🇿"),
    ],
)
def test_an_arrow_stands_only_where_both_sides_are_known(
    givers: tuple[str, ...], receivers: tuple[str, ...], countries: tuple[str, ...], expected: str
) -> None:
    assert flags(a_judgement(facts=Facts(givers, receivers), countries=countries)) == expected


def test_a_commitment_the_declaration_does_not_hold_is_told_by_its_number() -> None:
    texts = texts_for("en", "UTC")

    assert gist(a_judgement(7), DECLARATION, PLACES, texts) == "🇯🇵🇰🇿 Planned: paragraph 7"


def test_of_an_irrelevant_item_there_is_nothing_to_tell() -> None:
    with pytest.raises(ValueError, match="nothing to tell"):
        gist(an_irrelevant_judgement(), DECLARATION, PLACES, texts_for("en", "UTC"))


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_every_stage_instrument_and_tier_has_a_word_of_its_own(language: str) -> None:
    texts = texts_for(language, "UTC")
    for names in (
        [stage_name(stage, texts) for stage in Stage],
        [instrument_name(instrument, texts) for instrument in Instrument],
        [tier_name(tier, texts) for tier in Tier],
    ):
        assert len(set(names)) == len(names)
        assert all(names)
