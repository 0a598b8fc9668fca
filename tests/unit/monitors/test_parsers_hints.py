"""What feeds wish for, read off their heads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.source import SourceKind
from monitors.parsers.hints import asked_wait
from tests.builders import a_fetched, a_source

ITEM = "<item><title>x</title></item>"
SY = "http://purl.org/rss/1.0/modules/syndication/"


def asked(head: str, items: str = ITEM, kind: SourceKind = SourceKind.RSS) -> timedelta | None:
    document = f'<rss version="2.0" xmlns:sy="{SY}"><channel>{head}{items}</channel></rss>'
    return asked_wait([a_fetched(document)], a_source(kind=kind))


@pytest.mark.parametrize(
    ("head", "hours"),
    [
        pytest.param("<ttl>90</ttl>", 1.5, id="minutes to live"),
        pytest.param("<TTL> 60\n</TTL>", 1, id="however it is written"),
        pytest.param("<sy:updatePeriod>\n\thourly\t</sy:updatePeriod>", 1, id="a period"),
        pytest.param(
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>6</sy:updateFrequency>", 4, id="times a day"
        ),
        pytest.param("<sy:updateFrequency>2</sy:updateFrequency>", 12, id="a frequency alone is of the day"),
        pytest.param("<ttl>60</ttl><sy:updatePeriod>daily</sy:updatePeriod>", 24, id="the longer of two"),
        pytest.param("<updatePeriod>weekly</updatePeriod>", 168, id="without a prefix"),
    ],
)
def test_a_wish_is_read(head: str, hours: float) -> None:
    assert asked(head) == timedelta(hours=hours)


@pytest.mark.parametrize(
    "head",
    [
        "",
        "<ttl></ttl>",
        "<ttl>0</ttl>",
        "<ttl>-5</ttl>",
        "<ttl>soon</ttl>",
        "<sy:updatePeriod>sometimes</sy:updatePeriod>",
        "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
    ],
)
def test_nothing_and_nonsense_ask_for_nothing(head: str) -> None:
    assert asked(head) is None


def test_only_the_channel_wishes_not_its_items() -> None:
    assert asked("", "<item><title>&lt;ttl> explained</title><ttl>90</ttl></item>") is None
    assert asked("<ttl>90</ttl>", "") == timedelta(minutes=90)


def test_other_kinds_wish_for_nothing() -> None:
    assert asked("<ttl>90</ttl>", kind=SourceKind.HTML_LIST) is None


def test_of_several_documents_the_longest_wish_counts() -> None:
    documents = [a_fetched(f"<rss><channel><ttl>{n}</ttl>{ITEM}</channel></rss>") for n in (60, 120, 90)]
    assert asked_wait(documents, a_source()) == timedelta(hours=2)
    assert asked_wait([], a_source()) is None


def test_a_wish_is_read_in_any_encoding() -> None:
    document = '<?xml version="1.0" encoding="utf-16"?><rss><channel><ttl>90</ttl></channel></rss>'
    assert asked_wait([a_fetched(document.encode("utf-16"))], a_source()) == timedelta(minutes=90)


@given(st.binary(max_size=400), st.text(max_size=60))
def test_no_document_stops_a_poll(body: bytes, head: str) -> None:
    documents = [a_fetched(body), a_fetched(f"<rss><ttl>{head}</ttl>".encode("utf-8", "replace"))]
    wish = asked_wait(documents, a_source())
    assert wish is None or wish > timedelta()
