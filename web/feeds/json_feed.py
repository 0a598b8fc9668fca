"""JSON Feed 1.1; pure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from web.feeds.items import FeedHead, FeedItem

MEDIA_TYPE = "application/feed+json; charset=utf-8"


def json_feed(head: FeedHead, items: Iterable[FeedItem]) -> bytes:
    """Return the feed; the same items give the same bytes."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": head.title,
        "home_page_url": head.page,
        "feed_url": head.address,
        "language": head.language,
        "authors": [{"name": "CA+JAD Monitor"}],
        "items": [_item(each) for each in items],
    }
    return (json.dumps(feed, ensure_ascii=False, indent=1) + "\n").encode()


def _item(item: FeedItem) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": item.id,
        "url": item.page,
        "title": item.title,
        "content_text": item.text,
        "date_published": item.published.isoformat(timespec="seconds"),
        "date_modified": item.updated.isoformat(timespec="seconds"),
        "tags": list(item.tags),
    }
    return told | ({"external_url": item.source_url} if item.source_url else {})
