"""Every error the product raises on purpose, in one short tree; the class says what to do next.

::

    TrackerError
      ConfigError               what is declared is wrong: every problem at once, nothing starts
      SourceError               one source; the cycle goes on
        FetchError              transient: ask again at the next poll (may carry retry_after)
        SourceGone              permanent until the address changes: 404 repeated, 410, domain lost
        ParseError              the document is not what the source's kind says
      StorageError              the database cannot be used: the cycle stops, nothing is lost
        SchemaOutOfDate         says which command to run
        DatabaseBusy            another writer held the database too long: try again
      ReviewRefused             an editor's decision cannot be carried out; nothing was changed
      LeaseHeld                 another process holds this role: exit
      TranslationFailed         not this time: the headline is shown as it is
        TranslationRefused      never for this headline
      DeliveryError             one message
        DeliveryDelayed         not sent; carries the time to try again
        DeliveryUncertain       may have arrived: never sent again by itself
        RecipientGone           blocked or deleted: the subscriber is paused once that holds for days
        RecipientAway           refuses, for a while perhaps: tried again, and counted
        RecipientMoved          at another address now: the subscriber is moved and the message tried again
        MessageRefused          our fault (markup, length): reported to the operator

Library errors are translated at the door of their library, always ``from`` the original.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from domain.patience import Unreached
    from domain.source import SourceId, Verdict


class TrackerError(Exception):
    """Root of every error raised on purpose."""


class ConfigError(TrackerError):
    """Settings or declared data are wrong; holds every problem found, so that all are mended in one go.

    Args:
        problems: one line each, naming file (or variable), table and key.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class SourceError(TrackerError):
    """One poll of one source failed.

    Args:
        source_id: the source.
        verdict: what the poll showed, for storage and tables.
        detail: one line in plain words for the operator; never holds secrets or foreign markup.
    """

    def __init__(self, source_id: SourceId, verdict: Verdict, detail: str) -> None:
        self.source_id = source_id
        self.verdict = verdict
        self.detail = detail
        super().__init__(f"{source_id}: {detail}")


class FetchError(SourceError):
    """The document could not be had this time.

    Args:
        retry_after: seconds the server asked us to wait, or None.
    """

    def __init__(self, source_id: SourceId, verdict: Verdict, detail: str, *, retry_after: float | None = None) -> None:
        super().__init__(source_id, verdict, detail)
        self.retry_after = retry_after


class SourceGone(SourceError):
    """The address answers that nothing is there any more (404, 410, domain lost)."""


class ParseError(SourceError):
    """The document came, but is not what the source's kind says."""


class StorageError(TrackerError):
    """The database cannot be read or written: full disk, damaged file, lost server."""


class SchemaOutOfDate(StorageError):
    """The database has another schema than this version; the message says which command to run."""


class DatabaseBusy(StorageError):
    """Another writer held the database longer than the busy timeout."""


class ReviewRefused(TrackerError):
    """An editor's decision cannot be carried out; nothing was changed, and the message says why."""


class LeaseHeld(TrackerError):
    """Another process holds the role; the message names its holder."""


class TranslationFailed(TrackerError):
    """A headline could not be translated this time; it is shown as it is."""


class TranslationRefused(TranslationFailed):
    """The translator has nothing for this headline, and asking again would not help."""


class DeliveryError(TrackerError):
    """One message was not, or perhaps not, delivered."""


class DeliveryDelayed(DeliveryError):
    """Surely not delivered; may be tried again.

    Args:
        reason: one line for the operator.
        retry_at: UTC time of the next attempt.
        asked: whether the server asked for that wait, so that nothing may go to the recipient before.
    """

    def __init__(self, reason: str, retry_at: datetime, *, asked: bool = False) -> None:
        self.retry_at = retry_at
        self.asked = asked
        super().__init__(reason)


class DeliveryUncertain(DeliveryError):
    """The request had gone out and no answer came: it may have arrived, so it is never repeated by itself."""


class RecipientGone(DeliveryError):
    """The recipient blocked the bot or no longer exists, as the channel says; see RecipientAway."""


class RecipientAway(DeliveryError):
    """The recipient refuses; surely not delivered, and too early to believe that nobody is there (``domain.patience``).

    Args:
        reason: one line for the operator.
        unreached: how often the recipient refused, this time too. retry_at: UTC time of the next attempt.
    """

    def __init__(self, reason: str, unreached: Unreached, retry_at: datetime) -> None:
        self.unreached = unreached
        self.retry_at = retry_at
        super().__init__(reason)


class RecipientMoved(DeliveryError):
    """The recipient has another address now (a group became a supergroup); surely not delivered.

    Args:
        reason: one line for the operator.
        address: the new address within the channel.
    """

    def __init__(self, reason: str, address: str) -> None:
        self.address = address
        super().__init__(reason)


class MessageRefused(DeliveryError):
    """The channel refused the content; sending the same again cannot help."""
