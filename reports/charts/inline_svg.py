"""Matplotlib's SVG made fit to stand in a page: no style sheet, no inline style, ids of its own; pure.

A page with a strict Content-Security-Policy ignores ``style``; attributes of the same names are obeyed. Two drawings in
one page must not share ids.
"""

from __future__ import annotations

import re

_STYLE_SHEET = re.compile(r"<defs>\s*<style[^>]*>.*?</style>\s*</defs>\s*", re.DOTALL)
_COMMENT = re.compile(r"\s*<!--.*?-->", re.DOTALL)
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_STYLE = re.compile(r' style="([^"]*)"')
_ID = re.compile(r' id="([^"]*)"')
_LINK = re.compile(r' (?:xlink:)?href="#([^"]*)"')
_ADDRESS = re.compile(r"url\(#([^)]*)\)")


def inline_svg(document: str, key: str) -> str:
    """Return the ``<svg>`` element of a document that Matplotlib wrote.

    Args:
        document: an SVG file. key: comes before every id in it; letters, digits and hyphens.
    """
    svg = document[document.index("<svg") :].strip()
    for pattern in (_STYLE_SHEET, _COMMENT, _METADATA):
        svg = pattern.sub("", svg)
    svg = svg.replace("<svg ", '<svg stroke-linejoin="round" stroke-linecap="butt" ', 1)
    svg = svg.replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "", 1)
    svg = _STYLE.sub(_attributes, svg)
    svg = _ID.sub(rf' id="{key}-\1"', svg)
    svg = _LINK.sub(rf' href="#{key}-\1"', svg)
    return _ADDRESS.sub(rf"url(#{key}-\1)", svg)


def _attributes(style: re.Match[str]) -> str:
    pairs = (each.partition(":") for each in style[1].split(";"))
    return "".join(f' {name.strip()}="{value.strip()}"' for name, gap, value in pairs if gap)
