"""Parsers: from the bytes of a document to its items, one parser for each source kind."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from domain.errors import ConfigError
from domain.source import SourceKind
from monitors.parsers.api import parse_api
from monitors.parsers.feed import parse_feed
from monitors.parsers.html_list import parse_html_list
from monitors.parsers.json_feed import parse_json_feed
from monitors.parsers.news_search import parse_news_search
from monitors.parsers.rising_id import parse_rising_id
from monitors.parsers.sitemap import parse_sitemap
from monitors.parsers.telegram_channel import parse_telegram_channel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domain.ports import Parser
    from domain.source import Source

PARSERS: Mapping[SourceKind, Parser] = MappingProxyType(
    {
        SourceKind.RSS: parse_feed,
        SourceKind.ATOM: parse_feed,
        SourceKind.RDF: parse_feed,
        SourceKind.JSON: parse_json_feed,
        SourceKind.SITEMAP: parse_sitemap,
        SourceKind.HTML_LIST: parse_html_list,
        SourceKind.RISING_ID: parse_rising_id,
        SourceKind.TELEGRAM_CHANNEL: parse_telegram_channel,
        SourceKind.API: parse_api,
        SourceKind.NEWS_SEARCH: parse_news_search,
    }
)
"""The three XML kinds share a parser, because publishers mix them up (an RSS 2.0 document named ``.rdf``)."""


def parser_for(source: Source) -> Parser:
    """Return the parser of the source's kind.

    Raises:
        ConfigError: no parser reads this kind; the source has to be disabled until one does.
    """
    try:
        return PARSERS[source.kind]
    except KeyError:
        readable = ", ".join(PARSERS)
        problem = f"source {source.id}: kind {source.kind.value!r} cannot be read; kinds that can: {readable}"
        raise ConfigError([problem]) from None
