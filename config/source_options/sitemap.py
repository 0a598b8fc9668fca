"""Options of sitemaps.

Annotations are evaluated here (no ``from __future__``), because pydantic builds its checks from them.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from config.source_options.shapes import Pattern


class SitemapOptions(BaseModel):
    """Which addresses of a sitemap are news, and what they are called; ``docs/how-to/add-a-sitemap.md``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pattern: Pattern | None = None
    exclude: Pattern | None = None
    title_from_address: StrictBool = False
    children: Pattern | None = None
    most_children: Annotated[int, Field(strict=True, ge=1, le=10)] | None = None
