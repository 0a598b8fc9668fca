"""What readers are told in their language, and that no word of it is missing."""

from __future__ import annotations

import ast
import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfoNotFoundError

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from bot.texts import DEFAULT_ZONES, LOCALES, Texts, flag, texts_for
from domain.commitment import LANGUAGES, PARTIES, READER_LANGUAGES
from domain.match import Money
from domain.moment import Moment, Precision

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

ROOT = Path(__file__).parents[3]
FORMS = {"say": 1, "marked": 1, "count": 2}
"""Arguments that hold message texts, by function."""

AT = datetime(2025, 12, 20, 9, 5, tzinfo=UTC)


def reader(language: str) -> Texts:
    return texts_for(language, DEFAULT_ZONES[language])


def nodes_of_code() -> list[ast.AST]:
    """Every node of the packages that speak to readers (Babel's extractor misses what f-strings say)."""
    files = [path for package in ("bot", "reports", "web") for path in (ROOT / package).rglob("*.py")]
    return [node for path in files for node in ast.walk(ast.parse(path.read_text()))]


def messages_of_templates() -> set[str | tuple[str, ...]]:
    """Every text that the templates of the page say."""
    sources = [path.read_text() for path in (ROOT / "web" / "templates").glob("*.html")]
    calls = [call for source in sources for call in Environment(autoescape=True).parse(source).find_all(nodes.Call)]
    said: set[str | tuple[str, ...]] = set()
    for call in calls:
        name = getattr(call.node, "attr", getattr(call.node, "name", ""))
        words = tuple(each.value for each in call.args[: FORMS.get(name, 0)] if isinstance(each, nodes.Const))
        if words and len(words) == FORMS.get(name):
            said.add(words if name == "count" else words[0])
    return said


def message_of(call: ast.Call) -> str | tuple[str, ...]:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    words = tuple(each.value for each in call.args[: FORMS.get(name, 0)] if isinstance(each, ast.Constant))
    if len(words) != FORMS.get(name) or not all(isinstance(word, str) for word in words):
        return ""
    return words if name == "count" else words[0]


def catalogue_of(language: str) -> Catalog:
    with (LOCALES / language / "LC_MESSAGES" / "cajad.po").open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)", text))


@pytest.mark.parametrize("language", ["ru", "ja"])
def test_every_text_that_the_code_says_is_translated(language: str) -> None:
    said = {message_of(node) for node in nodes_of_code() if isinstance(node, ast.Call)} - {""}
    said |= messages_of_templates()

    assert said - {message.id for message in catalogue_of(language)} == set()


@pytest.mark.parametrize("language", ["ru", "ja"])
def test_no_text_is_translated_that_the_code_does_not_know(language: str) -> None:
    known = {node.value for node in nodes_of_code() if isinstance(node, ast.Constant)}
    known |= {word for said in messages_of_templates() for word in ([said] if isinstance(said, str) else said)}
    singulars = {message.id if isinstance(message.id, str) else message.id[0] for message in catalogue_of(language)}

    assert singulars - known - {""} == set()


@pytest.mark.parametrize("language", ["ru", "ja"])
def test_every_form_of_a_translation_is_there_with_the_placeholders_of_the_original(language: str) -> None:
    catalogue = catalogue_of(language)
    for message in catalogue:
        if not message.id:
            continue
        forms = message.string if message.pluralizable else (message.string,)
        original = message.id if isinstance(message.id, str) else message.id[1]
        assert len(forms) == (catalogue.num_plurals if message.pluralizable else 1), message.id
        assert all(form.strip() for form in forms), message.id
        # The plural form must say all; a form for one may leave the number out.
        assert placeholders(forms[-1]) == placeholders(original), message.id
        assert all(placeholders(form) <= placeholders(original) for form in forms), message.id
        assert not message.fuzzy, message.id


@pytest.mark.parametrize("language", ["ru", "ja"])
def test_every_command_in_a_text_can_be_tapped(language: str) -> None:
    """Telegram takes no command for one that a letter touches, and a kana is a letter."""
    for message in catalogue_of(language):
        for form in (message.string,) if isinstance(message.string, str) else message.string:
            for command in re.finditer(r"(?<![A-Za-z0-9/:.<])/[a-z]+", form):
                around = form[max(0, command.start() - 1) : command.start()] + form[command.end() : command.end() + 1]
                assert not re.search(r"\w", around), form


