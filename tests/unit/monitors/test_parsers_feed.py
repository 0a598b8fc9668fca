"""RSS, RDF and Atom documents: what comes out of them, and what is said of documents that are none."""

from __future__ import annotations

import time
from time import struct_time
from typing import TYPE_CHECKING

import pytest

from domain.errors import ConfigError, ParseError
from domain.source import SourceKind, Verdict
from monitors.parsers import PARSERS, parser_for
from monitors.parsers.feed import _guess, parse_feed
from tests.builders import a_fetched, a_source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.entry import RawEntry

BOMB = (
    '<!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


def rss(*items: str, before: str = "") -> str:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?>{before}<rss version="2.0"><channel><link>https://a.example/</link>{inner}</channel></rss>'


def parse(body: bytes | str, content_type: str = "", **source: str) -> Sequence[RawEntry]:
    return parse_feed(a_fetched(body, content_type), a_source(**source))


def refusal(body: bytes | str) -> ParseError:
    with pytest.raises(ParseError) as refused:
        parse(body)
    return refused.value


def test_an_item_comes_out_as_the_document_has_it() -> None:
    (entry,) = parse(
        rss(
            "<title>A &amp;lt;b&amp;gt; c</title><link>/n/1?utm_source=x</link><guid isPermaLink='false'>g 1</guid>"
            "<pubDate>Sat, 20 Dec 2025 10:00:00 +0500</pubDate><description><![CDATA[<p>Text</p>]]></description>"
        )
    )
    assert (entry.guid, entry.link) == ("g 1", "/n/1?utm_source=x")
    assert (entry.title, entry.summary) == ("A &lt;b&gt; c", "<p>Text</p>")
    assert entry.published_raw == "Sat, 20 Dec 2025 10:00:00 +0500"
    assert entry.published_guess is not None
    assert entry.published_guess.isoformat() == "2025-12-20T05:00:00+00:00"


def test_the_summary_is_preferred_to_the_whole_article_in_whatever_order_they_stand() -> None:
    text, whole = "<description>Short</description>", "<content:encoded>Whole</content:encoded>"
    namespace = ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    body = rss(f"<title>a</title>{text}{whole}", f"<title>b</title>{whole}{text}", f"<title>c</title>{whole}")
    entries = parse(body.replace("<rss", f"<rss{namespace}"))
    assert [entry.summary for entry in entries] == ["Short", "Short", "Whole"]


def test_a_link_to_the_channel_itself_is_no_link_of_the_item() -> None:
    entries = parse(rss("<title>a</title><link>https://a.example</link>", "<title>b</title><link/>"))
    assert [entry.link for entry in entries] == ["", ""]


def test_a_guid_stands_in_for_a_missing_link_only_if_it_is_an_address() -> None:
    entries = parse(rss("<title>a</title><guid>https://a.example/1</guid>", "<title>b</title><guid>b-77</guid>"))
    assert [entry.link for entry in entries] == ["https://a.example/1", ""]


def test_repeated_guids_are_kept_as_given() -> None:
    entries = parse(rss("<title>a</title><guid>same</guid>", "<title>b</title><guid>same</guid>"))
    assert [entry.guid for entry in entries] == ["same", "same"]


def test_feedburner_hides_the_address_in_an_element_of_its_own() -> None:
    item = "<title>a</title><link>https://fb.example/x</link><feedburner:origLink>https://a.example/1</feedburner:origLink>"
    namespace = ' xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
    (entry,) = parse(rss(item).replace("<rss", f"<rss{namespace}"))
    assert entry.link == "https://a.example/1"


def test_an_atom_link_of_another_type_than_html_is_taken_where_there_is_no_other() -> None:
    link = '<link rel="alternate" type="application/pdf" href="https://a.example/1.pdf"/>'
    (entry,) = parse(f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>a</title>{link}</entry></feed>')
    assert entry.link == "https://a.example/1.pdf"


def test_a_date_that_the_library_cannot_read_is_no_guess() -> None:
    (entry,) = parse(rss("<title>a</title><pubDate>after the winter</pubDate>"))
    assert (entry.published_raw, entry.published_guess) == ("after the winter", None)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<rss><channel><item><x:y/><title>Tea & cake</title></item></channel></rss>", id="unknown prefix"),
        pytest.param(rss("<title>Tea &nbsp;& cake</title>"), id="bare ampersand"),
        pytest.param(rss("<title>Tea \x0b& cake\x00</title>"), id="control characters"),
        pytest.param("<br />\n<b>Notice</b>: x\n" + rss("<title>Tea &amp; cake</title>"), id="warning before the XML"),
        pytest.param("\n\n  " + rss("<title>Tea &amp; cake</title>"), id="blank lines before the XML"),
        pytest.param("Notice: x in y" + rss("<title>Tea &amp; cake</title>"), id="text before the XML"),
    ],
)
def test_an_invalid_document_with_items_yields_its_items(body: str) -> None:
    (entry,) = parse(body)
    assert entry.title.replace("\xa0", "").replace("&amp;", "&") in {"Tea & cake", "Tea &nbsp;& cake"}


def test_references_to_characters_that_do_not_exist_harm_nothing() -> None:
    title = "Opening day of the new joint school &#x1;&#xFFFFFFFFFF;&#99999999999999;&#55357;&#56832; in Osh"
    (entry,) = parse(rss(f"<title>{title}</title>"))
    assert entry.title == "Opening day of the new joint school \U0001f600 in Osh"


def test_references_to_characters_that_exist_stay() -> None:
    (entry,) = parse(rss("<title>&#1052;&#x438;&#1088; &#38;amp; co</title>"))
    assert entry.title == "Мир &amp; co"


