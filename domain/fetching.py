"""What is asked of a server, and what comes back when it answers as it should."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domain.source import SourceId


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """One document to fetch.

    Attributes:
        etag, last_modified: validators of the copy we know; None asks for the whole document.
        user_agent: replaces the product's own for this request.
        accept: replaces the Accept header, which asks for feeds.
        method: GET or POST. body: what a POST sends. headers: further ones, as (name, value).
        proxy: address of the proxy to go through; empty = none.
        is_hub: whether the document only leads to the next one, and holds no items itself.
        may_miss: whether "nothing there" (404, 410) is an expected answer that ends the reading.
    """

    source_id: SourceId
    url: str
    etag: str | None = None
    last_modified: str | None = None
    user_agent: str | None = None
    accept: str | None = None
    method: str = "GET"
    body: bytes = field(default=b"", repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    proxy: str = ""
    is_hub: bool = False
    may_miss: bool = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document, decompressed, as bytes.

    Attributes:
        url: the address that answered, after redirects.
        headers: response headers with lower-case names.
        body_hash: stable hash of ``body``.
        duration: seconds the exchange took.
        is_missing: whether this stands for an expected "nothing there"; ``url`` is then the one asked, the rest empty.
    """

    source_id: SourceId
    url: str
    body: bytes
    headers: Mapping[str, str]
    body_hash: str
    duration: float
    etag: str | None = None
    last_modified: str | None = None
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says the copy we know is current."""

    source_id: SourceId
    duration: float
    headers: Mapping[str, str] = field(default_factory=dict)
