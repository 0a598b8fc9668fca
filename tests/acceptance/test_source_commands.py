"""``cajad sources``: the catalogue listed, shown, checked without a database, added to, imported and exported."""

from __future__ import annotations

import json
import tomllib
import xml.etree.ElementTree as ET
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from config.loading import read_catalogue
from tests.servers.articles import GRANT, JUST_NOW
from tests.servers.feeds import FeedServer, Page
from tests.servers.installation import Installation
from tests.servers.newsroom import Article, Newsroom, rss
from tests.servers.replica import Replica

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGED = [source for source, _ in read_catalogue().sources]


@pytest.fixture
def outside() -> Iterator[FeedServer]:
    """A publisher that nobody watches yet."""
    with FeedServer() as server:
        yield server


@pytest.fixture
def declared(newsroom: Newsroom, tmp_path: Path) -> Installation:
    """An installation that has a source file and no database."""
    return Installation.at(tmp_path / "declared", newsroom)


def ids_of(table: str) -> list[str]:
    return [line.split()[0] for line in table.splitlines() if line.strip().startswith("kz-")]


def lists(house: Installation, *options: str) -> list[dict[str, Any]]:
    ran = house.cajad("sources", "list", "--json", *options)
    assert ran.status == 0
    rows: list[dict[str, Any]] = json.loads(ran.out)
    return rows


def test_sources_are_chosen_by_state_and_what_needs_somebody_comes_first(
    house: Installation, newsroom: Newsroom
) -> None:
    newsroom.serves("kz-wire", Page(status=403))
    house.cajad("poll", "kz-wire")
    table = house.cajad("sources", "list", "--sort", "state").out
    assert ids_of(table) == ["kz-wire", "kz-steppe"]
    assert "blocked" in table
    assert [row["id"] for row in lists(house, "--state", "blocked")] == ["kz-wire"]
    assert [row["id"] for row in lists(house, "--state", "working")] == ["kz-steppe"]
    assert lists(house, "--state", "off") == []
    shown = house.cajad("sources", "list", "--state", "blocked")
    assert shown.err.splitlines()[-1] == "2 of 2 sources are watched. 1 shown."


def test_a_source_is_unverified_until_its_first_good_poll(newsroom: Newsroom, tmp_path: Path) -> None:
    house = Installation.at(tmp_path / "new", newsroom)
    house.cajad("db", "upgrade")
    newsroom.serves("kz-wire", Page(status=403))
    house.cajad("poll", "--all")
    states = {row["id"]: (row["state"], row["verified"]) for row in lists(house)}
    assert states == {"kz-steppe": ("working", None), "kz-wire": ("unverified", None)}
    assert "never" in house.cajad("sources", "list").out


CHOICES = (
    (["--country", "kz"], 2),
    (["--country", "JP"], 0),
    (["--kind", "rss"], 2),
    (["--kind", "sitemap"], 0),
    (["--tier", "press"], 2),
    (["--language", "ja"], 0),
)


def test_sources_are_chosen_by_what_is_declared(house: Installation) -> None:
    assert [len(lists(house, *options)) for options, _ in CHOICES] == [found for _, found in CHOICES]


@pytest.mark.parametrize("options", [["--state", "bad"], ["--sort", "luck"], ["--kind", "fax"], ["--tier", "best"]])
def test_a_choice_that_does_not_exist_is_wrong_usage(bare: Installation, options: list[str]) -> None:
    assert bare.cajad("sources", "list", *options).status == 2


def test_below_the_table_stands_how_soon_reports_reach_alerts(house: Installation, newsroom: Newsroom) -> None:
    assert "No alert of the last 30 days could be timed." in house.cajad("sources", "list").out
    newsroom.publishes("kz-steppe", GRANT)
    for command in (["poll", "kz-steppe"], ["deliver"]):
        assert house.cajad(*command).status == 0
    assert "1 alert, half of them within" in house.cajad("sources", "list").out
    assert "1 alert, half of them within" in house.cajad("sources", "show", "kz-wire").out


def test_one_source_is_shown_with_its_history(house: Installation, newsroom: Newsroom) -> None:
    newsroom.serves("kz-steppe", Page(status=403))
    house.cajad("poll", "kz-steppe")
    shown = house.cajad("sources", "show", "kz-steppe").out
    assert 'kind = "rss"' in shown
    assert "Last 2 polls, newest first:" in shown
    assert "1 items, 1 new" in shown
    assert "Rhythm: usually 24 h between two items (declared)" in shown
    data = json.loads(house.cajad("sources", "show", "kz-steppe", "--json").out)
    assert [poll["verdict"] for poll in data["history"]] == ["blocked", "new"]
    assert (data["state"], data["delay_of_tier"]) == ("blocked", None)
    assert data["next_poll_at"]


