"""Drawing: letters of every language, the same bytes, an SVG that a strict page shows, and an error without fonts."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from babel.messages.pofile import read_po
from PIL import Image

from bot.texts import LOCALES, texts_for
from config.declarations import load_declaration
from domain.commitment import CENTRAL_ASIA, LANGUAGES, READER_LANGUAGES
from domain.errors import ConfigError
from reports.charts import canvas
from reports.charts.canvas import draw, drawable, font_files
from reports.charts.inline_svg import inline_svg
from reports.charts.sketch import Sketch
from reports.charts.table import CHARTS, charts_of
from tests.report_builders import a_report

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ALPHABETS = "ӘәҒғҚқҢңӨөҰұҮүҺһІі ҶҷҲҳӢӣӮӯЪъ ЎўҒғ ŞşÝýŇňÄäŽžÖöÜüÇç ʻʼ‘’ 漢字かなカナ・、。「」（）％ー〜 №«»–—…×"
"""Letters of the eight languages of the news beyond plain Latin and Russian, and their marks."""


def said_in(language: str) -> str:
    with (LOCALES / language / "LC_MESSAGES" / "cajad.po").open("rb") as source:
        messages = read_po(source, locale=language)
    said = [
        each
        for message in messages
        for each in ([message.string] if isinstance(message.string, str) else message.string)
    ]
    return "".join(said)


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_every_letter_that_a_chart_may_say_is_in_a_font(language: str) -> None:
    declaration, texts = load_declaration(), texts_for(language, "UTC")
    names = [texts.country_name(code) for code in CENTRAL_ASIA] + [texts.language_name(code) for code in LANGUAGES]
    labels = [each.label.in_language(language) for each in declaration.tracked]
    report = a_report(language)
    charts = [sketch for sketcher in CHARTS.values() if (sketch := sketcher(report, texts))]
    text = "".join((*names, *labels, said_in(language), *(each.title + each.alt for each in charts)))
    text = "".join(letter for letter in text if letter.isprintable() and not _is_picture(letter))
    assert [letter for letter in sorted(set(text)) if drawable(letter) != letter] == []


def _is_picture(letter: str) -> bool:
    """Emoji stand in messages of the bot only."""
    return ord(letter) > 0x1F000 or letter == "\ufe0f"


def test_letters_of_every_language_of_the_news_are_in_a_font() -> None:
    assert drawable(ALPHABETS) == ALPHABETS


def test_a_letter_of_no_font_is_a_box() -> None:
    assert drawable("한\n字") == "□\n字"


def test_fonts_come_with_packages() -> None:
    assert [path.name for path in font_files()] == ["DejaVuSans.ttf", "ipaexg.ttf"]


@pytest.mark.parametrize("place", [("matplotlib_fontja", "fonts/none.ttf"), ("no_such_package", "a.ttf")])
def test_a_missing_font_is_an_error_that_says_so(place: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canvas, "PACKAGED", {"x": place})
    with pytest.raises(ConfigError, match=f"the font {Path(place[1]).name} of the package {place[0]} is missing"):
        font_files()


def test_the_same_report_gives_the_same_charts() -> None:
    first, again = (charts_of(a_report("ja"), texts_for("ja", "UTC")) for _ in range(2))
    assert [chart.key for chart in first] == list(CHARTS)
    assert first == again
    for chart in first:
        assert Image.open(io.BytesIO(chart.png)).width == 1260


def test_an_svg_obeys_a_strict_page_and_shares_no_id_with_another() -> None:
    charts = charts_of(a_report(), texts_for("en", "UTC"))
    ids: list[str] = []
    for chart in charts:
        tree = ET.fromstring(chart.svg)  # noqa: S314 - our own drawing
        assert tree.tag == "{http://www.w3.org/2000/svg}svg"
        mine = [each.attrib["id"] for each in tree.iter() if "id" in each.attrib]
        targets = re.findall(r"(?:href=\"|url\()#([^\")]+)", chart.svg)
        assert set(targets) <= set(mine)
        ids += mine
        tags = {each.tag.rpartition("}")[2] for each in tree.iter()}
        assert tags <= {"svg", "g", "path", "defs", "use", "clipPath", "rect", "pattern"}
        assert [name for each in tree.iter() for name in each.attrib if name == "style" or name.startswith("on")] == []
        assert "data:" not in chart.svg
    assert len(ids) == len(set(ids))


def test_words_of_a_publisher_are_drawn_and_not_obeyed() -> None:
    hostile = r"$\frac{1}{2}$ --> </svg><script>alert(1)</script> $x$ \\"

    def paint(figure: Figure) -> None:
        figure.text(0, 0.5, hostile)

    chart = draw("hostile", Sketch("t", "a", 1.0, paint))
    assert "script" not in chart.svg
    assert len(re.findall("<use ", chart.svg)) == len(hostile.replace(" ", "")) + hostile.count(" ")


def test_only_the_drawing_is_left_of_a_document() -> None:
    document = (
        '<?xml version="1.0"?><!DOCTYPE svg><svg xmlns:xlink="http://www.w3.org/1999/xlink" id="a">'
        '<metadata>x</metadata><defs><style type="text/css">*{}</style></defs><!-- c -->'
        '<use xlink:href="#a" style="fill: url(#b); opacity: 0.5"/></svg>'
    )
    assert inline_svg(document, "k") == (
        '<svg stroke-linejoin="round" stroke-linecap="butt" id="k-a">'
        '<use href="#k-a" fill="url(#k-b)" opacity="0.5"/></svg>'
    )
