"""From the items of a document to entries, and the keys that identify them."""

from __future__ import annotations

import string
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.moment import Precision
from monitors.normalise import LONGEST_SUMMARY, LONGEST_TITLE, normalise
from tests.builders import NOON, a_raw_entry, a_source

if TYPE_CHECKING:
    from domain.entry import Entry, RawEntry

HERE = "https://steppe.example.kz/rss"


def entries(*items: RawEntry, now: datetime = NOON, **source: Any) -> list[Entry]:
    return normalise(items, a_source(**source), HERE, now)


def entry(**item: Any) -> Entry:
    (found,) = entries(a_raw_entry(**item))
    return found


def test_every_part_of_an_entry_is_filled() -> None:
    found = entry(guid="g", link="/n/1?utm_source=x", title="<b>T</b>", summary="S &amp; s", language="ru-RU")
    assert (found.url, found.title, found.summary) == ("https://steppe.example.kz/n/1", "T", "S & s")
    assert (found.language, found.published_raw) == ("ru", "Thu, 15 Jan 2026 12:00:00 GMT")
    assert (found.published.at, found.first_seen_at) == (NOON, NOON)
    assert len(found.keys) == 3
    assert found.url_key in found.keys
    assert found.source_id == "kz-steppe"


def test_normalising_what_is_normal_changes_nothing() -> None:
    first = entry(guid="g", link="/n/1?utm_source=x", title="A  <i>b</i>", summary="<p>c</p>")
    again = entry(guid="g", link=first.url, title=first.title, summary=first.summary)
    assert again == first


def test_an_item_without_title_takes_the_first_words_of_its_summary() -> None:
    words = "Делегация прибыла в столицу. " * 10
    found = entry(title="  <br/> ", summary=words)
    assert words.startswith(found.title)
    assert 80 < len(found.title) <= 120
    assert found.summary == words.strip()


def test_an_item_with_neither_title_nor_summary_is_dropped() -> None:
    assert entries(a_raw_entry(title="&nbsp;", summary="<img src='x'>")) == []


@pytest.mark.parametrize("summary", ["Новая дорога", " <p>Новая  дорога</p>", "Новая дорога."])
def test_a_summary_that_only_repeats_the_title_is_empty(summary: str) -> None:
    assert entry(title="Новая дорога", summary=summary).summary == ""


def test_long_texts_are_cut() -> None:
    found = entry(title="слово " * 200, summary="слово " * 2000)
    assert LONGEST_TITLE - 40 <= len(found.title) <= LONGEST_TITLE
    assert LONGEST_SUMMARY - 40 <= len(found.summary) <= LONGEST_SUMMARY
    assert found.summary.endswith("слово")


@pytest.mark.parametrize("link", ["", " ", HERE, "http://www.steppe.example.kz/rss/", "#", "mailto:a@b.example"])
def test_an_item_without_an_address_of_its_own_is_kept(link: str) -> None:
    found = entry(link=link, guid="g")
    assert (found.url, found.url_key) == ("", "")
    assert len(found.keys) == 2


def test_an_address_shared_by_several_items_opens_but_identifies_none_of_them() -> None:
    page = "https://steppe.example.kz/tenders"
    first, second = entries(a_raw_entry(title="A", link=page), a_raw_entry(title="B", link=f"{page}#b"))
    assert (first.url, second.url) == (page, f"{page}#b")
    assert first.url_key == second.url_key == ""
    assert not set(first.keys) & set(second.keys)


def test_the_address_key_is_the_same_for_all_sources() -> None:
    (ours,) = entries(a_raw_entry(link="https://www.a.example/1/"))
    (theirs,) = entries(a_raw_entry(link="http://a.example/1?utm_medium=x"), id="kz-other")
    assert ours.url_key == theirs.url_key
    assert ours.id != theirs.id


@pytest.mark.parametrize("guid", ["same for all", "", "  "])
def test_ten_items_with_one_guid_are_ten_entries(guid: str) -> None:
    found = entries(*(a_raw_entry(guid=guid, title=f"Item {n}", link=f"/{n}") for n in range(10)))
    assert len({each.id for each in found}) == 10
    assert len({key for each in found for key in each.keys}) == 20


def test_ten_items_with_one_guid_and_no_address_are_ten_entries() -> None:
    found = entries(*(a_raw_entry(guid="x", title=f"Item {n}", link="") for n in range(10)))
    assert len({each.id for each in found}) == 10


def test_items_of_one_title_are_told_apart_by_what_else_they_have() -> None:
    by_address = entries(*(a_raw_entry(link=f"/{n}") for n in range(3)))
    by_summary = entries(*(a_raw_entry(link="", summary=f"Text {n}") for n in range(3)))
    assert len({each.keys for each in by_address}) == len({each.keys for each in by_summary}) == 3
    assert len({each.keys[-1] for each in by_address}) == 3


def test_a_repetition_that_nothing_tells_apart_is_one_entry() -> None:
    assert len(entries(a_raw_entry(), a_raw_entry())) == 1


