"""The first paragraphs of an article: found on ordinary pages, bounded, and never a crash."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitors.lead_text import ENOUGH, LARGEST, LONGEST, first_paragraphs, lead_text
from monitors.plain_text import one_line
from tests.builders import a_fetched

TITLE = "Япония поможет порту Актау"
FIRST = "Правительство Японии выделит грант на рентгеновское оборудование для таможни порта Актау в Казахстане."
SECOND = "Об этом стороны договорились на встрече в Астане, где министры обсудили и подготовку таможенников."


def page(*paragraphs: str, head: str = "") -> str:
    body = "".join(f"<p>{each}</p>" for each in paragraphs)
    menu = "".join(f'<li><a href="/{each}">Раздел {each}</a></li>' for each in range(12))
    return (
        f"<html><head>{head}<title>{TITLE}</title></head><body><nav><ul>{menu}</ul></nav>"
        f"<article><h1>{TITLE}</h1>{body}</article><footer>© 2026 Редакция</footer></body></html>"
    )


@pytest.fixture(autouse=True, scope="module")
def library_loaded() -> None:
    """Loading the library takes longer than reading a page; the times below are those of pages."""
    lead_text(a_fetched(page(FIRST)), TITLE)


def test_the_paragraphs_are_found_without_menu_headline_and_footer() -> None:
    assert lead_text(a_fetched(page(FIRST, SECOND), "text/html; charset=utf-8"), TITLE) == f"{FIRST}\n{SECOND}"


@pytest.mark.parametrize(
    ("encoding", "content_type", "head"),
    [
        ("cp1251", "text/html; charset=windows-1251", ""),
        ("cp1251", "text/html", '<meta charset="windows-1251">'),
        ("koi8-r", "text/html", '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">'),
        ("cp1251", "", ""),
    ],
    ids=["named by the server", "named by the page", "named by the page, the old way", "named by nobody"],
)
def test_the_encoding_is_found(encoding: str, content_type: str, head: str) -> None:
    body = page(FIRST, SECOND, head=head).encode(encoding, "ignore")
    assert lead_text(a_fetched(body, content_type), TITLE).startswith(FIRST)


def test_the_encoding_declared_for_the_source_is_believed_where_nobody_names_one() -> None:
    text = "日本政府はカザフスタンのアクタウ港に税関検査機器を供与すると発表した。" * 3
    body = page(text).encode("euc_jp", "ignore")
    assert lead_text(a_fetched(body, "text/html"), TITLE, "euc_jp").startswith("日本政府は")


def test_a_lead_ends_with_the_paragraph_that_tells_enough() -> None:
    paragraph = "слово " * 50
    lines = first_paragraphs("\n".join(f"{number} {paragraph}" for number in range(20)), "").split("\n")
    assert [line.split()[0] for line in lines] == ["0", "1"]
    assert sum(map(len, lines)) >= ENOUGH


@given(st.text(max_size=5_000), st.text(max_size=50))
def test_a_lead_is_never_too_long_and_holds_no_control_characters(text: str, title: str) -> None:
    lead = first_paragraphs(text, title)
    assert len(lead) <= LONGEST
    assert all(line == one_line(line) for line in lead.split("\n"))


def test_one_endless_paragraph_is_cut() -> None:
    assert 0 < len(first_paragraphs("слово " * 10_000, "")) <= LONGEST


@pytest.mark.parametrize("content_type", ["application/pdf", "image/jpeg", "video/mp4", "application/octet-stream"])
def test_what_is_no_page_has_no_lead(content_type: str) -> None:
    assert lead_text(a_fetched(page(FIRST), content_type), TITLE) == ""


HOSTILE = {
    "nothing": "",
    "deep nesting": "<div>" * 19_000 + "text",
    "more tags than any article": "<b>x" * 50_000,
    "tables in tables": "<table><tr><td>" * 6_000 + "x",
    "one endless attribute": "<div " + "a=b " * 200_000 + ">x",
    "entities": "&amp;" * 200_000,
    "an encoding that is not its own": '<?xml version="1.0" encoding="utf-16"?>' + page(FIRST),
    "no page": "%PDF-1.7 " + "\x00\x01" * 5_000,
    "characters that do not exist": "<p>&#x110000;&#0;&#xd800;</p>" * 500,
    "never closed": "<article><p><!-- " + "x" * 100_000,
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_page_ends_in_little_time_and_without_a_crash(html: str) -> None:
    begun = time.process_time()
    assert len(lead_text(a_fetched(html, "text/html"), TITLE)) <= LONGEST
    assert time.process_time() - begun < 5


def test_only_the_top_of_a_large_page_is_read() -> None:
    body = page(FIRST, SECOND) + " " * LARGEST + "<p>" + "хвост " * 100 + "</p>"
    assert lead_text(a_fetched(body, "text/html; charset=utf-8"), TITLE).startswith(FIRST)


MARKUP = (
    "<div> </div> <p> </p> <article> <table> <td> <ul> <li> <script> <!-- --> <svg> <iframe> <form> <main> <h1> <body> "
)
MARKUP += "<figure> <blockquote> <![CDATA[ ]]> </html> <?xml?> &#0; &#xd800;"
PIECES = st.sampled_from([*MARKUP.split(), "Япония и Казахстан подписали меморандум. ", "\x00", "\u202e", "\ufeff"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=80), st.binary(max_size=20))
def test_whatever_a_page_holds_it_is_read_or_left_out(pieces: list[str], tail: bytes) -> None:
    body = "".join(pieces).encode("utf-8", "surrogatepass") + tail
    assert len(lead_text(a_fetched(body, "text/html"), TITLE)) <= LONGEST
