"""The packaged catalogue beside the survey of addresses it was made from: nothing is left out, nothing slips in."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from config.loading import read_catalogue

if TYPE_CHECKING:
    from domain.source import Source

SURVEY = Path(__file__).parents[3].parent / "shared" / "sources" / "sources.tsv"
NOTES = SURVEY.with_name("notes.md")

pytestmark = pytest.mark.skipif(not SURVEY.is_file(), reason="the survey of addresses is not beside this checkout")

CATALOGUE = read_catalogue()
SOURCES: dict[str, Source] = {source.id: source for source, _ in CATALOGUE.sources}

DESCRIPTIONS = {"ag-telegram-preview", "ag-gdelt-bulk", "ag-ccnews", "ag-wayback"}
SEARCHES_OF_OURS = {
    *("ag-gnews-kk", "ag-gnews-ky", "ag-gnews-tg", "ag-gnews-tk", "ag-gnews-uz", "ag-bing-ja", "ag-bing-ru"),
    *("ag-sites-japan", "ag-sites-agencies", "ag-sites-region"),
}
ANOTHER_WAY = {
    **dict.fromkeys(("ag-gnews-en", "ag-gnews-ja", "ag-gnews-ru", "ag-bing", "ca-rferl"), "news_search"),
    **dict.fromkeys(("tm-portal", "tm-mfa", "tm-tdh"), "rising_id"),
}
"""Kinds that the survey names by what an address answers with, and the catalogue by how it is read."""

IN_ONE_LANGUAGE = {"ag-bing", "ag-gdelt-doc"}
"""Searches that the survey has once for all languages."""

FOUND_FROM_A_HUB = {"jp-kantei-actions", "jp-kantei-statement", "jp-jica-ja", "jp-jica-en"}


def surveyed() -> dict[str, dict[str, str]]:
    with SURVEY.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["id"]: row for row in rows if row["id"] not in DESCRIPTIONS}


def test_every_row_of_the_survey_is_in_the_catalogue_and_nothing_else_but_searches() -> None:
    assert len(surveyed()) == 196
    assert SOURCES.keys() == surveyed().keys() | SEARCHES_OF_OURS


def test_a_source_is_what_the_survey_says() -> None:
    for source_id, row in surveyed().items():
        source = SOURCES[source_id]
        assert (source.kind, source.country) == (ANOTHER_WAY.get(source_id, row["kind"]), row["country"]), source_id
        assert source.owner_type == row["owner_type"], source_id
        assert source_id in IN_ONE_LANGUAGE or list(source.languages) == row["languages"].split(","), source_id


def test_an_address_is_that_of_the_survey_unless_another_way_leads_there() -> None:
    for source_id, row in surveyed().items():
        source = SOURCES[source_id]
        if source.kind == "news_search":
            assert source.url == row["url"].partition("?")[0]
        elif source_id.startswith("kz-gov-") and source.kind == "api":
            slug = re.search(r"projects=eq:(\w+)", row["url"])
            assert slug
            assert f"EQ:{slug[1]}" in repr(source.options["body"])
            assert f"/entities/{slug[1]}/" in str(source.options["page"])
        elif source_id in FOUND_FROM_A_HUB:
            assert source.url.partition("/index")[0] in row["url"]
            assert source.options["follow"]
        else:
            assert source.url == row["url"]


def test_what_the_survey_is_unsure_of_is_off_and_the_rest_is_on() -> None:
    off = {source_id for source_id in surveyed() if not SOURCES[source_id].enabled}
    assert off == {source_id for source_id, row in surveyed().items() if row["confidence"] == "low"}


def test_every_address_that_was_measured_dead_is_on_the_list() -> None:
    text = NOTES.read_text(encoding="utf-8")
    section = text[text.index("## Do not add") : text.index("## Quirks")]
    feeds, _, channels = section.partition("Telegram, no public preview:")
    measured = [*re.findall(r"`([^`]+)`", feeds), *(f"t.me/s/{name}" for name in re.findall(r"`(\w+)`", channels))]
    missing = [each for each in measured if not any(dead.covers(_address(each)) for dead in CATALOGUE.dead)]
    assert len(measured) == len(CATALOGUE.dead)
    assert missing == []


def _address(measured: str) -> str:
    """Return an address of a measured form; one of them is written without its host."""
    plain = re.sub(r"\*+", "x", measured)
    return f"https://www3.nhk.or.jp/{plain}" if plain.startswith("nhkworld/") else f"https://{plain}"