def test_a_source_that_is_not_there_is_named(house: Installation) -> None:
    for command in ("show", "check"):
        ran = house.cajad("sources", command, "kz-nobody")
        assert (ran.status, len(ran.lines)) == (1, 1)
        assert ran.lines[0].startswith("kz-nobody: there is no such source")


def test_a_check_needs_no_database_and_makes_none(declared: Installation, newsroom: Newsroom) -> None:
    newsroom.publishes("kz-steppe", GRANT)
    newsroom.serves("kz-wire", Page(status=403))
    table = declared.cajad("sources", "check")
    assert table.status == 0
    assert GRANT.title in table.out
    assert "blocked" in table.out
    assert table.lines == ["1 of 2 sources answer as they should."]
    ran = declared.cajad("sources", "check", "--json", "kz-steppe")
    (found,) = map(json.loads, ran.out.splitlines())
    assert (found["verdict"], found["items"], found["matched"][0]["commitments"][0]) == ("new", 2, 26)
    assert 0 <= found["newest_age_hours"] < 24
    assert declared.cajad("sources", "check", "kz-wire").status == 1
    assert not declared.database.exists()


def test_a_source_that_is_off_is_checked_where_it_is_named_or_all_are(
    declared: Installation, newsroom: Newsroom
) -> None:
    off = '[[source]]\nid = "kz-off"\nname = "Off"\nkind = "{}"\nurl = "{}"\ncountry = "KZ"\nlanguages = ["ru"]\n'
    moved = off.format("rss", newsroom.server.url("/kz-wire")) + 'enabled = false\nreason = "moved"\n'
    nameless = off.format("html_list", newsroom.server.url("/x")).replace("kz-off", "kz-list")
    text = moved + nameless + 'enabled = false\nreason = "nobody has read it yet"\n'
    (declared.home / "sources" / "off.toml").write_text(text, encoding="utf-8")
    assert declared.cajad("sources", "check").lines == ["2 of 2 sources answer as they should."]
    assert declared.cajad("sources", "check", "kz-off").lines == ["1 of 1 sources answer as they should."]
    everything = declared.cajad("sources", "check", "--all")
    assert "1 sources that are switched off do not say how they would be read." in everything.err
    assert "3 of 3" in everything.err
    refused = declared.cajad("sources", "check", "kz-list")
    assert refused.status == 1
    assert "pattern: is missing" in refused.err


def test_every_source_of_the_packaged_catalogue_gives_entries(tmp_path: Path) -> None:
    house = Installation.at(tmp_path / "whole")
    with Replica.of_catalogue() as replica:
        replica.write_sources(house.home / "sources")
        ran = house.cajad("sources", "check", "--json")
    found = [json.loads(line) for line in ran.out.splitlines()]
    assert [each["id"] for each in found] == [source.id for source in PACKAGED if source.enabled]
    assert {each["id"]: each["detail"] or each["verdict"] for each in found if not each["answers"]} == {}
    assert min(each["items"] for each in found) >= 1


def test_an_address_becomes_a_source_that_polls(house: Installation, outside: FeedServer) -> None:
    items = [Article(f"a{n}", f"Новости степи номер {n} о погоде и ценах", "", JUST_NOW) for n in range(6)]
    outside.pages["/rss"] = Page(rss(GRANT, *items))
    ran = house.cajad("sources", "add", outside.url("/rss"))
    assert ran.status == 0
    (table,) = tomllib.loads(ran.out)["source"]
    assert (table["kind"], table["languages"], table["country"]) == ("rss", ["ru"], "INT")
    assert outside.hits["/rss"] == 1
    assert list((house.home / "sources").iterdir()) == [house.home / "sources" / "test.toml"]
    written = house.cajad("sources", "add", outside.url("/rss"), "--write", "own.toml")
    assert written.status == 0
    assert house.cajad("poll", table["id"]).status == 0
    again = house.cajad("sources", "add", outside.url("/rss"))
    assert (again.status, again.lines) == (1, [f"{outside.url('/rss')}: is declared already, as {table['id']}"])


