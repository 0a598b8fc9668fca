"""The page: every address in three languages, what it says to browsers, and what it does not let through."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import html5lib
import pytest

from domain.commitment import READER_LANGUAGES
from tests.integration.web.shown import (
    ATTACK,
    CLOSED,
    FEEDS,
    OIL,
    PATHS,
    PORT,
    REJECTED,
    STORYLINE,
    id_of,
)
from web.site import Site

if TYPE_CHECKING:
    import httpx

    from domain.story import JudgedStory
    from web.parts import WebParts

HTML = "text/html; charset=utf-8"


@pytest.mark.parametrize("language", READER_LANGUAGES)
@pytest.mark.parametrize("path", PATHS)
async def test_every_page_is_there_in_every_language(visitor: httpx.AsyncClient, language: str, path: str) -> None:
    answer = await visitor.get(f"/{language}{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, HTML)
    assert f'<html lang="{language}">' in answer.text
    assert f'<span aria-current="true" lang="{language}">' in answer.text


@pytest.mark.parametrize("path", PATHS)
async def test_every_page_is_valid_html_with_one_heading_and_captions(visitor: httpx.AsyncClient, path: str) -> None:
    answer = await visitor.get(f"/en{path}")
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(answer.text)
    assert len(list(tree.iter("h1"))) == len(list(tree.iter("main"))) == 1
    assert [each.get("hreflang") for each in tree.iter("link") if each.get("hreflang")] == list(READER_LANGUAGES)
    assert all(table.find("caption") is not None for table in tree.iter("table"))
    ids = [each.get("id") for each in tree.iter() if isinstance(each.tag, str) and each.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", [*PATHS, "/nothing", "/calendar.ics", *FEEDS])
async def test_every_answer_keeps_scripts_frames_cookies_and_strangers_out(
    visitor: httpx.AsyncClient, path: str
) -> None:
    headers = (await visitor.get(f"/en{path}")).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self' data:;")
    assert "script" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in headers


@pytest.mark.parametrize("path", PATHS)
async def test_a_page_asks_for_nothing_from_elsewhere_and_has_no_script(visitor: httpx.AsyncClient, path: str) -> None:
    tree = html5lib.parse((await visitor.get(f"/en{path}")).text, namespaceHTMLElements=False)
    assert [each.tag for each in tree.iter() if each.tag in {"script", "img", "iframe", "object", "style"}] == []
    assert [name for each in tree.iter() for name in each.attrib if name.startswith("on") or name == "style"] == []
    loaded = [each.get("href") for each in tree.iter("link") if each.get("rel") in {"stylesheet", "icon"}]
    assert all(address.startswith("/static/") for address in loaded)
    addresses = [each.get("href") for each in tree.iter("a")]
    assert all(re.match(r"(/|#|https?://)", address) for address in addresses)


@pytest.mark.parametrize("path", ["/", "/commitments/25", "/feed.atom", "/feed.json", "/calendar.ics"])
async def test_who_has_an_answer_is_told_so_and_nothing_more(visitor: httpx.AsyncClient, path: str) -> None:
    first = await visitor.get(f"/en{path}")
    tag = first.headers["etag"]
    again = await visitor.get(f"/en{path}", headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert "max-age=" in again.headers["cache-control"]
    assert (await visitor.get(f"/en{path}", headers={"If-None-Match": '"other"'})).content == first.content


async def test_a_file_of_all_developments_is_not_written_again_while_nothing_changes(
    visitor: httpx.AsyncClient,
) -> None:
    first = await visitor.get("/en/developments.csv")
    again = await visitor.get("/en/developments.csv", headers={"If-None-Match": first.headers["etag"]})
    other = await visitor.get("/ru/developments.csv", headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code, other.status_code) == (200, 304, 200)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("fr, ja;q=0.5, en;q=0.4", "ja"),
        ("de", "en"),
        ("en;q=x,ru", "ru"),
    ],
)
async def test_the_front_door_leads_to_the_visitors_language(
    visitor: httpx.AsyncClient, header: str, language: str
) -> None:
    answer = await visitor.get("/", headers={"Accept-Language": header})
    assert (answer.status_code, answer.headers["location"]) == (302, f"/{language}/")
    assert answer.headers["vary"] == "Accept-Language"


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/commitments/99",
        "/commitments/99/feed.atom",
        "/commitments/x",
        "/commitments/25?page=9",
        "/developments?page=0",
        "/developments?page=-1",
        "/developments?page=99999999999999999999",
        "/developments?page=२",
        "/developments/nothing",
        f"/developments/{id_of(REJECTED)}",
        "/storylines/nothing",
        "/countries/FR",
        "/countries/kz/feed.json",
        "/ledger?page=2",
        "/calendar?page=7",
        "/corrections?page=3",
        "/../../etc/passwd",
        "/%00",
    ],
)
@pytest.mark.parametrize(
    ("language", "words"), [("en", "no such page"), ("ru", "Такой страницы нет"), ("ja", "このページはありません")]
)
async def test_a_bad_address_is_told_so_in_the_visitors_language(
    visitor: httpx.AsyncClient, path: str, language: str, words: str
) -> None:
    answer = await visitor.get(f"/{language}{path}", headers={"Accept-Language": language})
    assert answer.status_code == 404
    assert words in answer.text
    assert "Traceback" not in answer.text


async def test_an_unknown_language_is_answered_in_the_one_the_browser_prefers(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/fr/", headers={"Accept-Language": "ja"})
    assert answer.status_code == 404
    assert '<html lang="ja">' in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_the_page_only_reads(visitor: httpx.AsyncClient, method: str) -> None:
    answer = await visitor.request(method, "/en/commitments")
    assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})
    assert "only reads" in answer.text
    assert (await visitor.head("/en/commitments")).status_code == 200


@pytest.mark.parametrize("language", READER_LANGUAGES)
async def test_hostile_text_is_shown_as_text(visitor: httpx.AsyncClient, language: str) -> None:
    answer = await visitor.get(f"/{language}/developments/{id_of(ATTACK)}")
    assert "<script" not in answer.text
    assert "<img" not in answer.text
    assert "javascript:" not in answer.text
    assert "\u202e" not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text


async def test_what_a_publisher_forbids_to_quote_is_not_quoted(visitor: httpx.AsyncClient) -> None:
    for path in (f"/developments/{id_of(CLOSED)}", "/commitments/26", "/feed.json", "/feed.atom", "/developments.csv"):
        answer = await visitor.get(f"/en{path}")
        assert "Yopiq gazeta xabari" in answer.text
        assert "taqiqlangan" not in answer.text


async def test_what_nobody_has_reviewed_is_marked_and_what_an_editor_rejected_is_not_shown(
    visitor: httpx.AsyncClient,
) -> None:
    assert "unreviewed" in (await visitor.get(f"/en/developments/{id_of(PORT)}")).text
    assert "unreviewed" not in (await visitor.get(f"/en/developments/{id_of(OIL)}")).text.split("<footer>")[0]
    for path in ("/developments?page=2", "/commitments/27", "/search?q=Отклонённое", "/developments.csv"):
        assert REJECTED.story.title not in (await visitor.get(f"/en{path}")).text


async def test_a_development_shows_all_its_reports_and_what_they_changed(visitor: httpx.AsyncClient) -> None:
    page = (await visitor.get(f"/en/developments/{id_of(PORT)}")).text
    assert "Порт: соглашение подписано" in page
    assert "Was: Planned; now: Agreed" in page
    assert f"/en/storylines/{STORYLINE}" in page
    assert "SHA-256" in page
    corrections = (await visitor.get("/en/corrections")).text
    assert "Was: Planned; now: Agreed" in corrections
    assert "moved from §26 to §25: &lt;script&gt;" in corrections
    assert "(the port is no customs post)" in corrections


async def test_a_development_tells_what_it_is_worth_for_each_unit_and_who_said_so(visitor: httpx.AsyncClient) -> None:
    page = (await visitor.get(f"/en/developments/{id_of(PORT)}")).text
    effects = page.partition('id="effects"')[2].partition("</section>")[0]
    assert re.findall(r'href="([^"]+)">(25-\w)</a>', effects) == [("/en/commitments/25#unit-25-a", "25-a")]
    assert 'id="unit-25-a"' in (await visitor.get("/en/commitments/25")).text
    facts = re.findall(r'<span class="step moves">(.*?)</span> · (.*?)</p>', effects)
    assert facts == [("E5 · aim reached", "by the codebook · by a person")]
    other = (await visitor.get(f"/en/developments/{id_of(OIL)}")).text
    assert re.findall(r'<span class="step">(.*?)</span> · (.*?)</p>', other) == [
        ("E2 · organised", "same topic, moves nothing · by machine")
    ]


async def test_the_calendar_file_is_made_once_for_the_same_figures(parts: WebParts) -> None:
    site = Site(parts)
    with parts.open_unit_of_work(writes=False) as work:
        figures = site.keeper.figures(work)
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        return b"file"

    day = parts.clock.now().date()
    days = (day, day, day + timedelta(days=1))
    assert [site.files.file("en", figures, each, make) for each in days] == [b"file"] * 3
    assert len(made) == 2


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("石油", OIL),
        ("油", OIL),
        ("порта", PORT),
        ("ПОРТАМИ каспийский", None),
        ("портов Каспию", PORT),
        ("ministry of nothing", None),
        ("'\"; DROP TABLE stories --", None),
        ("%", None),
        ("\u0000", None),
    ],
)
async def test_search_finds_inflected_words_and_two_letters_of_japanese(
    visitor: httpx.AsyncClient, query: str, found: JudgedStory | None
) -> None:
    page = (await visitor.get("/en/search", params={"q": query})).text
    assert (page.count('class="card ') > 0) is (found is not None)
    if found is not None:
        assert id_of(found) in page


async def test_a_long_list_is_turned_page_by_page_and_shows_each_development_once(visitor: httpx.AsyncClient) -> None:
    first, second = [(await visitor.get(f"/en/commitments/30?page={n}")).text for n in (1, 2)]
    shown = [re.findall(r'href="/en/developments/(\w+)"', page) for page in (first, second)]
    assert 'rel="next" href="/en/commitments/30?page=2"' in first
    assert 'rel="prev" href="/en/commitments/30"' in second
    assert len({*shown[0], *shown[1]}) == 35


async def test_the_ledger_and_the_calendar_tell_what_reports_name(visitor: httpx.AsyncClient) -> None:
    ledger, calendar = [(await visitor.get(f"/en/{name}")).text for name in ("ledger", "calendar")]
    assert "5 billion yen" in ledger
    assert "20 Mar 2026" in calendar


async def test_links_to_another_language_keep_page_and_question(visitor: httpx.AsyncClient) -> None:
    page = (await visitor.get("/en/search", params={"q": "порт & море", "page": "1"})).text
    assert 'href="/ja/search?q=%D0%BF%D0%BE%D1%80%D1%82+%26+%D0%BC%D0%BE%D1%80%D0%B5&amp;page=1"' in page


async def test_the_style_sheet_is_small_and_kept_for_long(visitor: httpx.AsyncClient) -> None:
    page = (await visitor.get("/en/")).text
    address = re.search(r'"(/static/style\.css\?v=\w+)"', page)
    assert address is not None
    style = await visitor.get(address[1])
    assert len(style.content) < 10_000
    assert "url(" not in style.text
    assert "max-age=31536000" in style.headers["cache-control"]
    assert (await visitor.get("/static/icon.svg")).headers["content-type"] == "image/svg+xml"