def test_an_item_in_which_the_document_breaks_off_is_left_for_the_next_poll() -> None:
    whole = rss("<title>a</title><link>https://a.example/1</link>", "<title>b</title><link>https://a.example/2</link>")
    entries = parse(whole[: whole.index("</item></channel>")])
    assert [entry.title for entry in entries] == ["a"]


def test_a_document_that_breaks_off_behind_an_item_yields_its_items() -> None:
    whole = rss("<title>a</title>", "<title>b</title>")
    entries = parse(whole[: whole.index("</channel>")])
    assert [entry.title for entry in entries] == ["a", "b"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "an empty answer"),
        (" \n\t", "an empty answer"),
        ("\ufeff \n", "an empty answer"),
        ("<!DOCTYPE html><html><body>Welcome</body></html>", "a web page"),
        ("<html><head><title>403</title></head></html>", "a web page"),
        ('{"items": []}', "JSON, not XML"),
        ("Service Unavailable", "plain text"),
        ('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', "another kind (urlset)"),
        ("<?xml version='1.0'?><rss version='2.0'><channel><title>New", "cut off"),
        (rss("<title>a</title>")[:90], "cut off"),
        ("<!-- only a remark", "cut off"),
        ("<!DOCTYPE rss [", "cut off"),
        (b"\x1f\x8b\x08\x00 rest", "gzip data"),
        (b"%PDF-1.7 ...", "a PDF document"),
    ],
)
def test_what_is_no_feed_is_named_in_plain_words(body: bytes | str, said: str) -> None:
    error = refusal(body)
    assert error.verdict is Verdict.NOT_A_FEED
    assert said in error.detail


@pytest.mark.parametrize(
    "body",
    [rss(), '<feed xmlns="http://www.w3.org/2005/Atom"/>', rss() + "\n<!-- served from cache -->"],
)
def test_a_feed_without_items_is_empty_not_broken(body: str) -> None:
    assert refusal(body).verdict is Verdict.EMPTY


@pytest.mark.parametrize(
    "document_type",
    [
        pytest.param(BOMB, id="entities inside entities"),
        pytest.param(BOMB.replace("<!ENTITY ", "<!-- > ' -->\n<!ENTITY "), id="with remarks between"),
        pytest.param(f'<!DOCTYPE rss [<!ENTITY a "{"ha" * 5000}">]>', id="one long entity"),
        pytest.param("<!DOCTYPE r [" + '<!ENTITY e "x">' * 300 + "]>", id="hundreds"),
        pytest.param('<!DOCTYPE r [<!ENTITY % a "%b;"> <!ENTITY c "%a;">]>', id="parameter entities"),
    ],
)
@pytest.mark.parametrize("remark", ["", "<!-- <first> -->"])
def test_an_entity_bomb_is_refused_at_once(document_type: str, remark: str) -> None:
    started = time.process_time()
    error = refusal(rss("<title>&i;&a;&e1;</title>", before=remark + document_type))
    assert error.verdict is Verdict.NOT_A_FEED
    assert "entity bomb" in error.detail
    assert time.process_time() - started < 1


def test_an_external_entity_is_never_opened() -> None:
    declared = '<!DOCTYPE rss [<!ENTITY passwords SYSTEM "file:///etc/passwd">]>'
    (entry,) = parse(rss("<title>All &passwords; here</title>", before=declared))
    assert entry.title == "All &passwords; here"


def test_named_characters_of_html_need_no_declaration() -> None:
    declared = '<!DOCTYPE rss [<!ENTITY eacute "&#233;">]>'
    (entry,) = parse(rss("<title>Caf&eacute; &laquo;Bukhara&raquo;</title>", before=declared))
    assert entry.title == "Café «Bukhara»"


@pytest.mark.parametrize(
    "filling",
    [
        pytest.param("<" * 30_000, id="brackets"),
        pytest.param("<!--" * 50_000, id="remarks without end"),
        pytest.param("<![CDATA[" * 20_000, id="sections without end"),
        pytest.param("<a>" * 5_000, id="elements without end"),
        pytest.param("&" * 30_000, id="ampersands"),
        pytest.param(" x='" * 50_000, id="quotes"),
    ],
)
def test_hostile_filling_costs_no_more_than_its_length(filling: str) -> None:
    started = time.process_time()
    entries = parse(rss("<title>a</title><link>https://a.example/1</link>", f"<title>b</title>{filling}"))
    assert entries[0].title == "a"
    assert time.process_time() - started < 3


@pytest.mark.parametrize("parts", [(10_000, 1, 1, 0, 0, 0, 0, 1, 0), (2025, 0, 1, 0, 0, 0, 0, 1, 0)])
def test_a_guess_outside_the_calendar_is_none(parts: tuple[int, ...]) -> None:
    assert _guess(struct_time(parts)) is None


def test_the_library_stumbling_is_a_verdict_not_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise AssertionError("we should not get here!")

    monkeypatch.setattr("feedparser.parse", stumble)
    error = refusal(rss("<title>a</title>"))
    assert (error.verdict, type(error.__cause__)) == (Verdict.NOT_A_FEED, AssertionError)


def test_every_kind_that_is_a_feed_has_a_parser() -> None:
    assert set(PARSERS) >= {SourceKind.RSS, SourceKind.ATOM, SourceKind.RDF, SourceKind.JSON}
    assert parser_for(a_source(kind=SourceKind.RDF)) is parse_feed


def test_a_kind_without_parser_is_a_mistake_of_the_declaration() -> None:
    with pytest.raises(ConfigError, match=r"kz-steppe: kind 'gdelt' cannot be read; kinds that can: rss, atom"):
        parser_for(a_source(kind=SourceKind.GDELT))
