"""Listing pages as they are published, read with the options of the packaged catalogue: five Japanese ministries.

The collection is third-party text and lies outside the repository, so titles stand here as hashes. The table was made
from the pages themselves, by eye and by plain text search, not with the parser.
"""

from __future__ import annotations

import hashlib
import tarfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from config.loading import read_catalogue
from domain.moment import Precision
from domain.reading import Reach
from domain.source import Source, SourceState, WatchedSource
from monitors.normalise import normalise
from monitors.parsers import parser_for
from monitors.routes import route_for
from tests.builders import a_fetched

if TYPE_CHECKING:
    from domain.entry import Entry

COLLECTION = Path(__file__).parents[3].parent / "shared" / "feeds" / "real-feeds.tar.gz"
NOW = datetime(2026, 8, 20, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not COLLECTION.exists(), reason="no collection of real pages beside the repository")

CATALOGUE: dict[str, Source] = {source.id: source for source, _ in read_catalogue().sources}

YEAR = "https://www.moj.go.jp/hisho/kouhou/press_r8.html"
MOJ = replace(CATALOGUE["jp-moj-html"], url=YEAR)
"""The page of one year, which is found from the hub above it, because its address changes each January."""


class Page(NamedTuple):
    """What a page holds: its file, source, number of items and of days, and a hash of all rows."""

    file: str
    source: Source
    items: int
    days: int
    rows: str


PAGES = {
    "mofa": Page("mofa.html", CATALOGUE["jp-mofa-press-ja"], 121, 27, "b66af142077d9bdd"),
    "meti": Page("meti.html", CATALOGUE["jp-meti-press"], 20, 11, "7da55c13fb037f5d"),
    "maff": Page("maff.html", CATALOGUE["jp-maff-html"], 46, 14, "7dfdf38652ad621a"),
    "env": Page("env.html", CATALOGUE["jp-env"], 83, 14, "40d9d64e5a6f984f"),
    "moj": Page("pages/moj/0.html", MOJ, 28, 24, "bf14da11c1d8aa5d"),
}

