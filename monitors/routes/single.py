"""The route of most sources: one document, asked for changes only where the copy we know may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.reading import Route
from monitors.plan import request_for

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from domain.fetching import Fetched, FetchRequest
    from domain.reading import Reach
    from domain.source import WatchedSource


def only_request(
    watched: WatchedSource,
    read: Sequence[Fetched],
    reach: Reach,  # noqa: ARG001 - signature of NextRequest
    now: datetime,
) -> FetchRequest | None:
    """Ask for the source's address, and for nothing after it."""
    return None if read else request_for(watched, now)


ONE_DOCUMENT = Route(only_request)
