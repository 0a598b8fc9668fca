"""The Word document: read back by python-docx with right text, pictures, links and marks of the sources."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from bot.texts import texts_for
from domain.commitment import READER_LANGUAGES
from reports.charts.table import charts_of
from reports.docx_file import docx_report
from reports.sentences import citation_head
from tests.report_builders import HOSTILE, MADE_AT, a_report

if TYPE_CHECKING:
    from docx.document import Document as DocumentType

    from reports.model import Chart, Report


def written(report: Report, charts: tuple[Chart, ...] = ()) -> bytes:
    return docx_report(report, texts_for(report.scope.language, "UTC"), charts)


def opened(report: Report, charts: tuple[Chart, ...] = ()) -> DocumentType:
    return Document(io.BytesIO(written(report, charts)))


def text_of(document: DocumentType) -> str:
    return "\n".join(each.text for each in document.paragraphs)


def values(document: DocumentType, tag: str, attribute: str) -> list[str]:
    return [found for each in document.element.iter(qn(tag)) if (found := each.get(qn(attribute))) is not None]


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_it_says_what_the_report_says(language: str) -> None:
    report, texts = a_report(language), texts_for(language, "UTC")
    document = opened(report)
    text = text_of(document)
    assert document.paragraphs[0].text == texts.say("Commitment match report")
    for part in report.commitments:
        assert f"{part.number}. {part.title}" in text
        assert part.promise in text
        assert all(each.headline in text and each.passage in text for each in part.timeline)
    assert all(citation_head(note, texts) in text for note in report.footnotes)
    assert document.core_properties.language.startswith(language)


def test_the_table_lists_every_commitment() -> None:
    report = a_report()
    table = opened(report).tables[0]
    assert [row.cells[0].text for row in table.rows] == ["No.", "12", "13", "26", "40"]
    assert [row.cells[2].text for row in table.rows[1:]] == [each.status.word for each in report.commitments]


def test_every_mention_of_a_source_leads_to_it_and_every_link_to_a_checked_address() -> None:
    document = opened(a_report())
    marks = values(document, "w:bookmarkStart", "w:name")
    assert marks == [f"source-{number}" for number in range(1, 6)]
    assert set(values(document, "w:hyperlink", "w:anchor")) == set(marks)
    links = [each.target_ref for each in document.part.rels.values() if each.is_external]
    assert links != []
    assert [url for url in links if not url.startswith("https://")] == []


def test_hostile_text_stands_as_text_and_nothing_in_the_file_can_run() -> None:
    content = written(a_report())
    assert HOSTILE.partition(" ")[0] in text_of(Document(io.BytesIO(content)))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = archive.read("word/document.xml")
        assert [name for name in archive.namelist() if "vba" in name or "embeddings" in name] == []
    assert b"<script" not in body
    assert b"fldSimple" not in body
    assert b"instrText" not in body
    assert "\u202e".encode() not in body


def test_charts_are_pictures_with_an_alternative_text() -> None:
    report = a_report("ja")
    charts = charts_of(report, texts_for("ja", "UTC"))
    document = opened(report, charts)
    shown = [each._inline.docPr for each in document.inline_shapes]
    assert [each.get("descr") for each in shown] == [chart.alt for chart in charts]
    assert all(chart.title in text_of(document) for chart in charts)


def test_the_same_report_gives_the_same_bytes_and_tells_no_time_but_its_own() -> None:
    content = written(a_report())
    assert content == written(a_report())
    about = Document(io.BytesIO(content)).core_properties
    assert about.created == about.modified
    assert about.created is not None
    assert about.created.replace(tzinfo=None) == MADE_AT.replace(tzinfo=None)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_report_without_anything_still_says_so() -> None:
    empty: dict[str, Any] = dict.fromkeys(("told", "changes", "corrections", "calendar", "sources"), ())
    assert (
        text_of(opened(a_report(kept={}, match_agreement=None, codebook_agreement=None, **empty))).count("None.") >= 6
    )
