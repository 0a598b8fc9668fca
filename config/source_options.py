"""The options of sources that need more than an address: one table for each kind that has any.

Annotations are evaluated here (no ``from __future__``), because pydantic builds its checks from them.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StrictStr
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from domain.source import SourceKind

LONGEST = 500
"""Characters of a pattern or selector; a longer one describes a page, not a shape."""

_DATE_GROUPS = {"year", "month", "day"}


def _pattern(value: str) -> str:
    try:
        compiled = re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is not a regular expression ({error})") from error
    if compiled.search(""):
        raise ValueError(f"{value!r} fits everything")
    return value


def _dated_pattern(value: str) -> str:
    missing = sorted(_DATE_GROUPS - set(re.compile(_pattern(value)).groupindex))
    if missing:
        raise ValueError(f"lacks the named groups {', '.join(missing)}, e.g. (?P<year>\\d{{4}})")
    return value


def _selector(value: str) -> str:
    """Check a selector with the library that will read pages with it."""
    try:
        LexborHTMLParser("<p>").css(value)
    except SelectolaxError as error:
        raise ValueError(f"{value!r} is not a CSS selector") from error
    return value


Pattern = Annotated[StrictStr, Field(max_length=LONGEST), AfterValidator(_pattern)]
DatedPattern = Annotated[StrictStr, Field(max_length=LONGEST), AfterValidator(_dated_pattern)]
Selector = Annotated[StrictStr, Field(max_length=LONGEST), AfterValidator(_selector)]


class HtmlListOptions(BaseModel):
    """How to read a listing page; meanings as in ``docs/how-to/add-an-html-list.md``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pattern: Pattern
    exclude: Pattern | None = None
    date_in_address: DatedPattern | None = None
    rows: Selector | None = None
    title: Selector | None = None
    date: Selector | None = None
    heading: Selector | None = None
    year: Selector | None = None
    remarks: StrictBool = False


class SitemapOptions(BaseModel):
    """Which addresses of a sitemap are news, and what they are called; ``docs/how-to/add-a-sitemap.md``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pattern: Pattern | None = None
    exclude: Pattern | None = None
    title_from_address: StrictBool = False


OPTIONS: Mapping[SourceKind, type[BaseModel]] = MappingProxyType(
    {SourceKind.HTML_LIST: HtmlListOptions, SourceKind.SITEMAP: SitemapOptions}
)
"""The table of each kind; the options of other kinds are not known yet and are not checked."""