MOFA, METI, MAFF, ENV = (
    "https://www.mofa.go.jp/mofaj/",
    "https://www.meti.go.jp/press/",
    "https://www.maff.go.jp/j/press/",
    "https://www.env.go.jp/press/",
)
ROWS = [
    ("mofa", 0, "2026-08-19", f"{MOFA}me_a/me2/sa/pageit_000001_03140.html", "017000b5e2368b2d"),
    ("mofa", 11, "2026-08-14", f"{MOFA}press/release/pageit_000001_00011.html", "4b258e1d8e90ae8d"),
    ("mofa", 20, "2026-08-12", f"{MOFA}press/release/pressit_000001_04048.html", "5f9a31b32c07d078"),
    ("mofa", 22, "2026-08-12", f"{MOFA}press/release/pageit_000001_00007.html", "4bb7efca8b6d2c47"),
    ("mofa", 30, "2026-08-07", f"{MOFA}press/release/pressit_000001_04042.html", "d6d86c56f00f5f9e"),
    ("mofa", 60, "2026-08-02", f"{MOFA}la_c/m_ca_c/mx/pageit_000001_03115.html", "340aa0b665932de7"),
    ("mofa", 66, "2026-07-31", f"{MOFA}press/release/pressit_000001_04015.html", "8724bb7d0392c672"),
    ("mofa", 120, "2026-07-19", f"{MOFA}press/release/pressit_000001_03969.html", "d8a48a163a647dfc"),
    ("meti", 0, "2026-08-17", f"{METI}2026/08/20260817001.html", "4b32e8e90be24a74"),
    ("meti", 10, "2026-08-04", f"{METI}2026/08/20260804003.html", "b241ec3d7a209ce2"),
    ("meti", 19, "2026-07-31", f"{METI}2026/07/20260731003.html", "0e1b730a59162af7"),
    ("maff", 0, "2026-08-19", f"{MAFF}nousan/kikaku/260819.html", "066983201292ceec"),
    ("maff", 29, "2026-07-31", "https://www.affrc.maff.go.jp/docs/press/260731.html", "b71c4639222f76da"),
    ("maff", 45, "2026-07-29", f"{MAFF}kanbo/bunsyo/saigai/260729.html", "0cc67a5d578925fa"),
    ("env", 0, "2026-08-19", f"{ENV}press_05444.html", "da2310802ad7a12d"),
    ("env", 2, "2026-08-18", f"{ENV}111111_00043.html", "a2ac581b2cedc1bf"),
    ("env", 14, "2026-08-17", f"{ENV}108412_00002.html", "fe613125d543e128"),
    ("env", 82, "2026-07-21", f"{ENV}press_05188.html", "23a29841d789f18d"),
    ("moj", 0, "2026-08-07", "https://www.moj.go.jp/MINJI/minji05_00778.html", "22ca5277c439ae41"),
    (
        "moj",
        27,
        "2026-01-13",
        "https://www.moj.go.jp/housei/sougouhouritsushien/housei04_00063.html",
        "37ed40d5b0b5ed4c",
    ),
]
"""First and last rows and odd ones: the four on Central Asia (mofa 11, 22, 30, 66), one outside of the releases (60),
one with another date in its title (20), one of an agency on its own host (maff 29), addresses of another form (env)."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    with tarfile.open(COLLECTION) as archive:
        archive.extractall(folder, filter="data")
    return folder / "ministries"


@pytest.fixture(scope="module")
def pages(folder: Path) -> dict[str, list[Entry]]:
    return {name: entries_of(folder / page.file, page.source) for name, page in PAGES.items()}


def entries_of(document: Path, source: Source) -> list[Entry]:
    fetched = a_fetched(document.read_bytes(), "text/html", source_id=source.id, url=source.url)
    return normalise(parser_for(source)(fetched, source), source, source.url, NOW)


def hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@pytest.mark.parametrize("name", PAGES)
def test_every_item_of_a_page_becomes_an_entry_with_its_title_address_and_day(
    pages: dict[str, list[Entry]], name: str
) -> None:
    entries, page = pages[name], PAGES[name]
    assert len(entries) == page.items
    assert len({entry.published.at for entry in entries}) == page.days
    assert {entry.published.precision for entry in entries} == {Precision.DAY}
    rows = (f"{entry.published.at.date()}\t{entry.url}\t{entry.title}" for entry in entries)
    assert hashed("\n".join(rows)) == page.rows


@pytest.mark.parametrize(("name", "place", "day", "url", "title"), ROWS)
def test_a_row_is_read_as_a_person_reads_it(
    pages: dict[str, list[Entry]], name: str, place: int, day: str, url: str, title: str
) -> None:
    entry = pages[name][place]
    assert (entry.published.at.date().isoformat(), entry.url, hashed(entry.title)) == (day, url, title)


def test_every_entry_has_a_key_by_its_address(pages: dict[str, list[Entry]]) -> None:
    assert [entry.title for entries in pages.values() for entry in entries if not entry.url_key] == []


def test_the_catalogue_says_of_these_pages_that_they_were_seen() -> None:
    seen = [page.source for page in PAGES.values() if page.source is not MOJ]
    assert all(source.enabled and source.verified and source.note.startswith("Seen: ") for source in seen)


def test_the_page_of_the_newest_year_is_found_from_the_page_that_lists_the_years(folder: Path) -> None:
    source = CATALOGUE["jp-moj-html"]
    watched = WatchedSource(source, SourceState(source.id))
    hub = a_fetched((folder / "moj.html").read_bytes(), "text/html", source_id=source.id, url=source.url)
    request = route_for(source).next_request(watched, [hub], Reach(since=None, documents=12), NOW)
    assert request is not None
    assert request.url == YEAR
