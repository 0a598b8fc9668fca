"""The report in Markdown, HTML and JSON: golden files, the schema, and nothing foreign that takes effect."""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass, replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from markdown_it import MarkdownIt
from markupsafe import escape

from bot.texts import texts_for
from domain.commitment import READER_LANGUAGES, Pillar
from reports import model
from reports.charts.table import CHARTS, charts_of
from reports.formats import FORMATS
from reports.model import Chart
from tests.golden_files import FOLDER, assert_golden
from tests.report_builders import HOSTILE, SCOPE, a_report

SCHEMA = json.loads((Path(__file__).parents[3] / "docs/schema/report.schema.json").read_text(encoding="utf-8"))
OURS = ("md", "html", "json")
BIDI = "\u202e\u2066\u200f\x07"
CHART = Chart("statuses", "Status", "Two <of> three", '<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>', b"")


def written(suffix: str, language: str = "en", charts: tuple[Chart, ...] = (), **over: Any) -> str:
    return FORMATS[suffix].write(a_report(language, **over), texts_for(language, "UTC"), charts).decode()


class Tags(HTMLParser):
    """Collects tags, attributes, addresses, ids and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, attribute: str) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get(attribute)) is not None]


@cache
def drawn(language: str) -> tuple[Chart, ...]:
    """The charts of the report."""
    return charts_of(a_report(language), texts_for(language, "UTC"))


def outlined(page: str) -> str:
    """The page with each drawing as a line: its size and how much is drawn, not every stroke."""

    def outline(drawing: re.Match[str]) -> str:
        view = re.search(r'viewBox="([^"]+)"', drawing[0])
        assert view is not None
        counts = ", ".join(f"{drawing[0].count(f'<{tag} ')} {tag}" for tag in ("path", "use", "clipPath"))
        return f"[drawing {view[1]}: {counts}]"

    return re.sub(r"<svg\b.*?</svg>", outline, page, flags=re.DOTALL)


@pytest.mark.parametrize("language", READER_LANGUAGES)
@pytest.mark.parametrize("suffix", OURS)
def test_golden_report(suffix: str, language: str) -> None:
    charts = drawn(language) if FORMATS[suffix].charts else ()
    assert_golden(f"reports/match_report.{language}.{suffix}", outlined(written(suffix, language, charts)))


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_the_golden_page_holds_every_chart_with_its_words(language: str) -> None:
    golden = (FOLDER / f"reports/match_report.{language}.html").read_text(encoding="utf-8")
    assert len(drawn(language)) == len(CHARTS)
    assert golden.count("[drawing ") == len(CHARTS)
    for chart in drawn(language):
        assert golden.count(str(escape(chart.alt))) == 2, chart.key


@pytest.mark.parametrize("suffix", OURS)
def test_same_data_same_bytes(suffix: str) -> None:
    assert written(suffix) == written(suffix)


@pytest.mark.parametrize("suffix", OURS)
def test_no_mark_that_turns_or_steers_text_is_left(suffix: str) -> None:
    assert [mark for mark in BIDI if mark in HOSTILE] != []
    assert [mark for mark in BIDI if mark in written(suffix)] == []


def test_markdown_shows_markup_and_obeys_none_of_it() -> None:
    page = Tags(MarkdownIt("commonmark").enable("table").render(written("md")))
    assert {name for name, _ in page.tags} & {"script", "b", "code", "pre", "img"} == set()
    assert [url for url in page.values("href") if not url.startswith("https://")] == []
    assert "<script>alert(1)</script> =cmd|'/c calc'!A1 [x](javascript:alert(2)) **b** |" in page.text
    assert "alert(3)" not in page.text
    assert "&amp; ```" in page.text


def test_the_page_holds_no_script_and_asks_nobody_for_anything() -> None:
    page = Tags(written("html", charts=(CHART,)))
    names = {name for name, _ in page.tags}
    assert names & {"script", "iframe", "object", "embed", "link", "base", "form", "img"} == set()
    assert page.values("src") == []
    assert [key for _, attributes in page.tags for key in attributes if key.startswith("on") or key == "style"] == []
    assert [url for url in page.values("href") if not url.startswith(("#", "https://"))] == []
    assert "<script>alert(1)</script>" in page.text
    assert "default-src 'none'" in "".join(page.values("content"))


def test_every_link_within_the_page_leads_to_one_place() -> None:
    page = Tags(written("html"))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {url[1:] for url in page.values("href") if url.startswith("#")} <= set(ids)
    assert set(page.values("aria-labelledby")) <= set(ids)


def test_the_page_says_its_language_and_that_of_each_passage() -> None:
    page = Tags(written("html", "ja"))
    assert page.values("lang")[0] == "ja"
    assert {"ru", "en"} <= set(page.values("lang"))


def test_a_chart_is_drawn_into_the_page_and_said_in_words() -> None:
    page = written("html", charts=(CHART,))
    assert CHART.svg in page
    assert 'aria-label="Two &lt;of&gt; three"' in page
    assert "*Status.* Two \\<of\\> three" in written("md", charts=(CHART,))


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_the_json_meets_its_published_schema(language: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    data = json.loads(written("json", language))
    jsonschema.validate(data, SCHEMA, format_checker=jsonschema.FormatChecker())
    assert data["version"] == model.VERSION
    assert data["scope"]["language"] == language


def test_the_schema_names_every_field_of_the_model() -> None:
    classes = [each for each in vars(model).values() if is_dataclass(each) and each not in (Chart, model.Report)]
    named = {each.__name__: list(SCHEMA["$defs"][each.__name__]["properties"]) for each in classes}
    assert named == {each.__name__: [field.name for field in fields(each)] for each in classes}
    assert set(SCHEMA["properties"]) == {field.name for field in fields(model.Report)}


def test_the_json_repeats_foreign_words_as_they_are() -> None:
    (note,) = [each for each in json.loads(written("json"))["footnotes"] if "script" in each["title"]]
    assert note["title"].startswith("<script>alert(1)</script> =cmd|")
    assert note["url"] == ""


@pytest.mark.parametrize("suffix", ["md", "html"])
def test_a_report_without_anything_still_says_so(suffix: str) -> None:
    empty: dict[str, Any] = dict.fromkeys(("told", "changes", "corrections", "calendar", "sources"), ())
    text = written(suffix, kept={}, match_agreement=None, codebook_agreement=None, **empty)
    assert text.count("None.") >= 6


@pytest.mark.parametrize("suffix", ["md", "html"])
def test_a_narrower_report_says_what_it_is_about(suffix: str) -> None:
    scope = replace(SCOPE, commitment=26, pillar=Pillar.CONNECTIVITY, country="KZ")
    text = written(suffix, scope=scope)
    for line in ("Commitment: 26", "Part of the Declaration: Connectivity", "Country: Kazakhstan"):
        assert line in text
