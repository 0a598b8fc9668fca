"""What buttons of the settings ask for: nothing that no button offers, and never the opposite of what they say."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.choosing import ANSWERED, CHOOSE, Wish, answered, applied, applied_timing, data_of, tag, wish_of
from bot.choosing_times import TIMED
from bot.markup import CALLBACK_LIMIT, utf16_length
from bot.replies.choice_names import name_taken
from bot.replies.choices import asked_by, not_taken, prompt, screen
from bot.screens import Screen
from bot.texts import DEFAULT_ZONES, texts_for
from config.declarations import load_declaration
from config.organisations import load_organisations
from config.presets import load_presets
from domain.commitment import READER_LANGUAGES, Pillar
from domain.development import Stage
from domain.facets import EVERYTHING, OUTLETS_LIMIT, PHRASES_LIMIT, Facets, Preset
from domain.telling import Mode, Timing
from tests.golden_files import assert_golden
from tests.servers.telegram_html import parse_html

if TYPE_CHECKING:
    from domain.commitment import Declaration

PRESETS = load_presets()
ORGANISATIONS = load_organisations()
CHOSEN = Facets(
    pillars=frozenset({Pillar.CONNECTIVITY}),
    commitments=frozenset({26}),
    countries=frozenset({"KZ", "UZ"}),
    names=frozenset({"institution:jica", "company:inpex", "company:gone"}),
    other_names=("степной <ветер>",),
    official_only=True,
    without_ministry="TJ",
    least_stage=Stage.AGREED,
    least_yen=Decimal(1_000_000_000),
    certain_only=True,
    languages=frozenset({"ru", "ja"}),
    hidden_outlets=frozenset({"steppe <courier>", "wire.example"}),
    phrases=("порт актау", "水素 & 燃料"),
)
PAGES = {Screen.PILLAR: Pillar.CONNECTIVITY.value, Screen.SECTOR: "energy.2"}
WISHES = [Wish(each, PAGES.get(each, "")) for each in Screen if each not in TIMED]


@cache
def declaration() -> Declaration:
    return load_declaration()


def pressed(facets: Facets, *data: str) -> Facets:
    for each in data:
        wish = wish_of(f"{CHOOSE}{each}", declaration(), ORGANISATIONS)
        assert wish is not None
        facets = applied(facets, wish, PRESETS)
    return facets


@pytest.mark.parametrize("language", READER_LANGUAGES)
@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: wish.screen)
def test_every_screen_is_as_its_golden_file(wish: Wish, language: str) -> None:
    message = screen(wish, CHOSEN, declaration(), texts_for(language, DEFAULT_ZONES[language]), ORGANISATIONS)
    buttons = "\n".join(" ".join(f"[{button.text}] {button.data}" for button in row) for row in message.rows)
    parse_html(message.html)
    assert_golden(f"settings/{wish.screen}.{language}.txt", f"{message.html}\n{buttons}\n")


@pytest.mark.parametrize("facets", [EVERYTHING, CHOSEN])
@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: wish.screen)
def test_every_button_is_understood_fits_and_does_what_it_says(wish: Wish, facets: Facets) -> None:
    for button in screen(wish, facets, declaration(), texts_for("ru", "UTC"), ORGANISATIONS).buttons:
        asked = wish_of(button.data, declaration(), ORGANISATIONS)
        assert asked is not None
        assert data_of(asked) == button.data
        assert len(button.data.encode()) <= CALLBACK_LIMIT
        assert utf16_length(button.text) <= 64
        once = applied(facets, asked, PRESETS)
        assert applied(once, asked, PRESETS) == once
        if asked.screen is not Screen.PRESET:
            assert (once != facets) is (asked.on is not None)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "nowhere",
        "menu:x",
        "menu:x:1",
        "topics:26:1",
        "pillar",
        "pillar:blue",
        "pillar:999:1",
        "pillar:1e1:1",
        "countries:KZ",
        "countries:JP:1",
        "countries:KZ:2",
        "countries:KZ:1:1",
        "stage:said:1",
        "amount:1:1",
        "languages:de:1",
        "preset:gossip:1",
        "sources:certain:1",
        "certain:gossip:1",
        "countries:ask",
        "sector",
        "sector:energy",
        "sector:energy.9",
        "sector:energy.1:1",
        "sector:i.nobody:1",
        "sector:institution.jica:1",
        "names:i.jica:1",
        "names:0123456789abcdef:1",
        "phrases:ask:1",
        "phrases:порт:0",
        "phrases:0123456789abcdef:1",
    ],
)
def test_what_no_button_offers_is_no_wish(data: str) -> None:
    assert wish_of(f"{CHOOSE}{data}", declaration(), ORGANISATIONS) is None


@given(st.text(max_size=64))
def test_no_callback_data_whatever_breaks_the_reading(data: str) -> None:
    wish = wish_of(f"{CHOOSE}{data}", declaration(), ORGANISATIONS)
    assert wish is None or isinstance(applied(CHOSEN, wish, PRESETS), Facets)
    assert wish_of(data.replace(CHOOSE, ""), declaration(), ORGANISATIONS) is None


def test_what_is_pressed_is_chosen_and_what_is_pressed_again_is_not() -> None:
    chosen = pressed(
        EVERYTHING,
        "topics:green:1",
        "pillar:26:1",
        "countries:KZ:1",
        "sector:i.jica:1",
        "sector:c.toyota:1",
        "sources:official:1",
        "sources:side:1",
        "sources:UZ:1",
        "stage:agreed:1",
        "amount:1000000000:1",
        "certain:certain:1",
        "certain:reviewed:1",
        "languages:kk:1",
    )
    assert chosen == Facets(
        pillars=frozenset({Pillar.GREEN}),
        commitments=frozenset({26}),
        countries=frozenset({"KZ"}),
        names=frozenset({"institution:jica", "company:toyota"}),
        official_only=True,
        central_asian_only=True,
        without_ministry="UZ",
        least_stage=Stage.AGREED,
        least_yen=Decimal(1_000_000_000),
        certain_only=True,
        reviewed_only=True,
        languages=frozenset({"kk"}),
    )
    undone = ("topics:green:0", "pillar:26:0", "countries:KZ:0", "sources:official:0", "sources:side:0", "sources:UZ:0")
    names = (f"names:{tag('institution:jica')}:0", "sector:c.toyota:0")
    more = ("stage:agreed:0", "amount:1000000000:0", "certain:certain:0", "certain:reviewed:0", "languages:kk:0")
    assert pressed(chosen, *undone, *names, *more) == EVERYTHING


def test_a_preset_replaces_what_was_chosen_and_keeps_what_was_written() -> None:
    business = pressed(CHOSEN, "preset:business:1")
    assert business.pillars == PRESETS[Preset.BUSINESS].facets.pillars
    assert business.countries == business.names == frozenset()
    assert (business.phrases, business.hidden_outlets) == (CHOSEN.phrases, CHOSEN.hidden_outlets)
    assert business.other_names == CHOSEN.other_names
    assert pressed(Facets(official_only=True), "preset:all:1") == EVERYTHING


@pytest.mark.parametrize("preset", [*Preset, "all"])
def test_only_the_preset_that_promises_it_changes_when_messages_come(preset: str) -> None:
    wish = wish_of(f"{CHOOSE}preset:{preset}:1", declaration(), ORGANISATIONS)
    assert wish is not None
    own = Timing(digest_at=time(18), weekly=True, hold_until_reviewed=True, mode=Mode.ALL_IN_DIGEST)
    promised = replace(own, mode=Mode.ALL_AT_ONCE)
    assert applied_timing(own, wish, PRESETS) == (promised if preset == Preset.RESEARCH else own)
    assert applied_timing(own, Wish(Screen.PRESET), PRESETS) == own


def test_what_was_written_is_folded_listed_once_and_removed_by_its_button() -> None:
    facets = answered(EVERYTHING, Screen.OUTLETS, " https://WWW.Wire.example/ ")
    assert facets is not None
    assert facets.hidden_outlets == {"wire.example"}
    assert pressed(facets, f"outlets:{tag('wire.example')}:0") == EVERYTHING
    for _ in range(2):
        facets = answered(facets or EVERYTHING, Screen.PHRASES, "Порт  АКТАУ")
    assert facets is not None
    assert facets.phrases == ("порт актау",)
    assert pressed(facets, f"phrases:{tag('порт актау')}:0").phrases == ()


@pytest.mark.parametrize("asked", ANSWERED)
@pytest.mark.parametrize("text", ["", " x ", "x" * 61, "https://"])
def test_what_is_too_short_or_too_long_is_not_taken(asked: Screen, text: str) -> None:
    if asked is Screen.OUTLETS or text != "https://":
        assert answered(EVERYTHING, asked, text) is None


def test_one_too_many_is_not_taken() -> None:
    phrases = tuple(f"phrase {n}" for n in range(PHRASES_LIMIT))
    outlets = frozenset(f"outlet {n}" for n in range(OUTLETS_LIMIT))
    full = Facets(phrases=phrases, hidden_outlets=outlets)
    assert answered(full, Screen.PHRASES, "one more") is None
    assert answered(full, Screen.OUTLETS, "one more") is None
    assert answered(full, Screen.PHRASES, "phrase 1") == full
    assert answered(Facets(other_names=phrases), Screen.NAMES, "one more") is None


def test_a_known_organisation_is_followed_and_any_other_name_word_for_word() -> None:
    known = answered(EVERYTHING, Screen.NAMES, "ДЖАЙКА", ("institution:jica",))
    assert known == Facets(names=frozenset({"institution:jica"}))
    other = answered(known, Screen.NAMES, " Степной  Ветер ")
    assert other == Facets(names=frozenset({"institution:jica"}), other_names=("степной ветер",))
    assert pressed(other, f"names:{tag('степной ветер')}:0") == known


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_what_a_written_name_was_taken_for_is_said(language: str) -> None:
    texts = texts_for(language, "UTC")
    known = name_taken("джайка", ("institution:jica",), ORGANISATIONS, texts)
    other = name_taken(" <Wind> & Co ", (), ORGANISATIONS, texts)
    parse_html(other.html)
    assert_golden(f"settings/name_taken.{language}.txt", f"{known.html}\n---\n{other.html}\n")


@pytest.mark.parametrize("language", READER_LANGUAGES)
@pytest.mark.parametrize("asked", ANSWERED)
def test_an_answer_is_recognised_by_its_question_in_any_language(asked: Screen, language: str) -> None:
    texts = texts_for(language, "UTC")
    assert asked_by(prompt(asked, texts).plain) is asked
    assert asked_by(not_taken(asked, texts).plain) is None
