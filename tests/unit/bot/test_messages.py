"""Alerts as they are sent, against golden files and against whatever text the world may send."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.markup import MESSAGE_LIMIT, RenderedMessage, utf16_length
from bot.messages import AGAIN, NAMED_AT_ONCE, alert_parts, named_now
from bot.replies.review_cards import REASONS
from bot.replies.withdrawn import withdrawal_reply
from bot.texts import DEFAULT_ZONES
from config.ladders import load_ladders
from domain.alert import Earlier
from domain.amendment import ClaimedReply, WithdrawalReply, WithdrawalReplyId
from domain.commitment import READER_LANGUAGES, CommitmentNumber, Texts
from domain.development import DevelopmentId, Stage
from domain.facets import Facets
from domain.grouping import Change, Revision
from domain.match import Facts, Instrument, Match, Money, Tie
from domain.moment import Moment, Precision
from domain.source import Quote, Tier
from domain.story import StoryId
from tests.builders import (
    NOON,
    a_commitment,
    a_declaration,
    a_development,
    a_judgement,
    a_message,
    a_story,
    a_subscriber,
    an_alert,
)
from tests.golden_files import FOLDER, assert_golden
from tests.servers.telegram_html import parse_html

if TYPE_CHECKING:
    from domain.alert import Alert
    from domain.development import Development
    from domain.subscriber import Subscriber

DECLARATION = a_declaration(
    a_commitment(9, Texts("CA+JAD Tokyo Initiative", "Токийская инициатива CA+JAD", "CA+JAD東京イニシアティブ")),
    a_commitment(13, Texts("3 trillion yen in projects", "Проекты на 3 трлн иен", "3兆円の事業目標")),
    a_commitment(25, Texts("Trans-Caspian route", "Транскаспийский маршрут", "カスピ海ルート")),
    a_commitment(26, Texts("Customs training and equipment", "Таможня: обучение и техника", "税関の研修・機材")),
    a_commitment(27, Texts("Direct flights", "Прямые авиарейсы", "直行便")),
    a_commitment(50, Texts("Food and energy security", "Безопасность продовольствия", "食料・エネルギーの安全")),
)
PLACES = {"aktau": Texts("Aktau", "Актау", "アクタウ")}
EVIDENCE = "Рентгеновские сканеры для порта Актау купят на японский грант в рамках Токийской инициативы."


def matches(*numbers: int, evidence: str = EVIDENCE) -> tuple[Match, ...]:
    return tuple(Match(CommitmentNumber(number), 0.9, evidence) for number in numbers)


def full() -> Development:
    """All that can be extracted, reported by several outlets."""
    facts = Facts(("JP",), ("KZ",), Instrument.GRANT, Money(Decimal(719_000_000), "JPY", "719 млн иен"), "aktau")
    judgement = a_judgement(
        26, tie=Tie.EXPLICIT, stage=Stage.AGREED, facts=facts, matches=matches(26, 25, 9, 50, 13, 27)
    )
    lead = a_story(
        title="Япония даёт 719 млн иен на досмотр грузов <в Актау>",
        source_name="Customs & Co",
        tier=Tier.OFFICIAL,
        url="https://steppe.example.kz/news?id=1&lang=ru",
    )
    names = ("Customs & Co", "Caspian Daily", "Eurasia Wire", "Steppe Courier", "Silk Post", "Aral Times", "Ustyurt")
    return a_development(lead=lead, judgement=judgement, reports=12, source_names=names)


def bare() -> Development:
    """Nothing but a headline that is its own evidence, and a day."""
    title = "Узбекистан и Япония обсудили прямые рейсы"
    published = Moment(datetime(2026, 1, 14, tzinfo=UTC), Precision.DAY)
    judgement = a_judgement(27, stage=Stage.SAID, countries=("UZ",), matches=matches(27, evidence=title))
    return a_development(lead=a_story(title=title, published=published, url=""), judgement=judgement)


def late() -> Development:
    """Found too late to alert; its source gave no date and no language."""
    published = Moment(NOON - timedelta(days=1), Precision.UNKNOWN)
    return replace(
        a_development(lead=a_story(published=published, language=""), judgement=a_judgement(matches=matches(26, 25))),
        found_late=True,
        reports=2,
    )


def lost(count: int) -> tuple[Any, ...]:
    return tuple(
        a_message(revision=10 + number, created_at=NOON - timedelta(hours=3 - number)) for number in range(count)
    )


def revised() -> Revision:
    """Stage, sum and day changed at once."""
    before, after = Money(Decimal(700_000_000), "JPY", ""), Money(Decimal(950_000_000), "JPY", "")
    return Revision(
        DevelopmentId("d"), 2, StoryId("s"), NOON, Change(Stage.PLANNED, Stage.AGREED), Change(before, after),
        Change("2026-02-20", "2026-03-05"),
    )  # fmt: skip


def taken_back() -> Revision:
    return Revision(DevelopmentId("d"), 2, StoryId("s"), NOON, withdrawn=True)


TRANSLATIONS = {
    "en": "Japan gives 719 million yen for cargo inspection <in Aktau>",
    "ru": "Япония выделяет 719 млн иен на досмотр грузов",
    "ja": "日本、アクタウの貨物検査に7億1900万円",
}
KINDS: dict[str, Any] = {
    "alert_full": lambda subscriber: an_alert(full(), subscriber),
    "alert_bare": lambda subscriber: an_alert(bare(), subscriber),
    "alert_found_late": lambda subscriber: an_alert(late(), subscriber),
    "update_after_uncertain": lambda subscriber: an_alert(full(), subscriber, lost(1), revision=2),
    "update_of_values": lambda subscriber: replace(an_alert(full(), subscriber, revision=2), revised=revised()),
    "update_withdrawn": lambda subscriber: replace(an_alert(bare(), subscriber, revision=2), revised=taken_back()),
    "alert_after_several_uncertain": lambda subscriber: an_alert(bare(), subscriber, lost(3)),
    "alert_of_a_storyline": lambda subscriber: replace(
        an_alert(full(), subscriber),
        earlier=Earlier(Stage.PLANNED, Moment(NOON - timedelta(days=30), Precision.MINUTE)),
        muted=True,
    ),
    "alert_translated": lambda subscriber: replace(
        an_alert(full(), subscriber), translation=TRANSLATIONS[subscriber.language]
    ),
    "amended_counter": lambda subscriber: an_alert(replace(full(), reports=13), subscriber),
    "amended_reviewed": lambda subscriber: replace(an_alert(full(), subscriber), reviewed=True),
    "amended_withdrawn": lambda subscriber: replace(an_alert(full(), subscriber), withdrawn=REASONS["donor"]),
    "amended_withdrawn_in_own_words": lambda subscriber: replace(
        an_alert(bare(), subscriber), withdrawn="an old <plan>"
    ),
    "amended_withdrawn_without_words": lambda subscriber: replace(an_alert(bare(), subscriber), withdrawn=""),
}
LADDERS = load_ladders()


def render(alert: Alert) -> RenderedMessage:
    return alert_parts(alert, DECLARATION, PLACES, LADDERS)


def a_reply(reason: str, subscriber: Subscriber) -> ClaimedReply:
    development = full()
    row = WithdrawalReply(
        WithdrawalReplyId("reply"),
        subscriber.id,
        development.id,
        "7",
        reason,
        channel=subscriber.channel,
        created_at=NOON,
        due_at=NOON,
    )
    return ClaimedReply(row, subscriber, development)


def of(development: Development, **over: Any) -> RenderedMessage:
    return render(an_alert(development, a_subscriber(language="en", zone="UTC"), **over))


@pytest.mark.parametrize("language", READER_LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_message_is_as_its_golden_file(kind: str, language: str) -> None:
    message = render(KINDS[kind](a_subscriber(language=language, zone=DEFAULT_ZONES[language])))
    assert_golden(f"messages/{kind}.{language}.txt", shown_with_buttons(message))


def shown_with_buttons(message: RenderedMessage) -> str:
    rows = "".join("\n" + " ".join(f"[{each.text}]({each.data or each.url})" for each in row) for row in message.rows)
    return f"{message.html}{rows}\n\n--- plain ---\n{message.plain}\n"


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_the_reply_about_a_withdrawal_is_as_its_golden_file(language: str) -> None:
    reader = a_subscriber(language=language, zone=DEFAULT_ZONES[language])

    message = withdrawal_reply(a_reply(REASONS["topic"], reader))

    assert_golden(f"messages/withdrawal_reply.{language}.txt", shown_with_buttons(message))


def test_a_reply_about_a_withdrawal_shows_no_hidden_outlet() -> None:
    reader = a_subscriber(language="en", zone="UTC", facets=Facets(hidden_outlets=frozenset({"customs & co"})))

    assert "Япония" not in withdrawal_reply(a_reply("", reader)).plain


def test_a_withdrawn_message_keeps_headline_and_link_and_nothing_else() -> None:
    message = render(replace(an_alert(full(), a_subscriber(language="en", zone="UTC")), withdrawn="a mistake"))

    assert [each.text for each in message.lines if each.text] == [
        "Withdrawn by the editors: a mistake",
        "Япония даёт 719 млн иен на досмотр грузов <в Актау>",
    ]
    assert message.lines[-1].spans[0].url == full().lead.url
    assert message.buttons == ()


def test_a_translation_gives_way_first_when_a_message_is_too_long() -> None:
    title = "Япония " * 460
    development = replace(full(), lead=replace(full().lead, title=title))
    alert = an_alert(development, a_subscriber(language="en", zone="UTC"))

    message = render(replace(alert, translation="Japan " * 60))

    assert message.fits
    assert "Machine translation" not in message.plain
    assert "Also in 11 more reports" in message.plain


def test_every_golden_message_is_still_compared() -> None:
    others = ("reply_", "withdrawal_reply")
    alerts = {path.name for path in (FOLDER / "messages").iterdir() if not path.name.startswith(others)}

    assert alerts == {f"{kind}.{language}.txt" for kind in KINDS for language in READER_LANGUAGES}


SHORT_TEXT = st.text(st.characters(), max_size=20)
"""Lone surrogates, controls and markup too."""

ANY_TEXT = st.builds(lambda text, times: text * times, SHORT_TEXT, st.sampled_from([1, 20, 300]))


@settings(max_examples=60, deadline=None)
@given(
    title=ANY_TEXT,
    evidence=ANY_TEXT,
    names=st.lists(ANY_TEXT, min_size=1, max_size=7),
    url=ANY_TEXT | ANY_TEXT.map(lambda tail: f"https://a.example/{tail}"),
    label=st.builds(Texts, *[ANY_TEXT] * 3),
    amount=st.decimals(allow_nan=False, allow_infinity=False, places=2) | st.just(Decimal("1E+400")),
    language=st.sampled_from(READER_LANGUAGES),
)
def test_whatever_the_texts_the_message_fits_and_telegram_can_read_it(
    title: str, evidence: str, names: list[str], url: str, label: Texts, amount: Decimal, language: str
) -> None:
    numbers = (1, 2, 3, 4, 5, 6)
    declaration = a_declaration(*(a_commitment(number, label) for number in numbers), short_name=label)
    facts = Facts(("JP",), ("KZ",), Instrument.LOAN, Money(amount, "JPY", ""), "there")
    judgement = a_judgement(1, tie=Tie.EXPLICIT, facts=facts, matches=matches(*numbers, evidence=evidence))
    lead = a_story(title=title, url=url, source_name=names[0])
    development = a_development(lead=lead, judgement=judgement, reports=9, source_names=tuple(names), found_late=True)
    alert = an_alert(development, a_subscriber(language=language), lost(5), revision=2)

    message = alert_parts(alert, declaration, {"there": label})

    read = parse_html(message.html)
    assert utf16_length(read.text) <= MESSAGE_LIMIT
    assert utf16_length(message.plain) <= MESSAGE_LIMIT
    assert {entity.kind for entity in read.entities} <= {"bold", "italic", "blockquote", "text_link"}
    assert len(message.lines) >= 8


def told_of(message: RenderedMessage) -> tuple[bool, bool, bool, bool]:
    """Whether further reports, the whole evidence, secondary commitments and the whole headline are told."""
    return tuple(words in message.plain for words in ("Also in 11", EVIDENCE * 3, "Also: 25", "the end"))


def test_optional_parts_give_way_in_the_stated_order() -> None:
    judgement = replace(full().judgement, matches=matches(26, 25, 9, evidence=EVIDENCE * 3))
    seen = []
    for length in range(2700, 4200, 40):
        message = of(replace(full(), lead=a_story(title="w" * length + " the end"), judgement=judgement))
        assert message.fits
        seen.append(told_of(message))

    assert list(dict.fromkeys(seen)) == [
        (True, True, True, True),
        (False, True, True, True),
        (False, False, True, True),
        (False, False, False, True),
        (False, False, False, False),
    ]


def test_the_first_line_is_the_gist_and_the_message_names_declaration_and_paragraph() -> None:
    message = of(full())

    assert message.lines[0].text.startswith("🇯🇵→🇰🇿 Agreed: Customs training and equipment")
    assert "Tokyo Declaration (Central Asia plus Japan), paragraph 26: Customs training" in message.plain


def test_at_most_four_commitments_are_named_and_the_rest_counted() -> None:
    assert "Also: 25 Trans-Caspian route · 9 CA+JAD Tokyo Initiative · 50 Food and energy security · and 2 more" in (
        of(full()).plain
    )


def test_the_tie_is_told_only_where_the_source_names_the_declaration() -> None:
    assert "The source names the Declaration." in of(full()).plain
    assert "names the Declaration" not in of(bare()).plain


def test_a_headline_that_is_its_own_evidence_is_not_said_twice() -> None:
    assert of(bare()).plain.count("Узбекистан и Япония обсудили прямые рейсы") == 1


def test_of_a_publisher_who_forbids_quoting_the_headline_is_told_and_no_passage() -> None:
    development = full()
    told = of(development).plain
    forbidden = of(replace(development, lead=replace(development.lead, quote=Quote.NONE))).plain
    assert development.lead.title in forbidden
    assert forbidden == told.replace(f"> {EVIDENCE}\n", "")
    assert forbidden != told


def test_an_open_licence_changes_nothing_in_an_alert() -> None:
    development = full()
    assert of(replace(development, lead=replace(development.lead, quote=Quote.FULL))) == of(development)


def test_a_source_that_is_no_web_address_is_never_a_link() -> None:
    development = replace(full(), lead=a_story(url="javascript:alert(1)"))

    assert "<a " not in of(development).html


def test_a_story_without_a_title_still_has_something_to_press() -> None:
    assert ">…</a>" in of(replace(full(), lead=a_story(title="\u200b "))).html


def test_each_uncertain_message_named_has_a_button_that_shows_it_again() -> None:
    alert = an_alert(full(), uncertain=lost(NAMED_AT_ONCE + 2))

    message = render(alert)

    again = [button.data for button in message.buttons if button.data.startswith(AGAIN)]
    assert again == [f"{AGAIN}{each.id}" for each in named_now(alert)]
    assert len(again) == NAMED_AT_ONCE


def hiding(*outlets: str, reports: tuple[tuple[str, str, str], ...] = ()) -> str:
    """The alert of ``full()`` to somebody who hides these outlets, as HTML."""
    reader = a_subscriber(language="en", zone="UTC", facets=Facets(hidden_outlets=frozenset(outlets)))
    return render(replace(an_alert(full(), reader), reports=reports)).html


TOLD_BY = (
    ("Customs & Co", "Headline of the customs", "https://steppe.example.kz/news?id=1&lang=ru"),
    ("Caspian Daily", "Headline of the daily", "https://daily.example/1"),
    ("Eurasia Wire", "Headline of the wire", "https://wire.example/1"),
)


def test_a_hidden_outlet_is_not_named_among_further_sources() -> None:
    assert "Caspian Daily" in hiding("unknown", reports=TOLD_BY)
    assert "Caspian Daily" not in hiding("caspian daily", reports=TOLD_BY)
    assert "Caspian Daily" not in hiding("daily.example", reports=TOLD_BY)


@pytest.mark.parametrize("outlet", ["customs & co", "steppe.example.kz"])
def test_where_the_leading_outlet_is_hidden_another_one_tells(outlet: str) -> None:
    text = hiding(outlet, reports=TOLD_BY)
    assert "Customs &amp; Co" not in text
    assert "steppe.example.kz" not in text
    assert '<a href="https://daily.example/1">Headline of the daily</a>' in text
    assert EVIDENCE not in text


def test_where_every_outlet_is_hidden_none_is_shown() -> None:
    text = hiding("customs & co", "caspian daily", "eurasia wire", reports=TOLD_BY)
    assert "outlets that you have hidden" in text
    assert "href" not in text
