"""Own data: everything stored about one subscriber, to be handed out or deleted; its protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from domain.subscriber import Subscriber


class OwnDataRepository(Protocol):
    """What is stored about subscribers, whatever the table."""

    def collect(self, subscriber: Subscriber) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Return every row about a subscriber by table, tables without any left out; values are plain JSON."""
        ...

    def delete(self, subscriber: Subscriber) -> int:
        """Delete every row about a subscriber; where a row is not theirs alone only the link to them is cleared.

        Returns:
            How many rows were deleted or cleared.
        """
        ...
