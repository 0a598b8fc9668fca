"""Routes: which documents one poll of a source reads, one route for each source kind; pure."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from domain.source import SourceKind
from monitors.routes.api import API_ROUTE
from monitors.routes.html_list import LIST_ROUTE
from monitors.routes.news_search import SEARCH_ROUTE
from monitors.routes.rising_id import NUMBER_ROUTE
from monitors.routes.single import ONE_DOCUMENT
from monitors.routes.sitemap import SITEMAP_ROUTE
from monitors.routes.telegram_channel import CHANNEL_ROUTE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domain.reading import Route
    from domain.source import Source

ROUTES: Mapping[SourceKind, Route] = MappingProxyType(
    {
        SourceKind.RSS: ONE_DOCUMENT,
        SourceKind.ATOM: ONE_DOCUMENT,
        SourceKind.RDF: ONE_DOCUMENT,
        SourceKind.JSON: ONE_DOCUMENT,
        SourceKind.SITEMAP: SITEMAP_ROUTE,
        SourceKind.HTML_LIST: LIST_ROUTE,
        SourceKind.RISING_ID: NUMBER_ROUTE,
        SourceKind.TELEGRAM_CHANNEL: CHANNEL_ROUTE,
        SourceKind.API: API_ROUTE,
        SourceKind.NEWS_SEARCH: SEARCH_ROUTE,
    }
)
"""A kind that is not named reads one document."""


def route_for(source: Source) -> Route:
    """Return the route of the source's kind."""
    return ROUTES.get(source.kind, ONE_DOCUMENT)
