"""Requests as routes make them: with all that a source declares of how it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.fetching import FetchRequest

if TYPE_CHECKING:
    from domain.source import Source


def request_to(source: Source, url: str) -> FetchRequest:
    """Return a request for the whole document at ``url``; further fields are for ``dataclasses.replace``."""
    return FetchRequest(source.id, url, user_agent=source.user_agent, proxy=source.proxy)
