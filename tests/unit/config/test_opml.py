"""Lists of feeds: what readers export is read, what is written can be read again, and nothing foreign gets through."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.opml import MOST_BYTES, ListedFeed, read_opml, write_opml
from domain.errors import ConfigError
from domain.source import SourceId, SourceKind
from tests.builders import NOON, a_source

if TYPE_CHECKING:
    from pathlib import Path


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "list.opml"
    path.write_bytes(content)
    return path


def test_feeds_of_any_depth_are_read_in_order_each_once(tmp_path: Path) -> None:
    outline = '<outline type="rss" text="{}" xmlUrl="{}"/>'.format
    body = f'<outline text="Asia">{outline("Степь &amp; море", "https://a.example/rss")}</outline>'
    body += outline("Again", "https://a.example/rss") + outline("", " https://b.example/atom ")
    document = f'<?xml version="1.0"?><opml version="2.0"><head/><body>{body}</body></opml>'
    assert read_opml(written(tmp_path, document.encode())) == [
        ListedFeed("Степь & море", "https://a.example/rss"),
        ListedFeed("", "https://b.example/atom"),
    ]


def test_a_list_in_an_old_encoding_is_read(tmp_path: Path) -> None:
    outline = '<opml><body><outline type="rss" text="Степь" xmlUrl="https://a.example/rss"/></body></opml>'
    for name in ("windows-1251", "no-such-encoding"):
        document = f'<?xml version="1.0" encoding="{name}"?>{outline}'
        (feed,) = read_opml(written(tmp_path, document.encode("windows-1251" if name == "windows-1251" else "utf-8")))
        assert feed.name == "Степь"


@pytest.mark.parametrize(
    "content", [b"", b"   ", b"words", b"https://a.example/list.opml", b"<html></html>", b"\x00\x01"]
)
def test_what_lists_no_feed_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ConfigError, match="lists no feed"):
        read_opml(written(tmp_path, content))


def test_a_list_that_is_too_large_or_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is larger than"):
        read_opml(written(tmp_path, b" " * (MOST_BYTES + 1)))
    with pytest.raises(ConfigError, match="No such file"):
        read_opml(tmp_path / "nothing.opml")


def test_entities_that_grow_are_left_as_they_are(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    document = f'<!DOCTYPE opml [<!ENTITY e0 "x">{levels}]><opml><body><outline type="rss" text="&e9;" xmlUrl="https://a.example/"/></body></opml>'
    (feed,) = read_opml(written(tmp_path, document.encode()))
    assert len(feed.name) < 100


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cn")), min_size=1, max_size=30))
def test_what_is_written_is_well_formed_and_read_again(tmp_path: Path, name: str) -> None:
    source = a_source(name=name, url="https://a.example/rss?a=1&b=<2>")
    listed = write_opml([source], NOON)
    root = ET.fromstring(listed.text)  # noqa: S314 - our own document
    (outline,) = root.findall("body/outline/outline")
    assert outline.attrib == {"type": "rss", "text": name, "title": name, "xmlUrl": source.url, "language": "ru"}
    assert [feed.url for feed in read_opml(written(tmp_path, listed.text.encode()))] == [source.url]


def test_what_is_no_feed_or_off_is_left_out_and_named() -> None:
    page = a_source(id=SourceId("kz-page"), kind=SourceKind.HTML_LIST)
    off = a_source(id=SourceId("kz-off"), enabled=False)
    listed = write_opml([page, a_source(name="Control \x01 character", languages=("kk", "ru")), off], NOON)
    assert listed.left_out == (page, off)
    assert 'title="Control  character"' in listed.text
    assert "language=" not in listed.text
    assert "<dateCreated>Thu, 15 Jan 2026 12:00:00 GMT</dateCreated>" in listed.text
