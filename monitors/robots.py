"""robots.txt: whether we may ask for an address, and how slowly; the only door to Protego.

How an answer without rules is read follows RFC 9309, section 2.3.1: a client error means that everything is allowed,
a server error that nothing is, until it is asked again. What keeps us from the host altogether (no such name, no
connection) is not turned into a rule: it is raised as it is, because it is the real reason why nothing came.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from protego import Protego

from monitors.answers import FIRST_SERVER_ERROR, named
from monitors.single_flight import SingleFlight

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from domain.ports import Pacer

KEPT_FOR = 86_400.0
"""Seconds for which rules are kept (RFC 9309, section 2.4)."""

KEPT_AFTER_SERVER_ERROR = 3_600.0
"""Seconds after which robots.txt is asked for again where the server failed to give it."""

SIZE_LIMIT = 500 * 1024
"""Bytes that are read; what follows is passed over (RFC 9309, section 2.5, asks for at least this much)."""


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """The rules of one origin.

    Attributes:
        rules: as parsed; None where everything is allowed, or nothing.
        closed: why nothing is allowed, for the operator; empty otherwise.
    """

    rules: Protego | None = None
    closed: str = ""

    def refusal(self, url: str, product: str) -> str:
        """Return why ``product`` (our name before the slash) may not ask for ``url``; empty if it may."""
        if self.closed:
            return self.closed
        if self.rules is not None and not self.rules.can_fetch(url, product):
            return "robots.txt forbids us this address"
        return ""

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps that the site names there (sitemaps.org)."""
        return tuple(self.rules.sitemaps) if self.rules is not None else ()

    def crawl_delay(self, product: str) -> float:
        """Return the seconds the site wants between two requests of ``product``, 0 if it does not say."""
        delay = self.rules.crawl_delay(product) if self.rules is not None else None
        return delay or 0.0


def read_robots(status: int, body: bytes) -> RobotsRules:
    """Turn the final answer to a request for robots.txt into rules."""
    if status >= FIRST_SERVER_ERROR:
        return RobotsRules(
            closed=f"robots.txt cannot be had, the server answered {named(status)}; nothing is allowed until it can"
        )
    if not body:
        return RobotsRules()
    return RobotsRules(Protego.parse(body.decode("utf-8-sig", "replace")))


@dataclass(frozen=True, slots=True)
class _Kept:
    rules: RobotsRules
    until: float


class RobotsCache:
    """Rules by origin, loaded when first needed and again when they have grown old.

    Args:
        load: fetches and reads the rules of an origin (scheme, host and port), through a proxy if one is named.
        pacer: the clock by which they grow old.
    """

    def __init__(self, load: Callable[[str, str], Awaitable[RobotsRules]], pacer: Pacer) -> None:
        self._load = load
        self._pacer = pacer
        self._kept: dict[tuple[str, str], _Kept] = {}
        self._flights: SingleFlight[RobotsRules] = SingleFlight()

    async def rules_of(self, origin: str, proxy: str = "") -> RobotsRules:
        """Return the rules of an origin; raises whatever loading them raised, which is not kept.

        Args:
            origin: scheme, host and port.
            proxy: through which it is asked, empty = none. A host may answer one way and refuse another.
        """
        way = (origin, proxy)
        kept = self._kept.get(way)
        if kept is not None and self._pacer.monotonic() < kept.until:
            return kept.rules
        return await self._flights.run(way, lambda: self._refresh(way))

    async def _refresh(self, way: tuple[str, str]) -> RobotsRules:
        rules = await self._load(*way)
        now = self._pacer.monotonic()
        known = self._kept.get(way)
        if not rules.closed:
            self._kept[way] = _Kept(rules, now + KEPT_FOR)
        else:
            # The server's trouble does not unmake rules it gave before (RFC 9309, section 2.3.1.4).
            self._kept[way] = _Kept(known.rules if known else rules, now + KEPT_AFTER_SERVER_ERROR)
        return self._kept[way].rules
