"""Options of listing pages.

Annotations are evaluated here (no ``from __future__``), because pydantic builds its checks from them.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, model_validator

from config.source_options.shapes import DatedPattern, PageTemplate, Pattern, Selector

MOST_STEPS = 3
"""Hubs on the way to a list: a site's front page, its section, the year."""


class HtmlListOptions(BaseModel):
    """How to find and read a listing page; meanings as in ``docs/how-to/add-an-html-list.md``."""

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
    follow: Annotated[tuple[Pattern, ...], Field(max_length=MOST_STEPS)] = ()
    more: PageTemplate | None = None
    more_from: Annotated[int, Field(strict=True, ge=0, le=1_000)] | None = None
    more_step: Annotated[int, Field(strict=True, ge=1, le=1_000)] | None = None
    next: Selector | None = None

    @model_validator(mode="after")
    def _pages_one_way(self) -> "HtmlListOptions":
        if self.more and self.next:
            raise ValueError("names both more and next: one way to the page before is enough")
        return self
