"""``cajad backfill``: archives and the past of sources, killed and started again, with nobody alerted."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.integration.monitors.kinds import list_page, row
from tests.servers.feeds import Fault, FeedServer, Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.installation import Installation
    from tests.servers.newsroom import Newsroom

GRANT = "Япония выделит Казахстану грант на таможенное оборудование для порта Актау"
VISAS = "Япония и Узбекистан подписали соглашение об упрощении виз"
CHESS = "Шахматный турнир завершён"
TODAY = datetime.now(UTC)


@pytest.fixture
def press(house: Installation) -> Iterator[FeedServer]:
    """A ministry with a list page, nine days on each of its pages, that the house watches too."""
    with FeedServer() as server:
        for page in range(1, 7):
            days = range(9 * page - 9, 9 * page)
            rows = (row(1000 - day, f"Новость номер {day}", f"{TODAY - timedelta(days=day):%Y-%m-%d}") for day in days)
            server.pages["/news" if page == 1 else f"/news?page={page}"] = Page(list_page(*rows).encode())
        declared = (
            '[[source]]\nid = "kz-press"\nname = "Press service"\nkind = "html_list"\n'
            f'url = "{server.url("/news")}"\ncountry = "KZ"\nlanguages = ["ru"]\ntier = "official"\n'
            '[source.options]\npattern = "/news/"\nmore = "?page={page}"\n'
        )
        (house.home / "sources" / "press.toml").write_text(declared, encoding="utf-8")
        yield server


def since(days: int) -> str:
    return f"{TODAY - timedelta(days=days):%Y-%m-%d}"


def asked(server: FeedServer) -> list[str]:
    return [each.path for each in server.requests if each.path != "/robots.txt"]


def write(house: Installation, *items: dict[str, str] | str) -> str:
    path = house.home / "archive.jsonl"
    lines = (each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in items)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_an_archive_is_matched_and_counts_as_evidence_and_alerts_nobody(
    house: Installation, newsroom: Newsroom
) -> None:
    file = write(
        house,
        {"title": GRANT, "url": newsroom.server.url("/old/1"), "date": "2026-02-03", "lang": "ru"},
        {"title": VISAS, "url": "https://orchard.example.uz/2", "date": "2026-03-04", "source": "Orchard Daily"},
        {"title": CHESS, "url": "https://orchard.example.uz/3", "date": "2026-03-04", "source": "Orchard Daily"},
        {"title": "Япония выделила грант Казахстану", "date": "2025-11-01", "source": "Too early"},
        {"title": "Япония выделит грант Таджикистану на воду", "date": "2026-05"},
    )
    ran = house.cajad("backfill", file)
    assert ran.status == 0
    assert ran.out == (
        "archive.jsonl: 5 lines, back to 2025-12-20: 3 new stories, 2 of them relevant; left out for want of a day: 1\n"
    )
    assert house.outbox() == []
    report = house.cajad("report").out
    assert GRANT in report
    assert "Orchard Daily" in report
    assert house.rows("SELECT found_late, counts FROM developments") == [(1, 1), (1, 1)]
    owners = house.rows("SELECT url, source_id FROM stories WHERE relevant ORDER BY published_at")
    assert owners[0][1] in ("kz-steppe", "kz-wire")
    assert str(owners[1][1]).startswith("archive-")
    assert house.cajad("backfill", file).out == ran.out
    assert house.cajad("poll", "--all").status == 0
    assert house.cajad("db", "upgrade").status == 0
    rows = {row["id"]: row for row in json.loads(house.cajad("sources", "list", "--json").out)}
    assert rows[owners[1][1]]["reason"] == "stands in archives that were read; nobody polls it"


def test_a_text_counts_where_the_title_says_little(house: Installation) -> None:
    text = "Япония и Казахстан подписали обменные ноты о гранте на таможенное оборудование для порта Актау."
    file = write(
        house, {"title": "Порт Актау в Казахстане получит рентген", "text": text, "date": "2026-02-03", "lang": "ru"}
    )
    assert "1 of them relevant" in house.cajad("backfill", file).out
    assert house.rows("SELECT state, text FROM leads") == [("done", text)]


def test_lines_that_cannot_be_read_are_named_and_the_rest_goes_on(house: Installation) -> None:
    file = write(house, "{broken", {"title": GRANT, "date": "2026-02-03"}, "", '{"title": 7}')
    ran = house.cajad("backfill", file)
    assert ran.status == 1
    assert [line.partition(": ")[0] for line in ran.lines] == [f"{file}, line 1", f"{file}, line 4"]
    assert "4 lines" in ran.out
    assert "1 new stories, 1 of them relevant" in ran.out


def test_a_long_archive_goes_through_in_lots(house: Installation) -> None:
    items = [
        {"title": f"Новость о погоде номер {n}", "url": f"https://a.example/{n}", "date": "2026-02-03"}
        for n in range(400)
    ]
    assert "400 lines" in house.cajad("backfill", write(house, *items)).out
    assert house.rows("SELECT count(*) FROM stories WHERE url LIKE 'https://a.example/%'") == [(400,)]


def test_a_source_is_read_back_and_a_killed_run_goes_on(house: Installation, press: FeedServer) -> None:
    house.environment["CAJAD_HOST_GAP"] = "0.2"
    press.pages["/news?page=3"] = Page(press.pages["/news?page=3"].body, fault=Fault.HANG)
    process = house.starts("backfill", "--source", "kz-press", "--since", since(38))
    process.wait_for(lambda: press.hits["/news?page=3"])
    process.is_killed()
    assert house.rows("SELECT position, stories FROM backfills") == [(2, 18)]
    rows = (row(1000 - day, f"Новость номер {day}", f"{TODAY - timedelta(days=day):%Y-%m-%d}") for day in range(18, 27))
    press.pages["/news?page=3"] = Page(list_page(*rows).encode())
    press.requests.clear()
    house.environment["CAJAD_HOST_GAP"] = "0"
    ran = house.cajad("backfill", "--source", "kz-press", "--since", since(38))
    assert ran.status == 0
    assert asked(press) == ["/news?page=3", "/news?page=4", "/news?page=5"]
    assert ran.out.startswith("kz-press: 5 documents, back to ")
    assert "39 new stories" in ran.out
    assert house.rows("SELECT count(*), count(DISTINCT url) FROM stories WHERE source_id = 'kz-press'") == [(39, 39)]
    assert house.outbox() == []


def test_a_source_that_breaks_off_says_so_and_how_to_go_on(house: Installation, press: FeedServer) -> None:
    press.pages["/news?page=2"] = Page(status=503)
    ran = house.cajad("backfill", "--source", "kz-press", "--since", since(38))
    assert ran.status == 1
    assert "1 document, " in ran.out
    assert "503" in ran.out
    assert "Run the same command again to go on" in ran.out


def test_all_sources_are_those_that_show_their_past(house: Installation, press: FeedServer) -> None:
    ran = house.cajad("backfill", "--all", "--since", since(5))
    assert ran.status == 0
    assert [line.partition(":")[0] for line in ran.out.splitlines()] == ["kz-press"]
    assert asked(press) == ["/news", "/news?page=2"][: len(asked(press))]
    again = house.cajad("backfill", "--all", "--since", since(5), "--again")
    assert "0 new stories" in again.out


def test_what_cannot_be_backfilled_is_named_before_anything_is_read(house: Installation) -> None:
    assert house.cajad("backfill").status == 2
    assert house.cajad("backfill", "--all", "--since", "2025-01-01").status == 2
    ran = house.cajad("backfill", "nowhere.jsonl", "nothing.jsonl")
    assert (ran.status, len(ran.lines)) == (1, 2)
    nobody = house.cajad("backfill", "--source", "kz-nobody")
    assert (nobody.status, len(nobody.lines)) == (1, 1)
