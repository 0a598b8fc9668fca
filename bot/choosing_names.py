"""Choosing companies and agencies: pages of the lists, and which organisations a written name means; pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from domain.facets import fold
from domain.gazetteer import NameKind
from domain.organisation import Sector

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from domain.organisation import FindNames, Organisation

PAGE = 8
"""Organisations on one page: as many rows of buttons as a phone shows without scrolling far."""

_KINDS = (NameKind.INSTITUTION, NameKind.COMPANY)
_BRACKETS = re.compile(r"[()（）]")


def key_in(organisation: Organisation) -> str:
    """Return an organisation's key as callback data holds it: short, and without the colon that parts fields there."""
    kind, _, name = organisation.key.partition(":")
    return f"{kind[0]}.{name}"


def key_of(value: str) -> str:
    """Return the key of an organisation that ``key_in`` shortened."""
    letter, _, name = value.partition(".")
    return f"{next(kind for kind in NameKind if kind.startswith(letter) and kind in _KINDS)}:{name}"


def pages_of(organisations: Sequence[Organisation]) -> Mapping[str, tuple[Organisation, ...]]:
    """Return the lists cut into pages, by what callback data calls a page: ``energy.1`` is the first of its sector."""
    by_sector = {sector: tuple(each for each in organisations if each.sector is sector) for sector in Sector}
    return {
        f"{sector}.{first // PAGE + 1}": listed[first : first + PAGE]
        for sector, listed in by_sector.items()
        for first in range(0, len(listed), PAGE)
    }


def is_page(value: str, organisations: Sequence[Organisation]) -> bool:
    """Tell whether there is such a page."""
    return value in pages_of(organisations)


def page_of(value: str, organisations: Sequence[Organisation]) -> str:
    """Return the page that a value of callback data means: its own name, or where an organisation stands."""
    pages = pages_of(organisations)
    return next(name for name, page in pages.items() if name == value or value in map(key_in, page))


def recognised(text: str, organisations: Sequence[Organisation], find_names: FindNames) -> tuple[str, ...]:
    """Return the listed organisations that a written name means, in any language and script.

    Args:
        text: as a reader wrote it. find_names: reads names as in reports.

    Returns:
        Their keys; none where no listed one is meant.
    """
    words = fold(text)
    labelled = tuple(each.key for each in organisations if words in _called(each))
    listed = {each.key for each in organisations}
    return labelled or tuple(key for key in find_names(text) if key in listed)


def _called(organisation: Organisation) -> set[str]:
    """Return what its labels call an organisation: as a whole, and what stands before and in brackets."""
    label = organisation.label
    names = (label.en, label.ru, label.ja)
    return {fold(part) for name in names for part in (name, *_BRACKETS.split(name)) if part.strip()}
