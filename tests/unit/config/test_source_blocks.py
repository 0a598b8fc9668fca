"""Sources written as tables: reading them gives the same sources, whatever is in them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.loading import read_catalogue
from config.source_blocks import append_blocks, problems_of, source_block
from domain.errors import ConfigError
from domain.source import Quote, SourceId, SourceKind, Tier
from tests.builders import a_source

if TYPE_CHECKING:
    from pathlib import Path

    from domain.source import Source

WORDS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40).filter(lambda text: text.strip())


@st.composite
def sources(draw: st.DrawFn) -> Source:
    return a_source(
        name=draw(WORDS).strip(),
        note=draw(WORDS).strip(),
        tier=draw(st.sampled_from(Tier)),
        quote=draw(st.sampled_from(Quote)),
        gap_hours=draw(st.floats(0.1, 8000)),
        lead=draw(st.booleans()),
        min_items=draw(st.integers(0, 1000)),
        verified=draw(st.none() | st.dates()),
        languages=tuple(draw(st.lists(st.sampled_from(["ru", "ja", "kk"]), min_size=1, unique=True))),
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(source=sources(), remark=WORDS)
def test_a_written_source_is_read_as_it_was(tmp_path: Path, source: Source, remark: str) -> None:
    block = source_block(source, {"": remark, "languages": remark, "options": remark})
    (tmp_path / "own.toml").write_text(block, encoding="utf-8", newline="")
    catalogue = read_catalogue(tmp_path, builtin=False)
    assert catalogue.problems == []
    assert [each for each, _ in catalogue.sources] == [source]


def test_options_of_any_depth_are_written() -> None:
    options = {"title": "t", "link": "l", "method": "POST", "body": {"page": 1, "a b": ["x", {"y": True}]}}
    source = a_source(kind=SourceKind.API, url="https://a.example.kz/api", options=options)
    assert problems_of(source) == []
    block = source_block(source, {"options": "by hand"})
    assert "[source.options]  # by hand" in block
    assert 'body = { page = 1, "a b" = ["x", { y = true }] }' in block


def test_what_is_at_its_default_is_not_written() -> None:
    keys = [line.split(" = ")[0] for line in source_block(a_source()).splitlines()]
    assert keys == ["[[source]]", "id", "name", "kind", "url", "country", "languages", "tier", "zone"]


def test_a_source_that_no_file_may_hold_is_told_so() -> None:
    assert "country" in problems_of(a_source(country="XX"))[0]
    assert "only stand in archives" in problems_of(a_source(id=SourceId("archive-x")))[0]
    assert "pattern: is missing" in problems_of(a_source(kind=SourceKind.HTML_LIST))[0]
    assert problems_of(a_source(kind=SourceKind.HTML_LIST, options={"pattern": "/news/"})) == []


def test_blocks_are_added_behind_what_is_there(tmp_path: Path) -> None:
    first, second = a_source(), a_source(id=SourceId("kz-sea"), url="https://sea.example.kz/rss")
    path = append_blocks(tmp_path, "own.toml", [source_block(first)])
    path.write_text(path.read_text(encoding="utf-8") + "# a remark of mine\n\n\n", encoding="utf-8")
    append_blocks(tmp_path, "own.toml", [source_block(second)])
    assert [source for source, _ in read_catalogue(tmp_path, builtin=False).sources] == [first, second]
    assert "# a remark of mine" in path.read_text(encoding="utf-8")
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_or_file_that_cannot_be_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is not set"):
        append_blocks(None, "own.toml", ["x"])
    with pytest.raises(ConfigError, match="is not a folder"):
        append_blocks(tmp_path / "nothing", "own.toml", ["x"])
    with pytest.raises(ConfigError, match="has to be the name of a file"):
        append_blocks(tmp_path, "../own.toml", ["x"])
    (tmp_path / "own.toml").mkdir()
    with pytest.raises(ConfigError, match="cannot be written"):
        append_blocks(tmp_path, "own.toml", ["x"])


def test_a_disabled_source_keeps_its_reason() -> None:
    block = source_block(replace(a_source(), enabled=False, reason='says "no"\nto us'))
    assert 'enabled = false\nreason = "says \\"no\\"\\nto us"' in block
