"""Feeds read back by the programs that read feeds."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import feedparser
import icalendar
import pytest

from domain.commitment import READER_LANGUAGES
from tests.integration.web.shown import ATTACK, FORMULA, MANY, PORT, STORYLINE, id_of

if TYPE_CHECKING:
    import httpx


@pytest.mark.parametrize("language", READER_LANGUAGES)
@pytest.mark.parametrize(("path", "items"), [("", 40), ("/commitments/25", 2), ("/countries/TM", 2)])
async def test_an_atom_feed_is_read_back(visitor: httpx.AsyncClient, language: str, path: str, items: int) -> None:
    answer = await visitor.get(f"/{language}{path}/feed.atom")
    feed = feedparser.parse(answer.content, response_headers={"content-type": answer.headers["content-type"]})
    assert (feed.bozo, feed.version, len(feed.entries)) == (False, "atom10", items)
    assert feed.feed.language == language
    assert feed.feed.id
    assert feed.feed.links[0].href == f"https://page.example/{language}{path}/feed.atom"
    assert all(each.link.startswith(f"https://page.example/{language}/developments/") for each in feed.entries)
    assert len({each.id for each in feed.entries}) == items
    assert all(each.updated_parsed >= each.published_parsed for each in feed.entries)


async def test_an_item_has_one_identity_in_every_language_and_format(visitor: httpx.AsyncClient) -> None:
    ids = [
        {each.id for each in feedparser.parse((await visitor.get(f"/{language}/feed.atom")).content).entries}
        for language in READER_LANGUAGES
    ]
    told = {each["id"] for each in (await visitor.get("/en/feed.json")).json()["items"]}
    assert ids[0] == ids[1] == ids[2] == told


@pytest.mark.parametrize("path", ["", "/commitments/25", "/countries/TM"])
async def test_a_json_feed_has_what_its_version_asks_for(visitor: httpx.AsyncClient, path: str) -> None:
    answer = await visitor.get(f"/ja{path}/feed.json")
    feed = json.loads(answer.content)
    assert answer.headers["content-type"].startswith("application/feed+json")
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert (feed["language"], feed["feed_url"]) == ("ja", f"https://page.example/ja{path}/feed.json")
    assert all({"id", "url", "title", "content_text", "date_published"} <= each.keys() for each in feed["items"])


async def test_hostile_text_in_feeds_stays_text(visitor: httpx.AsyncClient) -> None:
    entries = feedparser.parse((await visitor.get("/en/countries/TM/feed.atom")).content).entries
    attack = next(each for each in entries if id_of(ATTACK) in each.id)
    assert attack.content[0].type == "text/plain"
    assert "\u202e" not in attack.content[0].value
    assert all("javascript:" not in link.href for each in entries for link in each.links)


async def test_the_calendar_is_read_back(visitor: httpx.AsyncClient) -> None:
    for language in READER_LANGUAGES:
        answer = await visitor.get(f"/{language}/calendar.ics")
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
        assert any(PORT.story.title in str(event["SUMMARY"]) for event in events)


async def test_the_table_holds_every_development_and_no_formula(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/en/developments.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert len(rows) == MANY + 5
    assert [row["published"] for row in rows] == sorted(row["published"] for row in rows)
    by_id = {row["id"]: row for row in rows}
    assert by_id[id_of(PORT)]["storyline"] == STORYLINE
    assert by_id[id_of(PORT)]["reports"] == "2"
    headlines = {row["headline"] for row in rows}
    assert f"'{FORMULA}" in headlines
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


async def test_the_table_of_a_commitment_holds_only_its_own(visitor: httpx.AsyncClient) -> None:
    text = (await visitor.get("/en/commitments/25/developments.csv")).content.decode("utf-8-sig")
    assert [row["commitments"] for row in csv.DictReader(io.StringIO(text, newline=""))] == ["25", "25"]
