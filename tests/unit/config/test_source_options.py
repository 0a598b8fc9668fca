"""What only the kind of a source knows: checked when it is loaded, with file, source and key in each complaint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from config.loading import load_sources, read_catalogue
from config.source_options import OPTIONS
from domain.errors import ConfigError
from domain.source import Source, SourceKind

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = [source for source, _ in read_catalogue().sources if source.kind in OPTIONS]


def a_page(options: str, kind: str = "html_list", switched: str = "") -> str:
    return (
        f'[[source]]\nid = "kz-port"\nname = "Port"\nkind = "{kind}"\nurl = "https://port.example.kz/news"\n'
        f'country = "KZ"\nlanguages = ["ru"]\n{switched}\n[source.options]\n{options}\n'
    )


def load(folder: Path, text: str) -> Source:
    (folder / "mine.toml").write_text(text, encoding="utf-8")
    (source,) = load_sources(folder, builtin=False)
    return source


@pytest.mark.parametrize("source", SOURCES, ids=[source.id for source in SOURCES])
def test_the_options_of_a_packaged_source_are_those_of_its_kind(source: Source) -> None:
    """A page that is off because nobody knows the shape of its links has none."""
    if source.enabled or source.options:
        OPTIONS[source.kind].model_validate(source.options)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ("", "pattern: is missing"),
        ("pattern = 'news'\ncolour = 'red'", "colour: is not a known key"),
        ("pattern = '('", "pattern: '(' is not a regular expression"),
        ("pattern = '.*'", "pattern: '.*' fits everything"),
        ("pattern = 7", "pattern: has to be text"),
        (f"pattern = '{'x' * 501}'", "pattern: "),
        ("pattern = 'news'\nexclude = ''", "exclude: '' fits everything"),
        ("pattern = 'news'\nrows = 'li ['", "rows: 'li [' is not a CSS selector"),
        (
            "pattern = 'news'\ndate_in_address = '(?P<year>.)(?P<day>.)'",
            "date_in_address: lacks the named groups month",
        ),
        ("pattern = 'news'\nremarks = 'yes'", "remarks: has to be true or false"),
        ("pattern = 'news'\nfollow = 'year'", "follow: has to be an array"),
        ("pattern = 'news'\nfollow = ['a', 'b', 'c', 'd']", "follow: "),
        ("pattern = 'news'\nfollow = ['(']", "follow[0]: '(' is not a regular expression"),
        ("pattern = 'news'\nmore = '?page=2'", "more: has to hold {page} once"),
        ("pattern = 'news'\nmore_from = -1", "more_from: "),
        ("pattern = 'news'\nmore = '?p={page}'\nnext = 'a'", "names both more and next"),
    ],
)
def test_a_complaint_names_file_source_and_option(tmp_path: Path, options: str, complaint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, a_page(options))
    (problem,) = caught.value.problems
    assert problem.startswith(f"{tmp_path}/mine.toml: source kz-port: options: {complaint}")


def test_what_a_page_may_say(tmp_path: Path) -> None:
    options = {
        "pattern": r"/news/\d+",
        "exclude": "/archive/",
        "date_in_address": r"/(?P<year>\d{4})/(?P<month>\d\d)/(?P<day>\d\d)/",
        "rows": "li",
        "title": "h3",
        "date": "time",
        "heading": "h2",
        "year": "#year",
    }
    text = "\n".join(f"{key} = '{value}'" for key, value in options.items())
    assert load(tmp_path, a_page(f"{text}\nremarks = true")).options == {**options, "remarks": True}


def test_a_sitemap_needs_no_options_but_knows_which_it_may_have(tmp_path: Path) -> None:
    assert load(tmp_path, a_page("", kind="sitemap")).kind is SourceKind.SITEMAP
    options = "title_from_address = true\nchildren = 'news'\nmost_children = 3"
    loaded = load(tmp_path, a_page(options, kind="sitemap")).options
    assert loaded == {"title_from_address": True, "children": "news", "most_children": 3}
    with pytest.raises(ConfigError, match="options: rows: is not a known key"):
        load(tmp_path, a_page("rows = 'li'", kind="sitemap"))


def test_a_page_that_is_off_may_lack_its_pattern_but_not_have_a_wrong_one(tmp_path: Path) -> None:
    off = 'enabled = false\nreason = "nobody knows its links"'
    assert load(tmp_path, a_page("", switched=off)).options == {}
    with pytest.raises(ConfigError, match="is not a regular expression"):
        load(tmp_path, a_page("pattern = '('", switched=off))


def test_what_cannot_be_stored_is_refused_for_every_kind(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="source kz-port: options"):
        load(tmp_path, a_page("since = 2026-01-01", kind="api"))


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ("start = 7", "page: is missing"),
        ("page = 'https://a.example/news'\nstart = 7", "page: has to be an http or https address that holds {id} once"),
        ("page = '/news/{id}'\nstart = 7", "page: has to be an http or https address that holds {id} once"),
        ("page = 'https://a.example/{id}'", "needs newest (a pattern of links on the page at url) or start (a number)"),
        ("page = 'https://a.example/{id}'\nnewest = 'news'", "newest: lacks the named group id"),
        ("page = 'https://a.example/{id}'\nstart = 0", "start: "),
        ("page = 'https://a.example/{id}'\nstart = 7\nmisses = 9", "misses: "),
    ],
)
def test_a_complaint_about_rising_numbers_says_what_is_wrong(tmp_path: Path, options: str, complaint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, a_page(options, kind="rising_id"))
    assert complaint in caught.value.problems[0]


def test_what_rising_numbers_may_say(tmp_path: Path) -> None:
    options = {
        "page": "https://a.example/{id}",
        "newest": r"/(?P<id>\d+)",
        "title": "h1",
        "date": "time",
        "summary": "p",
    }
    text = "\n".join(f"{key} = '{value}'" for key, value in options.items())
    loaded = load(tmp_path, a_page(f"{text}\nstart = 4\nmisses = 8", kind="rising_id")).options
    assert loaded == {**options, "start": 4, "misses": 8}


def test_what_a_list_may_say_of_its_way(tmp_path: Path) -> None:
    text = "pattern = 'news'\nfollow = ['/press/', '/r(\\d+)/']\nmore = '?p={page}'\nmore_from = 0\nmore_step = 10"
    loaded = load(tmp_path, a_page(text)).options
    assert loaded["follow"] == ["/press/", r"/r(\d+)/"]
    assert load(tmp_path, a_page("pattern = 'news'\nnext = 'a.next'")).options["next"] == "a.next"
