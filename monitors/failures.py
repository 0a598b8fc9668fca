"""Why an exchange with a server brought no document; ``fetch.py`` adds the source and raises the product's errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.errors import TrackerError

if TYPE_CHECKING:
    from domain.source import Verdict


class ExchangeFailed(TrackerError):
    """No document came; never leaves ``monitors``, because only a source gives it a place in the tables.

    Args:
        verdict: what it says about the source.
        words: one line for the operator, starting in lower case.
        retry_after: seconds the server asked us to wait, or None.
    """

    def __init__(self, verdict: Verdict, words: str, *, retry_after: float | None = None) -> None:
        self.verdict = verdict
        self.words = words
        self.retry_after = retry_after
        super().__init__(words)


class RedirectRefused(ExchangeFailed):
    """A redirect leads where we do not follow: a circle, one hop too many, another scheme, an unsafe downgrade."""


class IncompleteChain(ExchangeFailed):
    """The server's certificate leads to no known authority; most often the server left an intermediate out."""
