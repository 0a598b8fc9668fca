"""The options of sources that need more than an address: one table for each kind that has any."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from config.source_options.api import ApiOptions
from config.source_options.html_list import HtmlListOptions
from config.source_options.news_search import NewsSearchOptions
from config.source_options.rising_id import RisingIdOptions
from config.source_options.sitemap import SitemapOptions
from domain.source import SourceKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

OPTIONS: Mapping[SourceKind, type[BaseModel]] = MappingProxyType(
    {
        SourceKind.HTML_LIST: HtmlListOptions,
        SourceKind.SITEMAP: SitemapOptions,
        SourceKind.RISING_ID: RisingIdOptions,
        SourceKind.API: ApiOptions,
        SourceKind.NEWS_SEARCH: NewsSearchOptions,
    }
)
"""The table of each kind; the options of other kinds are not known yet and are not checked."""