def test_english_is_the_original_and_needs_no_translation() -> None:
    assert [message.id for message in catalogue_of("en") if message.id] == []
    assert reader("en").say("paragraph {number}", number=26) == "paragraph 26"


def test_values_that_look_like_placeholders_are_left_alone() -> None:
    assert reader("en").say("in {language}", language="{0} {x}") == "in {0} {x}"


@pytest.mark.parametrize(
    ("n", "expected"),
    [(1, "Ещё 1 публикация"), (3, "Ещё 3 публикации"), (11, "Ещё 11 публикаций"), (21, "Ещё 21 публикация")],
)
def test_russian_has_three_plural_forms(n: int, expected: str) -> None:
    assert reader("ru").count("Also in {n} more report", "Also in {n} more reports", n) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "20 Dec 2025, 09:05 (UTC)"),
        ("ru", "20 дек. 2025 г., 14:05 (UTC+5)"),
        ("ja", "2025年12月20日 18:05（日本時間）"),
    ],
)
def test_a_minute_is_told_on_the_readers_clock(language: str, expected: str) -> None:
    assert reader(language).moment(Moment(AT, Precision.MINUTE)).replace("\u202f", " ") == expected


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Tokyo", "UTC"])
def test_a_day_without_a_time_is_the_same_day_everywhere(zone: str) -> None:
    day = Moment(datetime(2025, 12, 20, tzinfo=UTC), Precision.DAY)

    assert texts_for("en", zone).moment(day) == "20 Dec 2025, time unknown"


def test_a_date_not_given_is_said_to_be_first_seen() -> None:
    moment = Moment(AT, Precision.UNKNOWN)

    assert reader("en").moment(moment) == "date not given, first seen 20 Dec 2025, 09:05 (UTC)"


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Kolkata", "20 Dec 2025, 14:35 (UTC+5:30)"),
        ("America/St_Johns", "20 Dec 2025, 05:35 (UTC-3:30)"),
        ("Europe/London", "20 Dec 2025, 09:05 (UTC+0)"),
    ],
)
def test_a_zone_is_named_by_its_offset(zone: str, expected: str) -> None:
    assert texts_for("en", zone).time(AT) == expected


@pytest.mark.parametrize(
    ("language", "amount", "currency", "expected"),
    [
        ("en", "719000000", "JPY", "719 million yen"),
        ("ru", "719000000", "JPY", "719 млн иен"),
        ("ja", "719000000", "JPY", "7.19億円"),
        ("en", "3000000000000", "JPY", "3 trillion yen"),
        ("ja", "3000000000000", "JPY", "3兆円"),
        ("ru", "1500000000", "USD", "1,5 млрд долларов США"),
        ("en", "-5000000", "USD", "-5 million US dollars"),
        ("en", "12345", "USD", "12,345 US dollars"),
        ("en", "0", "USD", "0 US dollars"),
        ("en", "5", "QQQ", "5 QQQ"),
    ],
)
def test_a_sum_reads_as_the_language_says_it(language: str, amount: str, currency: str, expected: str) -> None:
    assert reader(language).money(Money(Decimal(amount), currency, "")).replace("\xa0", " ") == expected


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_a_long_figure_is_written_out_and_never_rounded(language: str) -> None:
    said = reader(language).money(Money(Decimal(123456789), "JPY", ""))

    assert "".join(filter(str.isdigit, said)) == "123456789"


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_languages_and_countries_of_the_dialogue_have_names(language: str) -> None:
    texts = reader(language)

    assert all(texts.language_name(code) != code for code in LANGUAGES)
    assert all(texts.country_name(code) != code for code in (*PARTIES, "INT"))


def test_kyrgyzstan_is_called_as_it_calls_itself_in_russian() -> None:
    assert reader("ru").country_name("KG") == "Кыргызстан"


def test_unknown_codes_stand_for_themselves() -> None:
    assert reader("en").language_name("xx-none") == "xx-none"
    assert reader("en").country_name("QQ") == "QQ"


def test_flags_are_made_from_country_codes_only() -> None:
    assert [flag(code) for code in ("KZ", "JP", "INT", "kz", "CA5", "")] == ["🇰🇿", "🇯🇵", "🌐", "", "", ""]


def test_a_language_the_product_does_not_speak_is_refused() -> None:
    with pytest.raises(ValueError, match="no texts in 'kk'"):
        texts_for("kk", "UTC")


def test_an_unknown_zone_is_refused_at_once() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        texts_for("en", "Asia/Nowhere")