@pytest.mark.parametrize(
    "guids",
    [["item_1", "item_2", "item_3"], ["0", "1", "2"], ["3", "2", "1"]],
    ids=["with a word", "from zero", "downwards"],
)
def test_guids_that_count_the_items_identify_nothing(guids: list[str]) -> None:
    """Or each new item would pass for an edited version of the one before it."""
    found = entries(*(a_raw_entry(guid=guid, title=guid, link=f"/{guid}") for guid in guids))
    assert [len(each.keys) for each in found] == [2, 2, 2]


@pytest.mark.parametrize(
    "guids",
    [["1", "2", "9"], ["a1", "b2", "c3"], ["https://a.example/?p=1", "https://a.example/?p=2"], ["1", "x", "3"]],
    ids=["with gaps", "with words of their own", "addresses", "not all numbers"],
)
def test_other_guids_with_numbers_identify(guids: list[str]) -> None:
    found = entries(*(a_raw_entry(guid=guid, title=guid, link=f"/{guid[-1]}") for guid in guids))
    assert {len(each.keys) for each in found} == {3}


def test_the_strongest_key_comes_first_and_makes_the_identity() -> None:
    first = entry(guid="g", link="/1", title="A")
    edited = entry(guid="g", link="/2", title="B")
    moved = entry(guid="h", link="/1", title="B")
    assert first.keys[0] == edited.keys[0]
    assert first.id == edited.id
    assert first.keys[1] == moved.keys[1] == first.url_key
    assert first.id != moved.id
    assert first.fingerprint != edited.fingerprint == moved.fingerprint


def test_the_title_key_survives_correction_of_case_width_and_punctuation() -> None:
    one, other = entry(link="", title="Ｊapan: «Yes»!"), entry(link="", title="japan — yes")
    assert one.keys == other.keys
    assert one.fingerprint != other.fingerprint


def test_a_title_of_signs_only_still_makes_a_key() -> None:
    assert entry(link="", title="!!!").keys != entry(link="", title="???").keys


def test_the_title_key_holds_the_day_at_the_source() -> None:
    late, early = "2026-01-14T20:30:00Z", "2026-01-15T08:00:00+05:00"
    assert entry(link="", published_raw=late).keys == entry(link="", published_raw=early).keys
    assert entry(link="", published_raw=late).keys == entry(link="", published_raw="2026-01-15").keys
    assert entry(link="", published_raw=late).keys != entry(link="", published_raw="2026-01-14").keys


def test_the_title_key_of_an_undated_item_is_the_same_on_every_poll() -> None:
    item = a_raw_entry(link="", published_raw="")
    (first,), (later,) = entries(item), entries(item, now=NOON + timedelta(days=3))
    assert first.keys == later.keys
    assert later.published.precision is Precision.UNKNOWN
    assert later.published.at == later.first_seen_at == NOON + timedelta(days=3)


ITEMS = st.builds(
    a_raw_entry,
    guid=st.sampled_from(["", "a", "b", "1", "2"]),
    link=st.sampled_from(["", "/1", "/2", "/1/?utm_source=x", HERE]),
    title=st.sampled_from(["", "A", "B", "a"]),
    summary=st.sampled_from(["", "x", "y"]),
    published_raw=st.sampled_from(["", "2026-01-14", "2026-01-15"]),
)


@given(st.lists(ITEMS, max_size=8))
def test_no_two_entries_of_a_document_share_all_keys(items: list[RawEntry]) -> None:
    found = entries(*items)
    assert len({each.id for each in found}) == len({each.keys for each in found}) == len(found)
    assert all(each.keys for each in found)
    strong = [key for each in found for key in each.keys[:-1]]
    assert len(strong) == len(set(strong))


@given(st.text(alphabet=string.printable + "\ud800\u202eяё日", max_size=40))
def test_whatever_a_feed_holds_can_be_stored(text: str) -> None:
    for found in entries(a_raw_entry(guid=text, link=text, title=text + "t", summary=text, published_raw=text)):
        for part in (found.url, found.title, found.summary, found.published_raw, found.language):
            part.encode("utf-8")


def test_the_date_text_is_kept_where_it_is_not_believed() -> None:
    found = entry(published_raw="Fri, 15 Jan 2066\n12:00:00 GMT")
    assert found.published_raw == "Fri, 15 Jan 2066 12:00:00 GMT"
    assert found.published.precision is Precision.UNKNOWN


def test_the_guess_of_the_library_is_used_for_forms_nobody_else_reads() -> None:
    guess = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    assert entry(published_raw="2026-W01-5T03:04Z", published_guess=guess).published.at == guess


@pytest.mark.parametrize(
    ("tag", "declared", "language"),
    [
        ("ru-RU", ("ru", "ky"), "ru"),
        ("KY", ("ru", "ky"), "ky"),
        ("kir", ("ru", "ky"), "ky"),
        ("jp", ("ja", "en"), "ja"),
        ("uz_Latn", ("uz", "ru"), "uz"),
        ("en", ("ru", "ky"), ""),
        ("", ("ru", "ky"), ""),
        ("en-us", ("ru",), "ru"),
        ("", ("ja",), "ja"),
    ],
)
def test_a_language_is_believed_if_the_source_publishes_in_it(
    tag: str, declared: tuple[str, ...], language: str
) -> None:
    (found,) = entries(a_raw_entry(language=tag), languages=declared)
    assert found.language == language
