"""Addresses that fit the patterns a source declares, made from the patterns themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rstr import Rstr

if TYPE_CHECKING:
    from datetime import date
    from random import Random

ATTEMPTS = 200

_UNBOUNDED = (
    (re.compile(r"(?<!\\)\.\+"), "[a-z]{4,8}"),
    (re.compile(r"(?<!\\)\+"), "{3,8}"),
    (re.compile(r"(?<!\\)\{(\d+),\}"), r"{\1}"),
    (re.compile(r"(?<=\[)\\w"), "a-z0-9"),
    (re.compile(r"\\w"), "[a-z0-9]"),
)
"""What fits "any number of" is made short, so that an address looks like one; what it fits stays true."""


class Addresses:
    """Makes addresses by chance, the same ones for the same seed.

    Args:
        random: the chance.
    """

    def __init__(self, random: Random) -> None:
        self._maker = Rstr(random)

    def fitting(self, pattern: str, site: str, *, exclude: str | None = None) -> str:
        """Return an absolute address in which ``pattern`` is found and ``exclude`` is not.

        Args:
            pattern: regular expression of a source's options. exclude: another, or None.
            site: address of the source, whose site stands where the pattern names none.
        """
        short = pattern
        for shape, replacement in _UNBOUNDED:
            short = shape.sub(replacement, short)
        for _ in range(ATTEMPTS):
            address = _absolute(self._maker.xeger(short), site)
            if re.search(pattern, address) and not (exclude and re.search(exclude, address)):
                return address
        raise AssertionError(f"no address could be made that fits {pattern}")


def dated(address: str, pattern: str, day: date) -> str:
    """Return an address with ``day`` where ``pattern`` finds a date; two digits of the year where it has two."""
    found = re.search(pattern, address)
    assert found, f"{pattern} finds no date in {address}"
    for group, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        start, end = found.span(group)
        width = max(end - start, 2)
        address = address[:start] + f"{value:0{width}d}"[-width:] + address[end:]
        found = re.search(pattern, address) or found
    return address


def _absolute(made: str, site: str) -> str:
    parts = urlsplit(site)
    if made.startswith(("http://", "https://")):
        return made
    if made.startswith("/"):
        return f"{parts.scheme}://{parts.netloc}{made}"
    return f"{parts.scheme}://www{made}" if made.startswith(".") else f"{parts.scheme}://{made}"
