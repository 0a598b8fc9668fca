"""Countries: which of the five the cooperation concerns.

A country in the headline is the item's own angle; a city may be no more than where the region meets. A headline about
the region means all five where the format or "five countries" is spoken of, else the countries that the text names. A
president's name in a headline about the region does not make it his country's item.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.gazetteer import REGION, NameKind
from matching.findings import FIVE
from matching.lexicon import Kind
from matching.reading import Zone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matching.findings import Findings, NameHit

LANGUAGE_HOME = {"kk": "KZ", "ky": "KG", "tg": "TJ", "tk": "TM", "uz": "UZ"}

NEARLY_ALL = 4
"""From this many countries in the headline on, the region is meant."""


def judge_countries(findings: Findings, embassy: str) -> tuple[str, ...]:
    """Return ISO codes in the product's order.

    Args:
        embassy: the country whose Japanese embassy published the item, or empty.
    """
    title = [hit for hit in findings.names if _in_title(findings, hit.passage)]
    if _all_together(findings, title):
        return FIVE
    named = _codes(hit for hit in title if hit.name.kind is not NameKind.PERSON)
    if named:
        return FIVE if len(named) >= NEARLY_ALL else named
    regional = any(hit.name.country == REGION and not hit.name.weak for hit in title)
    if not regional and (persons := _codes(title)):
        return persons
    return _from_text(findings, embassy, regional=regional)


def _all_together(findings: Findings, title: list[NameHit]) -> bool:
    """Whether the headline names the region or its format and no country, only a city: where they meet."""
    named = {hit.name.kind for hit in title if hit.name.country in FIVE}
    by_format = any(_in_title(findings, hit.passage) for hit in findings.words[Kind.PACKAGE])
    regional = by_format or any(hit.name.country == REGION and not hit.name.weak for hit in title)
    return regional and named == {NameKind.PLACE}


def _from_text(findings: Findings, embassy: str, *, regional: bool) -> tuple[str, ...]:
    """Judge an item whose headline names no country."""
    body = _codes(hit for hit in findings.names)
    five = bool(findings.words[Kind.PACKAGE] or findings.words[Kind.REGION])
    own = embassy or _publisher(findings)
    if regional and len(body) == 1:
        return body if body[0] == own else FIVE
    if five and len(body) != 1:
        return FIVE
    if body:
        return body
    speaks_of_region = any(hit.name.country == REGION for hit in findings.names)
    return (own,) if own and not (speaks_of_region and not regional) else FIVE


def _publisher(findings: Findings) -> str:
    return findings.country if findings.country in FIVE else LANGUAGE_HOME.get(findings.language, "")


def _in_title(findings: Findings, passage: int) -> bool:
    return findings.passages[passage].zone is Zone.TITLE


def _codes(hits: Iterable[NameHit]) -> tuple[str, ...]:
    codes = {hit.name.country for hit in hits}
    return tuple(code for code in FIVE if code in codes)
