from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.markup import MESSAGE_LIMIT, RenderedMessage, utf16_length
from bot.menu import COMMANDS, profile
from bot.replies import browse, subscriptions
from bot.replies.browse import Reported
from bot.replies.developments import Newest, latest
from bot.replies.subscriptions import Coverage, important
from bot.texts import DEFAULT_ZONES, texts_for
from config.declarations import load_declaration
from domain.commitment import READER_LANGUAGES, CommitmentNumber, Texts
from domain.development import Stage
from domain.match import Facts, Instrument, Match, Money, Tie
from domain.moment import Moment, Precision
from domain.source import Quote
from tests.builders import NOON, a_development, a_judgement, a_source, a_story, a_watched_source
from tests.golden_files import assert_golden
from tests.servers.telegram_html import parse_html

if TYPE_CHECKING:
    from bot.texts import Texts as SpokenTexts
    from domain.commitment import Declaration

PLACES = {"aktau": Texts("Aktau", "Актау", "アクタウ")}
COVERAGE = Coverage(sources=84, languages=8)
AGREED = a_development(
    judgement=a_judgement(
        stage=Stage.AGREED,
        facts=Facts(("JP",), ("KZ",), Instrument.GRANT, Money(Decimal(719_000_000), "JPY", "719 млн иен"), "aktau"),
    ),
)
LATE = a_development(
    lead=a_story(
        url="https://wire.example.jp/2",
        source_name="Harbour Wire",
        title="関税局<研修>が終了 & 評価",
        language="ja",
        published=Moment(NOON - timedelta(days=20), Precision.DAY),
    ),
    judgement=a_judgement(26, stage=Stage.DONE, language="ja", countries=("UZ",)),
    found_late=True,
)
REPORTS = [
    Reported(AGREED, [("Steppe Courier", AGREED.lead.title, AGREED.lead.url)]),
    Reported(LATE, [("Harbour Wire", f"報道{n}", f"https://wire.example.jp/{n}") for n in range(5)]),
]


@cache
def declaration() -> Declaration:
    return load_declaration()


def spoken(language: str) -> SpokenTexts:
    return texts_for(language, DEFAULT_ZONES[language])


def replies_in(language: str) -> dict[str, tuple[RenderedMessage, ...]]:
    """Every reply, by name."""
    said, promises = spoken(language), declaration()
    page = promises.find(26)
    untracked = next(each for each in promises.commitments if not each.tracked)
    finance = promises.find(13)
    assert page is not None
    assert finance is not None
    one = {
        "language_question": subscriptions.language_question,
        "language_changed": subscriptions.language_changed,
        "stopped": subscriptions.stopped,
        "start_first": subscriptions.start_first,
        "not_admitted": subscriptions.not_admitted,
        "editor_made": subscriptions.editor_made,
        "code_refused": subscriptions.code_refused,
        "did_not_work": subscriptions.did_not_work,
        "trial_alert": subscriptions.trial_alert,
        "unknown": browse.unknown,
    }
    return {
        **{name: (make(said),) for name, make in one.items()},
        "welcome": subscriptions.welcome(promises, PLACES, COVERAGE, AGREED, said),
        "welcome_without_development": subscriptions.welcome(promises, PLACES, COVERAGE, None, said),
        "welcome_back": subscriptions.welcome(promises, PLACES, COVERAGE, None, said, waiting=3),
        "commitment_list": browse.commitment_list(promises, said),
        "commitment_26": browse.commitment_page(page, promises, REPORTS, said),
        "commitment_13": browse.commitment_page(finance, promises, [], said),
        "commitment_untracked": browse.commitment_page(untracked, promises, [], said),
        "no_such_paragraph": (browse.no_such_paragraph(promises, said),),
        "about": browse.about(promises, COVERAGE, said),
        "help": browse.help_page(said),
        "only_in_private": (browse.only_in_private("@cajad_bot", said),),
        "help_group": browse.group_help_page("@cajad_bot", said),
    }


