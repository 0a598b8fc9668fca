"""Markdown that shows foreign text and obeys nothing in it."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&]|^[#+-]|(?<=^\d)[.)])")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>]+")


def escaped(text: str) -> str:
    """Return foreign text in one line, without effect on the document around it."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def linked(headline: str, url: str) -> str:
    """Return a headline that leads to its address, or the plain headline where the address is none of the web."""
    text = escaped(headline)
    return f"[{text}](<{url}>)" if _WEB_ADDRESS.fullmatch(url) else text
