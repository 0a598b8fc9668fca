"""One small document of each form and encoding, with the entries that come of it beside it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.source import SourceKind
from monitors.normalise import normalise
from monitors.parsers import parser_for
from tests.builders import a_fetched, a_source

FEEDS = Path(__file__).parents[2] / "golden" / "feeds"
DOCUMENTS = sorted(path for path in FEEDS.iterdir() if not path.name.endswith(".expected.json"))
NOW = datetime(2025, 12, 23, 9, 0, tzinfo=UTC)


def entries_of(document: Path, declared: dict[str, Any], content_type: str) -> list[dict[str, Any]]:
    languages = tuple(declared["languages"])
    source = a_source(**{**declared, "kind": SourceKind(declared["kind"]), "languages": languages})
    fetched = a_fetched(document.read_bytes(), content_type, url=source.url)
    return [
        {
            "title": entry.title,
            "summary": entry.summary,
            "url": entry.url,
            "language": entry.language,
            "published": entry.published.at.isoformat(),
            "precision": entry.published.precision.value,
            "published_raw": entry.published_raw,
            "keys": len(entry.keys),
        }
        for entry in normalise(parser_for(source)(fetched, source), source, source.url, NOW)
    ]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_becomes_the_entries_beside_it(document: Path) -> None:
    expected = json.loads(document.with_name(f"{document.stem}.expected.json").read_text(encoding="utf-8"))
    found = entries_of(document, expected["source"], expected["content_type"])
    assert found == expected["entries"]


def test_every_form_and_encoding_has_a_document() -> None:
    assert {path.stem for path in DOCUMENTS} >= {
        *("rss20", "rss091", "rdf", "atom", "json_feed", "story_list", "rss_cp1251", "rss_koi8_r"),
        *("rss_shift_jis", "rss_euc_jp", "rss_utf16_bom", "rss_utf16_no_bom", "rss_cp1251_undeclared"),
    }
