"""Public previews of Telegram channels. The pages are invented after the selectors of RSS-Bridge and snscrape."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import ParseError
from domain.source import SourceKind, Verdict
from monitors.normalise import normalise
from monitors.parsers.post_text import LONGEST_TITLE, post_of
from monitors.parsers.telegram_channel import MOST_POSTS, parse_telegram_channel, post_numbers
from tests.builders import NOON, a_fetched, a_source
from tests.integration.monitors.kinds import post, preview

CHANNEL = a_source(kind=SourceKind.TELEGRAM_CHANNEL, url="https://t.me/s/steppe", languages=("ru", "kk"))
STAMP = "2026-01-15T10:00:00+00:00"
GRANT = "Япония выделит грант порту Актау"
CONTACT = (
    '<html><body><div class="tgme_page_wrap"><div class="tgme_page"><div class="tgme_page_extra">@steppe</div>'
    '<a class="tgme_action_button_new" href="tg://resolve?domain=steppe">Send Message</a></div></div></body></html>'
)


def titles(*posts: str) -> list[str]:
    return [entry.title for entry in parse_telegram_channel(a_fetched(preview(*posts)), CHANNEL)]


def refused(page: str) -> tuple[Verdict, str]:
    with pytest.raises(ParseError) as caught:
        parse_telegram_channel(a_fetched(page), CHANNEL)
    return caught.value.verdict, caught.value.detail


def test_a_post_is_its_first_line_the_rest_and_the_address_of_the_post() -> None:
    text = f'<b>🇯🇵 {GRANT}</b><br/><br/>Подписаны ноты &amp; акты.<br/><a href="https://a.example">Подробнее</a>'
    (raw,) = parse_telegram_channel(a_fetched(preview(post("steppe/43", text, STAMP))), CHANNEL)
    (entry,) = normalise([raw], CHANNEL, "https://t.me/s/steppe", NOON)
    assert entry.title == f"🇯🇵 {GRANT}"
    assert entry.summary == "Подписаны ноты & акты. Подробнее"
    assert entry.url == "https://t.me/steppe/43"
    assert entry.published.at.isoformat() == STAMP
    assert entry.outlet == ""


def test_what_is_said_as_code_stays_text() -> None:
    (raw,) = parse_telegram_channel(a_fetched(preview(post("steppe/43", "Курс &lt;100&gt; тенге", STAMP))), CHANNEL)
    (entry,) = normalise([raw], CHANNEL, "https://t.me/s/steppe", NOON)
    assert entry.title == "Курс <100> тенге"


def test_pictures_notices_and_repetitions_are_no_items() -> None:
    pinned = post("steppe/44", f"Steppe pinned «{GRANT}»", STAMP, "service_message")
    news = post("steppe/43", GRANT, STAMP)
    assert titles(post("steppe/42", "", STAMP), news, pinned, news) == [GRANT]


def test_a_forwarded_post_names_who_wrote_it() -> None:
    forwarded = (
        '<div class="tgme_widget_message_forwarded_from">Forwarded from <a href="https://t.me/port/5" '
        'class="tgme_widget_message_forwarded_from_name"><span dir="auto">Port &amp; Sea</span></a></div>'
    )
    page = preview(post("steppe/43", GRANT, STAMP)).replace(
        '<div class="tgme_widget_message_text', forwarded + '<div class="tgme_widget_message_text'
    )
    (raw,) = parse_telegram_channel(a_fetched(page), CHANNEL)
    (entry,) = normalise([raw], CHANNEL, "https://t.me/s/steppe", NOON)
    assert (entry.outlet, entry.url) == ("Port & Sea", "https://t.me/steppe/43")


def test_the_text_of_the_post_answered_to_is_not_the_posts_own() -> None:
    reply = (
        '<a class="tgme_widget_message_reply"><div class="tgme_widget_message_text js-message_reply_text">Old</div></a>'
    )
    page = preview(post("steppe/43", GRANT, STAMP)).replace(
        '<div class="tgme_widget_message_text', reply + '<div class="tgme_widget_message_text', 1
    )
    assert [entry.title for entry in parse_telegram_channel(a_fetched(page), CHANNEL)] == [GRANT]


def test_a_post_that_only_links_to_a_page_says_what_the_preview_of_the_page_says() -> None:
    card = (
        '<a class="tgme_widget_message_link_preview" href="https://a.example/1">'
        '<div class="link_preview_site_name">A</div>'
        f'<div class="link_preview_title">{GRANT}</div><div class="link_preview_description">Порт</div></a>'
    )
    page = preview(post("steppe/43", "https://a.example/1 #новости", STAMP).replace("<a ", card + "<a ", 1))
    (entry,) = parse_telegram_channel(a_fetched(page), CHANNEL)
    assert (entry.title, entry.summary) == (GRANT, "Порт")


def test_a_post_without_a_time_is_an_item_without_date() -> None:
    page = preview(post("steppe/43", GRANT, STAMP)).replace(f'<time datetime="{STAMP}" class="time">10:00</time>', "")
    (entry,) = parse_telegram_channel(a_fetched(page), CHANNEL)
    assert entry.published_raw == ""


@pytest.mark.parametrize(
    "named", ["steppe", "steppe/x", "c/1/2", "/5", "a b/5", "steppe/1234567890123", "steppe/5?single"]
)
def test_a_post_whose_number_cannot_be_read_is_left_out(named: str) -> None:
    assert titles(post(named, "Other", STAMP), post("steppe/43", GRANT, STAMP)) == [GRANT]


def test_the_numbers_are_those_of_all_posts() -> None:
    page = preview(
        post("steppe/44", "", STAMP), post("steppe/43", GRANT, STAMP), post("steppe/1", "x", STAMP, "service_message")
    )
    assert post_numbers(a_fetched(page), CHANNEL) == [1, 43, 44]


def test_of_a_page_of_posts_without_end_the_first_ones_are_read() -> None:
    posts = [post(f"steppe/{number}", GRANT, STAMP) for number in range(1, MOST_POSTS + 9)]
    assert len(titles(*posts)) == MOST_POSTS


@pytest.mark.parametrize(
    ("page", "verdict", "words"),
    [
        (CONTACT, Verdict.NOT_A_FEED, "no preview"),
        ("<html><body><p>Welcome</p></body></html>", Verdict.NOT_A_FEED, "another kind"),
        (preview(), Verdict.EMPTY, "without a single post"),
        (preview(post("steppe/42", "", STAMP), post("steppe/43", "🎉", STAMP)), Verdict.EMPTY, "none of the 2 posts"),
        (preview(post("steppe/42", "\ufffd\ufffdab \ufffd", STAMP)), Verdict.GARBLED, "garbled"),
        ("<div>" * 70_000, Verdict.TOO_LARGE, "tags"),
    ],
)
def test_a_page_without_news_is_named(page: str, verdict: Verdict, words: str) -> None:
    found, detail = refused(page)
    assert found is verdict
    assert words in detail


LONG = (
    "Вице-министр прибыл в г. Актау. На встрече стороны обсудили развитие порта и поставки оборудования. "
    + "Далее. " * 40
)


@pytest.mark.parametrize(
    ("lines", "title", "rest"),
    [
        (["", "#Актау #порт", "❗️", "Грант порту", "Текст."], "Грант порту", "#Актау #порт ❗️ Текст."),
        (["https://a.example/грант", "@steppe Грант"], "@steppe Грант", "https://a.example/грант"),
        ([LONG], LONG[:100].rsplit(". ", 1)[0] + ".", None),
        (
            ["「港湾整備」" + "日本は港の整備を支援すると発表した。" * 20],
            "「港湾整備」" + "日本は港の整備を支援すると発表した。" * 2,
            None,
        ),
    ],
)
def test_the_title_is_the_first_line_that_says_something_or_its_first_sentence(
    lines: list[str], title: str, rest: str | None
) -> None:
    made = post_of(lines)
    assert made is not None
    assert made.title == title
    assert rest is None or made.rest == rest


def test_a_paragraph_without_end_is_cut_and_stays_whole_in_the_rest() -> None:
    line = "слово " * 100
    made = post_of([line])
    assert made is not None
    assert len(made.title) <= LONGEST_TITLE
    assert made.rest == line


@given(st.lists(st.text("aб1. !。#@/:\n", max_size=260), max_size=6))
def test_nothing_of_a_post_is_lost(lines: list[str]) -> None:
    made = post_of(lines)
    if made is None:
        return
    assert len(made.title) <= LONGEST_TITLE
    joined = made.title + made.rest
    assert all(word in joined for line in lines for word in line.split() if len(word) <= LONGEST_TITLE)


PIECES = st.sampled_from(
    [
        post("steppe/43", GRANT, STAMP),
        post("steppe/44", "<b>a<br>b", "never"),
        '<div class="tgme_widget_message" data-post="steppe/45">',
        '<div class="tgme_widget_message_text js-message_text">',
        "<a class=\"tgme_widget_message_date\"><time datetime='&#xD800;'>",
        *("</div>", "<br>", "Слова", "<div class=tgme_page>", "\x00", "&#xD800;", "\ufffd", "<!--", "<script>", "<p>"),
    ]
)


@given(st.lists(PIECES, max_size=20).map("".join))
@settings(max_examples=150)
def test_whatever_the_page_it_ends_in_items_or_a_verdict(page: str) -> None:
    verdict = None
    try:
        entries = parse_telegram_channel(a_fetched(page), CHANNEL)
    except ParseError as error:
        entries, verdict = (), error.verdict
    assert verdict in (None, Verdict.NOT_A_FEED, Verdict.EMPTY, Verdict.GARBLED)
    assert bool(entries) == (verdict is None)
    assert all(entry.title.strip() and entry.link.startswith("https://t.me/steppe/") for entry in entries)
