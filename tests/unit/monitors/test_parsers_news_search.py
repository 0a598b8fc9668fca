"""Searches of Google and Bing. The documents are invented after descriptions of both; the first coded link is the form
of 2023, the second that of 2024 and later.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import ParseError
from domain.source import SourceKind, Tier, Verdict
from monitors.normalise import normalise
from monitors.parsers.feed import parse_feed
from monitors.parsers.news_search import is_opaque, parse_news_search, real_address
from tests.builders import NOON, a_fetched, a_source

if TYPE_CHECKING:
    from domain.entry import Entry

SEARCH = a_source(
    kind=SourceKind.NEWS_SEARCH,
    url="https://news.google.com/rss/search",
    tier=Tier.AGGREGATOR,
    languages=("en",),
    zone="UTC",
)
GOOGLE = "https://news.google.com/rss/articles/"
REAL = "https://port.example.kz/news/1?id=7"
DAY = "Thu, 15 Jan 2026 10:00:00 GMT"


def coded(text: bytes, tail: bytes = b"\xd2\x01\x00") -> str:
    length = bytes([len(text)]) if len(text) < 128 else bytes([len(text) & 0x7F | 0x80, len(text) >> 7])
    return base64.urlsafe_b64encode(b"\x08\x13\x22" + length + text + tail).decode().rstrip("=")


OLD, NEW, NEW_AGAIN = (f"{GOOGLE}{coded(text)}?oc=5" for text in (REAL.encode(), b"AU_yqLOne", b"AU_yqLTwo"))


def of_google(title: str, outlet: str, link: str, day: str = DAY) -> str:
    return (
        f'<item><title>{title}</title><link>{link}</link><guid isPermaLink="false">{link[-9:]}</guid>'
        f'<pubDate>{day}</pubDate><source url="https://port.example">{outlet}</source>'
        f"<description>&lt;a href='{link}'&gt;{title}&lt;/a&gt;&amp;nbsp;{outlet}</description></item>"
    )


def of_bing(title: str, outlet: str, link: str) -> str:
    return (
        f"<item><title>{title}</title><link>{link.replace('&', '&amp;')}</link><description>A snippet.</description>"
        f"<pubDate>{DAY}</pubDate><News:Source>{outlet}</News:Source></item>"
    )


def rss(*items: str) -> str:
    return (
        '<rss version="2.0" xmlns:News="https://www.bing.com:443/news/search?q=x"><channel><title>S</title>'
        f"<link>https://www.bing.com/news/search?q=x</link>{''.join(items)}</channel></rss>"
    )


def entries(*items: str) -> list[Entry]:
    raw = parse_news_search(a_fetched(rss(*items)), SEARCH)
    return normalise(raw, SEARCH, "https://news.google.com/rss/search?q=x", NOON)


def test_google_names_the_outlet_which_leaves_the_headline() -> None:
    (entry,) = entries(of_google("Grant &amp;amp; port - Port - Port &amp;amp; Sea", "Port &amp;amp; Sea", NEW))
    assert (entry.title, entry.outlet, entry.summary) == ("Grant & port - Port", "Port & Sea", "")
    assert entry.url == NEW


def test_an_address_inside_of_the_link_is_the_articles_own() -> None:
    (entry,) = entries(of_google("Grant - Port", "Port", OLD))
    assert entry.url == REAL
    (own,) = normalise(
        parse_feed(a_fetched(rss(of_bing("Grant", "", REAL))), a_source()),
        a_source(),
        "https://port.example.kz/rss",
        NOON,
    )
    assert entry.url_key == own.url_key


def test_one_article_behind_two_hidden_links_is_one_by_outlet_headline_and_day() -> None:
    first, again = (entries(of_google("Grant - Port", "Port", link))[0] for link in (NEW, NEW_AGAIN))
    assert first.id == again.id
    assert len(entries(of_google("Grant - Port", "Port", NEW), of_google("Grant - Port", "Port", NEW_AGAIN))) == 1
    others = (
        ("Grant - Sea", "Sea", DAY),
        ("Grants - Port", "Port", DAY),
        ("Grant - Port", "Port", "16 Jan 2026 10:00 GMT"),
    )
    for title, outlet, day in others:
        (other,) = entries(of_google(title, outlet, NEW_AGAIN, day))
        assert other.id != first.id
        assert other.keys[-1] != first.keys[-1]


def test_bing_names_the_outlet_in_an_element_of_its_own_and_the_address_in_a_parameter() -> None:
    link = f"http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&url={quote(REAL, safe='')}&c=1&mkt=en-us"
    (entry,) = entries(of_bing("Grant - Port", "Port", link))
    assert (entry.url, entry.outlet, entry.title, entry.summary) == (REAL, "Port", "Grant", "A snippet.")


def test_a_direct_link_stays_and_an_item_without_outlet_is_an_item() -> None:
    (entry,) = entries(of_bing("Grant - Port", "", REAL))
    assert (entry.url, entry.outlet, entry.title) == (REAL, "", "Grant - Port")


def test_the_language_of_the_edition_is_not_that_of_the_article() -> None:
    document = rss(of_google("Грант - Порт", "Порт", NEW)).replace("<title>S", "<language>ru</language><title>S")
    (raw,) = parse_news_search(a_fetched(document), SEARCH)
    assert raw.language == ""


def test_a_headline_of_nothing_but_the_outlet_stays() -> None:
    (entry,) = entries(of_google(" - Port", "Port", NEW))
    assert entry.title == "- Port"


@pytest.mark.parametrize(
    "link",
    [
        NEW,
        f"{GOOGLE}{coded(b'javascript:alert(1)')}",
        f"{GOOGLE}{coded(NEW.encode())}",
        f"{GOOGLE}{coded(b'http://[')}",
        f"{GOOGLE}CBMi",
        f"{GOOGLE}CBMiiiiiiiii!",
        f"{GOOGLE}AAAAAAAAAAAA",
        f"{GOOGLE}AAAAAAAAA",
        f"{GOOGLE}{base64.urlsafe_b64encode(bytes([8, 19, 34, 255, 255, 255, 1])).decode()}",
        f"{GOOGLE}{base64.urlsafe_b64encode(bytes([8, 19, 34, 200, 200, 200])).decode()[:-1]}",
        "https://news.google.com/rss/articles/CBMi" + "A" * 5_000,
        "https://news.google.com/topics/x",
        "https://www.bing.com/news/apiclick.aspx?ref=x",
        "https://www.bing.com/news/apiclick.aspx?url=file%3a%2f%2f%2fetc%2fpasswd",
        "https://www.bing.com/news/apiclick.aspx?" + "a=1&" * 60,
        "http://[",
        "",
    ],
)
def test_where_a_link_hides_no_usable_address_there_is_none(link: str) -> None:
    assert real_address(link) == ""


def test_a_long_address_is_read_by_its_length() -> None:
    address = "https://port.example.kz/" + "a" * 300
    assert real_address(f"{GOOGLE}{coded(address.encode())}?oc=5") == address
    assert is_opaque(NEW)
    assert not is_opaque(address)
    assert not is_opaque("http://[")


def test_an_own_feed_that_names_itself_has_no_outlet() -> None:
    (raw,) = parse_feed(a_fetched(rss(of_google("Grant", "Port", REAL))), a_source())
    assert (raw.outlet, raw.outlet_url) == ("", "")


@pytest.mark.parametrize(("document", "verdict"), [(rss(), Verdict.EMPTY), ("<html></html>", Verdict.NOT_A_FEED)])
def test_nothing_found_and_a_portal_instead_are_verdicts(document: str, verdict: Verdict) -> None:
    with pytest.raises(ParseError) as caught:
        parse_news_search(a_fetched(document), SEARCH)
    assert caught.value.verdict is verdict


@given(code=st.binary(max_size=60), prefix=st.sampled_from([b"", b"\x08\x13\x22", b"\x08\x13\x22\x18https://"]))
def test_whatever_a_link_holds_the_address_is_a_web_address_or_none(code: bytes, prefix: bytes) -> None:
    link = GOOGLE + base64.urlsafe_b64encode(prefix + code).decode()
    address = real_address(link)
    assert not address or (address.startswith(("http://", "https://")) and not is_opaque(address))


@given(st.text(max_size=120))
def test_any_text_for_a_link_is_read(link: str) -> None:
    assert is_opaque(link) in (True, False)
    address = real_address(link)
    assert not address or address.startswith(("http://", "https://"))
