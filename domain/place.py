"""Chats that are no subscribers, or not yet: channels and groups the bot was added to, and chats that ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

REQUEST_LIFETIME = timedelta(days=30)
"""For how long a wish to be admitted is kept."""

REQUESTS_KEPT = 50
"""Wishes that are kept at most, so that nobody fills the list of the operators for good; the oldest give way."""


@dataclass(frozen=True, slots=True)
class JoinedChat:
    """A channel or group that the bot was added to.

    Attributes:
        address: its number as text. title: as Telegram showed it last. since: when the bot was added (UTC).
    """

    address: str
    title: str
    since: datetime


@dataclass(frozen=True, slots=True)
class AdmissionRequest:
    """A chat that asked to use a bot that is open to listed chats only.

    Attributes:
        address: as subscribers have it. language: one of the readers' languages. asked_at: last (UTC).
    """

    address: str
    language: str
    is_group: bool
    asked_at: datetime


class JoinedChatRepository(Protocol):
    """The channels and groups that the bot is in."""

    def save(self, chat: JoinedChat) -> None:
        """Add the chat or replace what is stored under its address."""
        ...

    def remove(self, address: str) -> None:
        """Forget a chat; one that is not known is no error."""
        ...

    def find(self, address: str) -> JoinedChat | None:
        """Return the chat of this number, or None."""
        ...

    def list_newest(self, limit: int) -> Sequence[JoinedChat]:
        """Return the chats that the bot was added to last."""
        ...


class AdmissionRepository(Protocol):
    """Who asked to be admitted."""

    def save(self, request: AdmissionRequest) -> None:
        """Keep a wish, one for each chat; what is too old or too much is forgotten."""
        ...

    def remove(self, address: str) -> None:
        """Forget a wish; one that is not known is no error."""
        ...

    def list_open(self, now: datetime) -> Sequence[AdmissionRequest]:
        """Return the wishes that are still good, oldest first."""
        ...
