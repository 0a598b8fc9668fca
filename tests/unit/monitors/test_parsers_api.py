"""Interfaces that answer with JSON, read by declared paths. The answers are invented after descriptions of interfaces
of gov.uz, president.tj, president.kg and the World Bank.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import ParseError
from domain.moment import Precision
from domain.source import Source, SourceKind, Verdict
from monitors.normalise import normalise
from monitors.parsers.api import MOST_ITEMS, parse_api
from tests.builders import NOON, a_fetched, a_source

GRANT = "Япония выделит грант порту Актау"
PATHS = {"items": "data", "title": "title", "link": "url", "date": "date", "summary": "anons"}


def an_api(**options: Any) -> Source:
    return a_source(kind=SourceKind.API, options=options or PATHS, zone="Asia/Dushanbe")


def an_item(**over: Any) -> dict[str, Any]:
    return {"title": GRANT, "url": "https://a.example/1", "date": "2026-01-15 10:00:00", "anons": "<p>Порт</p>", **over}


def refused(document: Any, source: Source) -> tuple[Verdict, str]:
    with pytest.raises(ParseError) as caught:
        parse_api(a_fetched(document if isinstance(document, str) else json.dumps(document)), source)
    return caught.value.verdict, caught.value.detail


def test_an_item_holds_what_its_paths_lead_to() -> None:
    source = an_api()
    (raw,) = parse_api(a_fetched(json.dumps({"data": [an_item()]})), source)
    (entry,) = normalise([raw], source, "https://a.example/api", NOON)
    assert (entry.title, entry.summary, entry.url) == (GRANT, "Порт", "https://a.example/1")
    assert entry.published.at.isoformat() == "2026-01-15T05:00:00+00:00"
    assert entry.published.precision is Precision.MINUTE


def test_the_address_of_a_page_is_made_of_the_id_which_cannot_leave_its_place() -> None:
    source = an_api(
        items="content", title="titleRu || titleKy", id="id", page="https://president.example.kg/ru/news/{id}"
    )
    items = [{"id": 7, "titleRu": None, "titleKy": "Жаңылык"}, {"id": "../x?y", "titleRu": GRANT}]
    first, second = parse_api(a_fetched(json.dumps({"content": items})), source)
    assert (first.guid, first.link, first.title) == ("7", "https://president.example.kg/ru/news/7", "Жаңылык")
    assert second.link == "https://president.example.kg/ru/news/..%2Fx%3Fy"


def test_the_values_of_an_object_are_a_list_and_what_has_no_title_is_passed_over() -> None:
    source = an_api(items="documents.*", title='title."cdata!"', link="url", date="lnchdt")
    documents = {
        "D1": {"title": {"cdata!": "Central Asia"}, "url": "https://w.example/1", "lnchdt": "2026-01-15T00:00:00Z"},
        "facets": {},
    }
    (entry,) = parse_api(a_fetched(json.dumps({"documents": documents})), source)
    assert (entry.title, entry.link) == ("Central Asia", "https://w.example/1")


@pytest.mark.parametrize(("form", "stamp"), [("seconds", 1768471200), ("milliseconds", "1768471200000")])
def test_a_count_of_seconds_is_a_date(form: str, stamp: object) -> None:
    source = an_api(**PATHS, date_form=form)
    (entry,) = parse_api(a_fetched(json.dumps({"data": [an_item(date=stamp)]})), source)
    assert entry.published_raw == "2026-01-15T10:00:00+00:00"


@pytest.mark.parametrize("stamp", ["soon", "1e400", "-1e300", "nan", ""])
def test_a_count_that_is_none_is_no_date(stamp: str) -> None:
    source = an_api(**PATHS, date_form="seconds")
    items = [an_item(date=stamp), an_item(date="0")]
    assert [entry.published_raw for entry in parse_api(a_fetched(json.dumps({"data": items})), source)] == [
        "",
        "1970-01-01T00:00:00+00:00",
    ]


def test_an_answer_may_name_the_outlet_and_the_language() -> None:
    source = an_api(items="@", title="t", link="u", outlet="domain", language="lang")
    (entry,) = parse_api(a_fetched(json.dumps([{"t": "A", "u": "/1", "domain": "a.example", "lang": "ru"}])), source)
    assert (entry.outlet, entry.language) == ("a.example", "ru")


@pytest.mark.parametrize(
    ("document", "verdict", "words"),
    [
        ("<html><p>x</html>", Verdict.NOT_A_FEED, "a web page"),
        ("{", Verdict.NOT_A_FEED, "broken or cut off"),
        ("[" * 200_000, Verdict.NOT_A_FEED, "broken or cut off"),
        ({"error": "notAllowed"}, Verdict.NOT_A_FEED, "(items: data)"),
        ({"data": "x"}, Verdict.NOT_A_FEED, "(items: data)"),
        ({"data": {"a": 1}}, Verdict.NOT_A_FEED, "(items: data)"),
        ({"data": [1, "x", None]}, Verdict.NOT_A_FEED, "no list of objects"),
        ({"data": []}, Verdict.EMPTY, "(items: data)"),
        ({"data": [an_item(title=None)]}, Verdict.NOT_A_FEED, "(title: title)"),
        ({"data": [an_item(title={"ru": "x"})]}, Verdict.NOT_A_FEED, "(title: title)"),
        ({"data": [an_item(title=True)]}, Verdict.NOT_A_FEED, "(title: title)"),
        ({"data": [an_item(url="")]}, Verdict.NOT_A_FEED, "(link: url)"),
        ({"data": [an_item(date=[])]}, Verdict.NOT_A_FEED, "(date: date)"),
        ({"data": [an_item(title="\ufffd" * 9)]}, Verdict.GARBLED, "garbled"),
    ],
)
def test_what_is_wrong_is_said_with_its_path(document: Any, verdict: Verdict, words: str) -> None:
    found, detail = refused(document, an_api())
    assert found is verdict
    assert words in detail


def test_an_id_that_is_missing_everywhere_is_named() -> None:
    source = an_api(items="data", title="title", id="nr", page="https://a.example/{id}")
    assert refused({"data": [an_item()]}, source) == (
        Verdict.NOT_A_FEED,
        "none of the 1 items has a value at the declared path (id: nr)",
    )


def test_a_path_whose_functions_meet_other_values_finds_nothing() -> None:
    source = an_api(items="data", title="join(', ', names)", link="url")
    assert refused({"data": [an_item(names=7)]}, source)[1].endswith("(title: join(', ', names))")


def test_a_longer_list_than_interfaces_give_is_read_to_its_bound() -> None:
    items = [an_item(url=f"https://a.example/{number}") for number in range(MOST_ITEMS + 5)]
    assert len(parse_api(a_fetched(json.dumps({"data": items})), an_api())) == MOST_ITEMS


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["data", "title", "url", "date", "anons", "id", "x"]), inner, max_size=4)
    ),
    max_leaves=20,
)
SHAPES = st.sampled_from(
    [
        PATHS,
        {**PATHS, "date_form": "seconds"},
        {"items": "@", "title": "title", "page": "https://a.example/{id}", "id": "id"},
        {"items": "*[]", "title": "title || id", "link": "url", "outlet": "x", "language": "x"},
        {"items": "sort_by(data, &date)", "title": "to_string(@)", "link": "url"},
    ]
)


@given(document=VALUES | VALUES.map(lambda value: {"data": [value, {"title": value, "url": value}]}), shape=SHAPES)
@settings(max_examples=150)
def test_whatever_the_answer_it_ends_in_entries_or_a_verdict(document: Any, shape: dict[str, Any]) -> None:
    source = an_api(**shape)
    verdict = None
    try:
        entries = parse_api(a_fetched(json.dumps(document)), source)
    except ParseError as error:
        entries, verdict = (), error.verdict
    assert verdict in (None, Verdict.NOT_A_FEED, Verdict.EMPTY, Verdict.GARBLED)
    assert bool(entries) == (verdict is None)
    assert all(entry.title.strip() for entry in entries)
    normalise(entries, source, "https://a.example/api", NOON)
