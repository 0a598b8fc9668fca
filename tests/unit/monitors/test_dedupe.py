"""Which entries of a document are new, edited or known (design rules 1 and 2)."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.entry import Entry, EntryId, EntryKey
from domain.identity import stable_id
from domain.source import Quote
from domain.story import Known, KnownEntry, StoryId
from monitors.dedupe import dedupe
from tests.builders import a_source, an_entry

NOTHING = Known({}, {})


def item(name: str, *, guid: str = "", url: str = "", title: str = "") -> Entry:
    keys = [stable_id(kind, value) for kind, value in (("guid", guid), ("url", url)) if value]
    keys.append(stable_id("title", title or name))
    return an_entry(
        id=EntryId(name),
        keys=tuple(EntryKey(key) for key in keys),
        url=url,
        url_key=stable_id("url", url) if url else "",
        title=title or name,
        fingerprint=stable_id("text", title or name),
    )


def known_as(*entries: Entry, told: bool = False, leads: bool = True) -> Known:
    held = {
        key: KnownEntry(entry.id, StoryId(f"story of {entry.id}"), entry.fingerprint, 1, leads=leads, told=told)
        for entry in entries
        for key in entry.keys
    }
    return Known(held, {entry.url_key: StoryId(f"story of {entry.id}") for entry in entries if entry.url_key})


def test_everything_in_an_unknown_document_is_new() -> None:
    sifted = dedupe([item("a", url="u1"), item("b", url="u2")], NOTHING, a_source())
    assert [story.title for story in sifted.stories] == ["a", "b"]
    assert [carried.story_id for carried in sifted.carried] == [story.id for story in sifted.stories]
    assert sifted.edited == ()


def test_a_new_story_may_be_quoted_as_its_source_may() -> None:
    (story,) = dedupe([item("a", url="u1")], NOTHING, a_source(quote=Quote.NONE)).stories
    assert story.quote is Quote.NONE
    assert story.quotable("Words of the publisher.") == ""


def test_a_known_entry_is_nothing() -> None:
    entry = item("a", guid="g", url="u")
    sifted = dedupe([entry], known_as(entry), a_source())
    assert (sifted.stories, sifted.carried, sifted.edited) == ((), (), ())


def test_an_edited_headline_is_a_new_version_never_a_second_entry() -> None:
    before = item("a", guid="g", url="u", title="Japan to fund port")
    after = item("a2", guid="g", url="u", title="Japan will fund the port")
    sifted = dedupe([after], known_as(before), a_source())
    assert sifted.stories == ()
    assert [(edit.version, edit.text_changed, edit.rejudge) for edit in sifted.edited] == [(2, True, True)]


def test_an_edit_of_a_story_already_told_is_not_judged_again() -> None:
    before, after = item("a", guid="g", title="one"), item("a2", guid="g", title="two")
    sifted = dedupe([after], known_as(before, told=True), a_source())
    assert [edit.rejudge for edit in sifted.edited] == [False]


def test_an_edit_by_an_entry_that_did_not_bring_the_story_is_not_judged_again() -> None:
    before, after = item("a", guid="g", title="one"), item("a2", guid="g", title="two")
    sifted = dedupe([after], known_as(before, leads=False), a_source())
    assert [edit.rejudge for edit in sifted.edited] == [False]


def test_a_moved_address_keeps_the_entry_and_adds_a_key() -> None:
    before = item("a", guid="g", url="http://old", title="same")
    after = item("a2", guid="g", url="http://new", title="same")
    sifted = dedupe([after], known_as(before), a_source())
    assert sifted.stories == ()
    assert [(edit.text_changed, edit.version) for edit in sifted.edited] == [(False, 1)]


def test_the_same_headline_at_a_new_address_is_the_same_article() -> None:
    before, after = item("a", url="u1", title="Visit"), item("b", url="u2", title="Visit")
    assert dedupe([after], known_as(before), a_source()).stories == ()


def test_two_items_with_one_headline_in_one_document_stay_two() -> None:
    before = item("a", url="u1", title="Exchange rates")
    other = item("b", url="u2", title="Exchange rates")
    sifted = dedupe([other, before], known_as(before), a_source())
    assert [story.id for story in sifted.stories] == [stable_id("story", "b")]


def test_an_article_carried_by_another_source_joins_its_story() -> None:
    entry = item("theirs", url="u1")
    known = Known({}, {entry.url_key: StoryId("ours")})
    sifted = dedupe([entry], known, a_source())
    assert sifted.stories == ()
    assert [carried.story_id for carried in sifted.carried] == ["ours"]


def test_an_address_that_several_items_share_joins_no_story() -> None:
    entries = [replace(item(name), url="home", url_key="home") for name in ("a", "b")]
    sifted = dedupe(entries, Known({}, {"home": StoryId("other")}), a_source())
    assert len(sifted.stories) == 2


@given(st.permutations([item(str(n), guid=f"g{n}", url=f"u{n}", title=f"t{n % 3}") for n in range(6)]))
def test_what_is_new_does_not_depend_on_the_order_of_the_document(entries: list[Entry]) -> None:
    known = known_as(item("0", guid="g0", url="u0", title="t0"), item("9", url="u9", title="t1"))
    sifted = dedupe(entries, known, a_source())
    new = {carried.entry.keys[0] for carried in sifted.carried}
    assert len(new) == 4
    assert stable_id("guid", "g0") not in new
