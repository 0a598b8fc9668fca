"""Paper: headings, paragraphs, tables, pictures and citations of a Word document; the only door to python-docx.

Links lead to addresses that the report has checked, and to places within the document; no field, macro or outside
picture is ever written.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from reports.fixed_zip import fixed_zip

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.text.paragraph import Paragraph

_FONT, _EAST_ASIAN_FONT = "Calibri", "Yu Gothic"
"""Both come with Word in every language and have Cyrillic; another program takes its own for them."""

_LOCALES = {"en": "en-GB", "ru": "ru-RU", "ja": "ja-JP"}
_MARGIN = Cm(2)
_PAGE = (Cm(21), Cm(29.7))
_BODY_SIZE, _CELL_SIZE = Pt(10), Pt(8.5)
_BOOKMARK = "source-{number}"


class Paper:
    """A document being written from top to bottom.

    Attributes:
        language: ISO 639-1, one of the readers'. title: of the document.
    """

    def __init__(self, language: str, title: str, made_at: datetime) -> None:
        self._document = Document()
        self._set_page()
        self._set_language(_LOCALES[language])
        self._set_caption()
        about = self._document.core_properties
        about.title, about.author, about.language = title, "CA+JAD Monitor", _LOCALES[language]
        about.last_modified_by, about.comments = "", ""
        about.created = about.modified = made_at.replace(tzinfo=None)

    def heading(self, text: str, level: int = 1) -> None:
        """Write a heading; level 0 is the title."""
        self._document.add_heading(text, level)

    def line(self, text: str, notes: Sequence[int] = (), *, style: str = "Normal", strong: str = "") -> None:
        """Write a paragraph.

        Args:
            text: as it is to be read. notes: numbers of the sources cited at its end.
            style: of the paragraph (``List Bullet``, ``Quote``). strong: comes first, in bold.
        """
        paragraph = self._document.add_paragraph(style=style)
        if strong:
            paragraph.add_run(strong).bold = True
        paragraph.add_run(text)
        for number in notes:
            self._reference(paragraph, number)

    def items(self, lines: Iterable[str]) -> None:
        """Write a list."""
        for line in lines:
            self.line(line, style="List Bullet")

    def source(self, number: int, head: str, url: str, tail: str) -> None:
        """Write a source that references lead to."""
        paragraph = self._document.add_paragraph()
        mark = _element("w:bookmarkStart", id=str(number), name=_BOOKMARK.format(number=number))
        paragraph._p.append(mark)  # noqa: SLF001 - python-docx has no bookmarks; its XML is public in practice
        paragraph.add_run(f"{number}. {head} ")
        paragraph._p.append(_element("w:bookmarkEnd", id=str(number)))  # noqa: SLF001 - as above
        if url:
            self._link(paragraph, url)
        paragraph.add_run(f" {tail}")

    def linked(self, text: str, url: str, tail: str = "") -> None:
        """Write a paragraph that begins with a link; without an address it begins with the text."""
        paragraph = self._document.add_paragraph()
        if url:
            self._link(paragraph, url, text)
        else:
            paragraph.add_run(text)
        paragraph.add_run(tail)

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[str]], shares: Sequence[int] = ()) -> None:
        """Write a table whose first row is repeated on every page; no row is torn between two.

        Args:
            heads: of the columns. rows: as long. shares: of each column in the width; empty = all the same.
        """
        table = self._document.add_table(1, len(heads), "Table Grid")
        table.autofit = False
        table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))  # noqa: SLF001 - as above
        weights = shares or [1] * len(heads)
        widths = [int((_PAGE[0] - 2 * _MARGIN) * each / sum(weights)) for each in weights]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for values in (heads, *rows):
            row = table.rows[0] if values is heads else table.add_row()
            row._tr.get_or_add_trPr().append(_element("w:cantSplit"))  # noqa: SLF001 - as above
            for cell, value, width in zip(row.cells, values, widths, strict=True):
                cell.width = width
                run = cell.paragraphs[0].add_run(value)
                run.font.size, run.bold = _CELL_SIZE, values is heads
        self._document.add_paragraph()

    def picture(self, png: bytes, title: str, alt: str) -> None:
        """Write a picture as wide as the text, with a caption that says what it shows."""
        shape = self._document.add_picture(io.BytesIO(png), width=_PAGE[0] - 2 * _MARGIN)
        about = shape._inline.docPr  # noqa: SLF001 - as above, for the alternative text
        about.set("title", title)
        about.set("descr", alt)
        self.line(f" {alt}", style="Caption", strong=f"{title}.")

    def content(self) -> bytes:
        """Return the document; the same steps give the same bytes."""
        written = io.BytesIO()
        self._document.save(written)
        return fixed_zip(written.getvalue())

    def _set_page(self) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = _PAGE
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN

    def _set_language(self, locale: str) -> None:
        style = self._document.styles["Normal"]
        style.font.name, style.font.size = _FONT, _BODY_SIZE
        properties = style.element.get_or_add_rPr()
        properties.get_or_add_rFonts().set(qn("w:eastAsia"), _EAST_ASIAN_FONT)
        properties.append(_element("w:lang", val=locale, eastAsia="ja-JP"))

    def _set_caption(self) -> None:
        """Let captions be read as text: what a chart says takes several lines, too many for bold and blue."""
        font = self._document.styles["Caption"].font
        font.bold, font.size, font.color.rgb = False, _CELL_SIZE, RGBColor(0x55, 0x55, 0x55)

    def _reference(self, paragraph: Paragraph, number: int) -> None:
        link = _element("w:hyperlink", anchor=_BOOKMARK.format(number=number))
        run = paragraph.add_run(f"[{number}]")
        run.font.superscript = True
        link.append(run._r)  # noqa: SLF001 - as above
        paragraph._p.append(link)  # noqa: SLF001 - as above

    def _link(self, paragraph: Paragraph, url: str, text: str = "") -> None:
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        run = paragraph.add_run(text or url)
        run.font.underline = True
        link.append(run._r)  # noqa: SLF001 - as above
        paragraph._p.append(link)  # noqa: SLF001 - as above


def _element(tag: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element
