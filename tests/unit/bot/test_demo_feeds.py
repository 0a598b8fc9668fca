"""The packaged feeds of the demo: invented outlets, sound documents, all the languages we read."""

from __future__ import annotations

import json
import re
import socket
import struct
from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import httpx
import pytest

from bot.demo.server import CONTENT_TYPES, ROUNDS, DemoServer, load_round
from config.loading import load_sources
from domain.commitment import LANGUAGES
from domain.fetching import Fetched
from domain.moment import Precision
from domain.source import SourceId, SourceKind
from matching.languages.identification import identify
from monitors.normalise import normalise
from monitors.parsers import PARSERS

if TYPE_CHECKING:
    from pathlib import Path

    from domain.entry import Entry
    from domain.source import Source

NOW = datetime(2025, 12, 23, 9, 0, tzinfo=UTC)
DOCUMENTS = {(name, path): body for name in ROUNDS for path, body in load_round(name).items()}
EXAMPLE_HOST = re.compile(r"([a-z]+\.)?example\.[a-z]{2,3}")
STANDARDS = {"purl.org", "www.w3.org", "jsonfeed.org"}
ADDRESS = re.compile(r"https?://[^\s\"<>]+")


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[SourceId, Source]:
    folder: Path = tmp_path_factory.mktemp("sources")
    declared = files("bot.demo").joinpath("sources.toml").read_text(encoding="utf-8")
    (folder / "demo.toml").write_text(declared.replace("{port}", "8000"), encoding="utf-8")
    return {source.id: source for source in load_sources(folder, builtin=False)}


def entries_of(source: Source, name: str) -> list[Entry]:
    path = urlsplit(source.url).path
    headers = {"content-type": CONTENT_TYPES[path.rpartition(".")[2]]}
    fetched = Fetched(source.id, source.url, DOCUMENTS[name, path], headers, "", 0.0)
    return normalise(PARSERS[source.kind](fetched, source), source, source.url, NOW)


def text_of(body: bytes) -> str:
    declared = re.match(rb'<\?xml version="1.0" encoding="([\w-]+)"\?>', body)
    return body.decode(declared[1].decode("ascii") if declared else "utf-8")


@pytest.mark.parametrize(("name", "path"), DOCUMENTS)
def test_a_document_is_well_formed_in_the_encoding_it_declares(name: str, path: str) -> None:
    text = text_of(DOCUMENTS[name, path])
    if path.endswith(".json"):
        assert json.loads(text)["items"]
    else:
        # The standard library's parser reads no Shift_JIS, so it is given the decoded text.
        assert len(ET.fromstring(text.partition("?>")[2])) > 0  # noqa: S314 - our own packaged file


def test_both_rounds_hold_the_same_documents() -> None:
    baseline, news = (set(load_round(name)) for name in ROUNDS)
    assert baseline == news
    assert len(baseline) == 12


@pytest.mark.parametrize(("name", "path"), DOCUMENTS)
def test_every_address_is_of_an_example_host(name: str, path: str) -> None:
    hosts = {urlsplit(address).netloc for address in ADDRESS.findall(text_of(DOCUMENTS[name, path]))}
    assert [host for host in hosts - STANDARDS if not EXAMPLE_HOST.fullmatch(host)] == []


def test_every_document_has_one_source_and_all_feed_kinds_occur(sources: dict[SourceId, Source]) -> None:
    assert sorted(urlsplit(source.url).path for source in sources.values()) == sorted(load_round("news"))
    assert {source.kind for source in sources.values()} == {
        SourceKind.RSS,
        SourceKind.ATOM,
        SourceKind.RDF,
        SourceKind.JSON,
    }


def test_two_documents_are_in_legacy_encodings(sources: dict[SourceId, Source]) -> None:
    del sources
    declared = {
        encoding
        for (_, path), body in DOCUMENTS.items()
        if not path.endswith(".json")
        for encoding in re.findall(rb'encoding="([\w-]+)"', body[:60])
    }
    assert declared == {b"utf-8", b"windows-1251", b"Shift_JIS"}