def as_text(messages: tuple[RenderedMessage, ...]) -> str:
    shown = []
    for message in messages:
        rows = (" ".join(f"[{button.text}] {button.data}" for button in row) for row in message.rows)
        shown.append("\n".join((message.html, *rows)))
    return "\n==========\n".join(shown) + "\n"


@pytest.mark.parametrize("language", READER_LANGUAGES)
@pytest.mark.parametrize("name", replies_in("en"))
def test_every_reply_is_as_its_golden_file(name: str, language: str) -> None:
    messages = replies_in(language)[name]
    assert_golden(f"messages/reply_{name}.{language}.txt", as_text(messages))
    for message in messages:
        assert utf16_length(parse_html(message.html).text) <= MESSAGE_LIMIT


@pytest.mark.parametrize("language", ["ru", "ja"])
def test_every_reply_is_translated(language: str) -> None:
    english = replies_in("en")
    same = [name for name, messages in replies_in(language).items() if as_text(messages) == as_text(english[name])]
    assert same == []


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_menu_and_profile_fit_into_what_telegram_allows(language: str) -> None:
    said = spoken(language)
    description, short_description = profile(said)
    assert utf16_length(description) <= 512
    assert utf16_length(short_description) <= 120
    assert all(3 <= len(said.say(each.explanation)) <= 256 for each in COMMANDS)


def test_a_deed_is_important_and_so_is_what_names_the_declaration() -> None:
    planned = a_development(judgement=a_judgement(stage=Stage.PLANNED))
    named = a_development(judgement=a_judgement(stage=Stage.SAID, tie=Tie.EXPLICIT))
    assert important([planned]) is None
    assert important([planned, AGREED, named]) is AGREED
    assert important([planned, named, AGREED]) is named


def test_coverage_counts_enabled_sources_and_their_languages() -> None:
    watched = [
        a_watched_source(a_source(languages=("ru", "kk"))),
        a_watched_source(a_source(languages=("ru",))),
        a_watched_source(a_source(languages=("ja",), enabled=False)),
    ]
    assert Coverage.of(watched) == Coverage(sources=2, languages=2)


@settings(max_examples=30, deadline=None)
@given(
    titles=st.lists(st.text(min_size=0, max_size=3000), min_size=1, max_size=12),
    language=st.sampled_from(READER_LANGUAGES),
)
def test_no_headline_breaks_a_list_of_developments(titles: list[str], language: str) -> None:
    developments = [
        replace(AGREED, lead=replace(AGREED.lead, title=title.encode("utf-8", "ignore").decode())) for title in titles
    ]
    shown = 0
    while shown < len(developments):
        page = latest(developments[shown:], Newest.ALL, shown, declaration(), PLACES, spoken(language))
        text = parse_html(page.html).text
        assert utf16_length(text) <= MESSAGE_LIMIT
        assert page.fits
        taken = text.count("🇯🇵→🇰🇿")
        assert taken >= 1
        older = [button.data for button in page.buttons if button.data == f"latest:all:{shown + taken}"]
        assert bool(older) == (shown + taken < len(developments))
        shown += taken


@pytest.mark.parametrize(("policy", "times"), [(Quote.FULL, 1), (Quote.SHORT, 1), (Quote.NONE, 0)])
def test_the_page_of_a_promise_repeats_a_passage_only_where_its_publisher_lets_it(policy: Quote, times: int) -> None:
    passage = "Сканеры купят на японский грант."
    matches = (Match(CommitmentNumber(26), 0.9, passage),)
    development = replace(
        AGREED, lead=replace(AGREED.lead, quote=policy), judgement=replace(AGREED.judgement, matches=matches)
    )
    page = next(each for each in declaration().commitments if each.number == 26)
    reports = [Reported(development, [("Steppe Courier", AGREED.lead.title, AGREED.lead.url)])]
    told = "".join(each.plain for each in browse.commitment_page(page, declaration(), reports, spoken("en")))
    assert told.count(passage) == times
    assert AGREED.lead.title in told