def test_what_cannot_be_added_says_why(bare: Installation, outside: FeedServer) -> None:
    outside.pages["/"] = Page(b"<html><body><p>Welcome</p></body></html>")
    ran = bare.cajad("sources", "add", outside.url("/"))
    assert (ran.status, ran.out) == (1, "")
    assert "links to no feed or sitemap" in ran.err
    outside.pages["/shut"] = Page(status=403)
    assert "403" in bare.cajad("sources", "add", outside.url("/shut")).err
    assert bare.cajad("sources", "add", "ftp://127.0.0.1/rss").status == 1


def test_an_address_on_the_list_of_dead_ones_is_warned_of(declared: Installation, outside: FeedServer) -> None:
    outside.pages["/rss"] = Page(rss(GRANT))
    key = outside.url("/rss").removeprefix("http://")
    dead = f'[[do_not_add]]\naddress = "{key}"\nreason = "answers with a shop"\n'
    (declared.home / "sources" / "dead.toml").write_text(dead, encoding="utf-8")
    ran = declared.cajad("sources", "add", outside.url("/rss"))
    assert ran.status == 0
    assert "answers with a shop" in ran.err
    listed = declared.home / "list.opml"
    listed.write_text(f'<opml version="2.0"><body><outline type="rss" xmlUrl="{outside.url("/rss")}"/></body></opml>')
    refused = declared.cajad("sources", "import", str(listed))
    assert refused.status == 1
    assert "not to be added" in refused.err


def test_a_proposal_is_written_into_the_folder_of_the_operator_only(
    declared: Installation, outside: FeedServer
) -> None:
    outside.pages["/rss"] = Page(rss(GRANT))
    for name in ("../own.toml", "own.txt"):
        ran = declared.cajad("sources", "add", outside.url("/rss"), "--write", name)
        assert ran.status == 1
        assert "has to be the name of a file" in ran.err


def test_a_list_of_feeds_becomes_sources_and_comes_out_as_it_went_in(
    declared: Installation, newsroom: Newsroom
) -> None:
    listed = declared.home / "list.opml"
    feeds = [("Степь & море", "https://sea.example.kz/rss"), ("再生", "https://saisei.example.jp/rss")]
    outlines = "".join(f'<outline type="rss" text="{n.replace("&", "&amp;")}" xmlUrl="{u}"/>' for n, u in feeds)
    known = f'<outline type="rss" text="known" xmlUrl="{newsroom.server.url("/kz-steppe")}"/>'
    listed.write_text(f'<?xml version="1.0"?><opml version="2.0"><body>{outlines}{known}</body></opml>', "utf-8")
    ran = declared.cajad("sources", "import", str(listed), "--write", "imported.toml")
    assert ran.status == 0
    assert "is declared already, as kz-steppe" in ran.err
    exported = declared.cajad("sources", "export")
    root = ET.fromstring(exported.out)  # noqa: S314 - our own document
    written = {(each.get("text"), each.get("xmlUrl")) for each in root.iter("outline") if each.get("xmlUrl")}
    assert set(feeds) < written
    assert len(written) == 4
    assert "4 feeds; left out: 0 sources that are no feeds, 0 off." in exported.err


def test_the_whole_catalogue_comes_out_as_source_files_that_say_the_same(bare: Installation) -> None:
    bare.environment["CAJAD_BUILTIN_SOURCES"] = "on"
    exported = bare.cajad("sources", "export", "--format", "toml")
    (bare.home / "copy.toml").write_text(exported.out, encoding="utf-8")
    copied = read_catalogue(bare.home, builtin=False)
    assert copied.problems == []
    assert [source for source, _ in copied.sources] == PACKAGED
    kinds = Counter(source.kind for source in PACKAGED if source.enabled)
    opml = bare.cajad("sources", "export")
    assert opml.out.count("xmlUrl=") == sum(kinds[kind] for kind in ("rss", "atom", "rdf", "json"))
    assert len(json.loads(bare.cajad("sources", "export", "--json").out)) == len(PACKAGED)


def test_a_file_that_is_no_list_is_named(bare: Installation) -> None:
    missing = bare.home / "nothing.opml"
    assert bare.cajad("sources", "import", str(missing)).lines == [f"{missing}: No such file or directory"]
    missing.write_text("words", encoding="utf-8")
    assert bare.cajad("sources", "import", str(missing)).lines == [f"{missing}: lists no feed"]