def test_the_items_are_in_all_languages_we_read(sources: dict[SourceId, Source]) -> None:
    found = {
        entry.language or identify(f"{entry.title} {entry.summary}")
        for source in sources.values()
        for entry in entries_of(source, "news")
    }
    assert found == set(LANGUAGES)


def test_uzbek_comes_in_both_scripts(sources: dict[SourceId, Source]) -> None:
    latin = entries_of(sources[SourceId("uz-yangi")], "news")
    cyrillic = entries_of(sources[SourceId("uz-bugun")], "news")
    assert all(re.search("[a-z]", entry.title) for entry in latin)
    assert any("ў" in entry.title.lower() for entry in cyrillic)


def test_every_date_is_understood_and_lies_in_the_days_of_the_demo(sources: dict[SourceId, Source]) -> None:
    for source in sources.values():
        for entry in entries_of(source, "news"):
            assert entry.published.precision is not Precision.UNKNOWN, entry.url
            assert datetime(2025, 12, 10, tzinfo=UTC) <= entry.published.at <= NOW, entry.url


def test_the_news_add_items_to_every_source_and_take_none_away(sources: dict[SourceId, Source]) -> None:
    for source in sources.values():
        before, after = ({entry.url for entry in entries_of(source, name)} for name in ROUNDS)
        assert before < after, source.id
        assert 8 <= len(after) <= 12, source.id


def test_the_news_hold_an_edited_headline_an_old_item_and_an_address_from_two_sources(
    sources: dict[SourceId, Source],
) -> None:
    baseline, news = ([(s.id, e) for s in sources.values() for e in entries_of(s, name)] for name in ROUNDS)
    titles = {(source_id, entry.url): entry.title for source_id, entry in baseline}
    edited = [e for source_id, e in news if titles.get((source_id, e.url), e.title) != e.title]
    late = [e for source_id, e in news if (source_id, e.url) not in titles and (NOW - e.published.at).days > 7]
    carriers = {entry.url_key: {s for s, e in news if e.url_key == entry.url_key} for _, entry in news}
    assert len(edited) == 1
    assert len(late) == 1
    assert {SourceId("jp-tribune"), SourceId("world-digest")} in carriers.values()


def test_the_server_answers_with_the_round_and_knows_an_unchanged_copy() -> None:
    with DemoServer() as server:
        address = f"http://127.0.0.1:{server.port}/kg-vesti.xml"
        first = httpx.get(address)
        again = httpx.get(address, headers={"If-None-Match": first.headers["etag"]})
        server.serve_round("news")
        changed = httpx.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert first.content == DOCUMENTS["baseline", "/kg-vesti.xml"]
    assert (again.status_code, again.content) == (304, b"")
    assert changed.content == DOCUMENTS["news", "/kg-vesti.xml"]


def test_the_server_has_no_robots_txt() -> None:
    with DemoServer() as server:
        assert httpx.get(f"http://127.0.0.1:{server.port}/robots.txt").status_code == 404


def test_a_round_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="'evening' is none of the rounds baseline, news"):
        load_round("evening")


def test_the_server_says_nothing_of_a_client_that_hangs_up(capfd: pytest.CaptureFixture[str]) -> None:
    with DemoServer() as server:
        client = socket.create_connection(("127.0.0.1", server.port))
        # Closing with a linger time of zero resets the connection instead of ending it.
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.sendall(b"GET /kz-news.xml HTTP/1.1\r\nHost: demo\r\n\r\n")
        assert client.recv(15) == b"HTTP/1.1 200 OK"
        client.close()
        assert httpx.get(f"http://127.0.0.1:{server.port}/kz-news.xml").status_code == 200
    assert capfd.readouterr().err == ""


def test_the_server_reports_any_other_trouble(capfd: pytest.CaptureFixture[str]) -> None:
    with DemoServer() as server:
        server._server.documents = {"/feed.unknown": b""}
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(f"http://127.0.0.1:{server.port}/feed.unknown")
    assert "KeyError" in capfd.readouterr().err
