"""Canvas: a sketch becomes SVG and PNG, alike on every machine; the only door to Matplotlib.

Fonts come with packages (DejaVu Sans with Matplotlib, IPAex Gothic with matplotlib-fontja), never from the machine:
what is drawn does not depend on where. A letter that neither font has is drawn as a box. In SVG all text is outlines,
so that a reader's fonts do not matter either.
"""

from __future__ import annotations

import io
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, cast

from domain.errors import ConfigError
from reports.charts.inline_svg import inline_svg
from reports.charts.sketch import INK, QUIET, WIDTH
from reports.model import Chart

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    from reports.charts.sketch import Sketch

PACKAGED = {"DejaVu Sans": ("matplotlib", "mpl-data/fonts/ttf/DejaVuSans.ttf"),
            "IPAexGothic": ("matplotlib_fontja", "fonts/ipaexg.ttf")}  # fmt: skip
"""By family, the package and the place of the font in it; a letter is taken from the first that has it."""

DOTS_PER_INCH = 180
MISSING = "□"

_SETTINGS: Mapping[str, object] = {
    "axes.axisbelow": True,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.unicode_minus": False,
    "figure.constrained_layout.use": True,
    "font.family": list(PACKAGED),
    "font.size": 8.0,
    "hatch.color": INK,
    "hatch.linewidth": 0.4,
    "legend.fontsize": 7.5,
    "legend.frameon": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "cajad",
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "ytick.major.size": 0.0,
}
_LOCK = Lock()
"""Matplotlib's settings belong to the process; two threads must not draw at once."""


def draw(key: str, sketch: Sketch) -> Chart:
    """Return the chart; the same sketch gives the same bytes.

    Args:
        key: of the chart; ids in the SVG begin with it. sketch: what to draw.

    Raises:
        ConfigError: a font is missing.
    """
    library = _library()
    from matplotlib.figure import Figure  # noqa: PLC0415 - takes a second that only charts should cost
    from matplotlib.text import Text  # noqa: PLC0415 - matplotlib loads only where a chart is drawn

    vector, pixels = io.StringIO(), io.BytesIO()
    with _LOCK, library.rc_context(_SETTINGS):
        figure = Figure(figsize=(WIDTH, sketch.height))
        sketch.paint(figure)
        for text in cast("list[Text]", figure.findobj(Text)):
            text.set_text(drawable(text.get_text()))
        figure.draw_without_rendering()
        figure.set_layout_engine("none")
        figure.savefig(vector, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
        figure.savefig(pixels, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    return Chart(key, sketch.title, sketch.alt, inline_svg(vector.getvalue(), key), pixels.getvalue())


def drawable(text: str) -> str:
    """Return the text with a box for each letter that no font has."""
    return "".join(letter if letter == "\n" or ord(letter) in _letters() else MISSING for letter in text)


def font_files() -> tuple[Path, ...]:
    """Return the files of the fonts, in order of preference.

    Raises:
        ConfigError: one is missing.
    """
    return tuple(_font_file(package, place) for package, place in PACKAGED.values())


def _font_file(package: str, place: str) -> Path:
    """Return a font's file without importing its package, which would change settings of the whole process."""
    found = find_spec(package)
    folders = (found.submodule_search_locations or ()) if found else ()
    path = next((path for folder in folders if (path := Path(folder) / place).is_file()), None)
    if path is None:
        raise ConfigError([f"the font {Path(place).name} of the package {package} is missing; install it again"])
    return path


@cache
def _library() -> ModuleType:
    """Return Matplotlib, told to know no fonts but ours."""
    import matplotlib as mpl  # noqa: PLC0415 - matplotlib loads only where a chart is drawn
    from matplotlib import font_manager  # noqa: PLC0415 - matplotlib loads only where a chart is drawn

    manager = font_manager.fontManager
    manager.ttflist = []
    for path in font_files():
        manager.addfont(str(path))
    return mpl


@cache
def _letters() -> frozenset[int]:
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415 - matplotlib loads only where a chart is drawn

    return frozenset(code for path in font_files() for code in FT2Font(str(path)).get_charmap())
