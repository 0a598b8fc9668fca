"""The doors the rules need, as protocols; ``bot/bootstrap.py`` supplies the real ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime, timedelta

    from domain.alert import Alert, Delivered, DeliveryState, MessageId, OutboxMessage, SetAside
    from domain.development import Development, DevelopmentId, OpenDevelopment
    from domain.entry import Entry, RawEntry
    from domain.fetching import Fetched, FetchRequest, NotModified
    from domain.invitation import Invitation
    from domain.match import Item, Judgement
    from domain.moment import Moment
    from domain.source import PollRecord, Source, SourceId, WatchedSource
    from domain.story import Known, Story, StoryId
    from domain.subscriber import ChannelName, Subscriber, SubscriberId, SubscriberState


class Clock(Protocol):
    """The wall clock; an argument wherever a rule needs the time."""

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        ...


class Pacer(Protocol):
    """The monotonic clock; only fetching and delivery pace themselves by it."""

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait for ``seconds``."""
        ...


class Fetcher(Protocol):
    """Gets documents, politely."""

    async def fetch(self, request: FetchRequest) -> Fetched | NotModified:
        """Return the document, or word that it has not changed.

        Raises:
            FetchError: not this time. SourceGone: nothing there any more.
        """
        ...


class Parser(Protocol):
    """Reads the documents of one source kind."""

    def __call__(self, fetched: Fetched, source: Source) -> Sequence[RawEntry]:
        """Return the items in document order.

        Raises:
            ParseError: the document is not what the source's kind says (verdicts NOT_A_FEED, EMPTY, GARBLED).
        """
        ...


class Matcher(Protocol):
    """Judges items against the commitments; pure and thread-safe."""

    version: str
    """Changes whenever the same item could be judged otherwise."""

    def match(self, item: Item, *, to_group: bool = True) -> Judgement:
        """Judge one item; never raises for any text. ``to_group``: with the signals that grouping compares."""
        ...

    def wants_lead(self, item: Item) -> bool:
        """Tell whether an item could become relevant if more of its text were known; never raises for any text."""
        ...


class Channel(Protocol):
    """One way to reach subscribers."""

    name: ChannelName

    async def send(self, alert: Alert) -> Delivered:
        """Render the alert for its subscriber and send it.

        Raises:
            DeliveryDelayed: surely not delivered. DeliveryUncertain: it may have been.
            RecipientGone, MessageRefused: trying again cannot help. RecipientMoved: it can, at another address.
        """
        ...


class SourceRepository(Protocol):
    """Declared sources and their state."""

    def list_due(self, now: datetime) -> Sequence[WatchedSource]:
        """Return enabled sources whose next poll is due (or that were never polled), longest overdue first."""
        ...

    def list_all(self) -> Sequence[WatchedSource]:
        """Return every declared source, by id."""
        ...

    def find(self, source_id: SourceId) -> WatchedSource | None:
        """Return one source, or None."""
        ...

    def list_polls(self, source_id: SourceId, limit: int) -> Sequence[PollRecord]:
        """Return the newest polls of a source, newest first."""
        ...


class StoryRepository(Protocol):
    """Entries and the stories they carry."""

    def known(self, source_id: SourceId, entries: Collection[Entry]) -> Known:
        """Return what is known under any key of these entries, in few queries whatever their number."""
        ...

    def find(self, story_id: StoryId) -> Story | None:
        """Return one story, or None."""
        ...

    def find_at(self, url_key: str) -> Story | None:
        """Return the story under an address key, or None."""
        ...


class DevelopmentRepository(Protocol):
    """Developments and the reports that tell of them."""

    def list_open(self, since: datetime) -> Sequence[OpenDevelopment]:
        """Return developments with a report published (or opened) at or after ``since``, with their stories."""
        ...

    def get(self, development_id: DevelopmentId) -> Development:
        """Return one development; raises KeyError."""
        ...

    def list_latest(
        self, limit: int, *, since: datetime | None = None, commitment: int | None = None
    ) -> Sequence[Development]:
        """Return developments that count, newest first, optionally of one commitment."""
        ...

    def list_reported(self, since: date, until: date) -> Sequence[Development]:
        """Return developments that count, published in the period (days inclusive), oldest first."""
        ...

    def reports(self, development_id: DevelopmentId) -> Sequence[tuple[str, str, str]]:
        """Return (source name, headline, url) of every report of a development, lead first."""
        ...


class SubscriberRepository(Protocol):
    """Who receives alerts."""

    def find(self, channel: ChannelName, address: str) -> Subscriber | None:
        """Return the subscriber at an address, or None."""
        ...

    def get(self, subscriber_id: SubscriberId) -> Subscriber:
        """Return one subscriber; raises KeyError."""
        ...

    def save(self, subscriber: Subscriber) -> None:
        """Add the subscriber or replace what is stored under its id."""
        ...

    def list_active(self) -> Sequence[Subscriber]:
        """Return everybody who is to receive alerts, by id."""
        ...

    def list_told(self, now: datetime) -> Sequence[Subscriber]:
        """Return those for whom what comes up is kept in the outbox, by id: who is active, and who is away (UTC)."""
        ...

    def list_all(self) -> Sequence[Subscriber]:
        """Return every subscriber in whatever state, ordered by id."""
        ...

    def set_state(self, subscriber_id: SubscriberId, state: SubscriberState) -> None:
        """Change the state; stopping or pausing cancels what is still due to the subscriber."""
        ...

    def rest(self, subscriber_id: SubscriberId) -> None:
        """Pause a subscriber who is sure to come back as one was, a closed topic: what is due waits."""
        ...


class OutboxRepository(Protocol):
    """Messages to be delivered, with their state."""

    def claim(self, message_id: MessageId, now: datetime) -> Alert | None:
        """Mark a due message SENDING and return all that is needed to write it; None if it is no longer due."""
        ...

    def save(self, message: OutboxMessage) -> None:
        """Store the new state of a message."""
        ...

    def list_by_ids(self, message_ids: Collection[MessageId]) -> Sequence[OutboxMessage]:
        """Return those messages that there are, in any order."""
        ...

    def find(self, message_id: MessageId) -> OutboxMessage | None:
        """Return one message, or None."""
        ...

    def release(self, story_id: StoryId, now: datetime) -> int:
        """Make due now what was never sent of the development that the story tells of; return how many messages."""
        ...

    def mark_named(self, message_ids: Collection[str]) -> None:
        """Note that a message to the chat has named these uncertain ones, of whatever kind."""
        ...

    def sending_to_uncertain(self, channels: Collection[ChannelName]) -> int:
        """Turn what a dead process left in SENDING into UNCERTAIN; return how many."""
        ...

    def count_by_state(self) -> dict[str, int]:
        """Return the number of messages in each state, of every kind that is sent."""
        ...

    def list_set_aside(self, limit: int, state: DeliveryState = ...) -> Sequence[SetAside]:
        """Return the messages of every kind that were refused last, or came last to another state, newest first."""
        ...


class LeaseRepository(Protocol):
    """One holder per role."""

    def acquire(self, role: str, holder: str, now: datetime, ttl: timedelta) -> None:
        """Take or renew the role. A lease whose time is over, or whose holder is dead on this host, is taken over.

        Args:
            holder: ``host:pid:start`` of this process.

        Raises:
            LeaseHeld: another living process holds the role.
        """
        ...

    def release(self, role: str, holder: str) -> None:
        """Give the role back; nothing happens if it is not ours."""
        ...

    def holders(self, now: datetime) -> dict[str, str]:
        """Return who holds which role, leaving out whose time is over or who is dead on this host."""
        ...


class InvitationRepository(Protocol):
    """Codes that make their sender an editor, or only admit them."""

    def add(self, code: str, expires_at: datetime, *, editor: bool = True, uses: int = 1) -> None:
        """Store a hash of the code, never the code; ``uses`` is how many may use it."""
        ...

    def list_open(self, now: datetime) -> Sequence[Invitation]:
        """Return the invitations that can still be used, those that expire first at the head."""
        ...

    def revoke(self, invitation_id: str) -> bool:
        """Forget an invitation, so that its code is good for nothing; False if there is none of this id."""
        ...

    def makes_editor(self, code: str) -> bool:
        """Tell whether the code, used or not, is one that makes an editor."""
        ...

    def redeem(self, code: str, now: datetime) -> bool:
        """Use the code once; False if it is unknown, used up or expired."""
        ...

    def is_usable(self, code: str, now: datetime) -> bool:
        """Tell whether the code can still be used."""
        ...


class Speaker(Protocol):
    """Says things to one reader, in their language and on their clocks."""

    @property
    def language(self) -> str:
        """ISO 639-1 code of the reader's language."""
        ...

    def say(self, message: str, **values: object) -> str:
        """Return the message translated, its ``{names}`` filled in; values are not escaped."""
        ...

    def count(self, singular: str, plural: str, n: int, **values: object) -> str:
        """Return the form of the message that goes with ``n``."""
        ...

    def moment(self, moment: Moment) -> str:
        """Return when something was published, and how exactly that is known."""
        ...

    def time(self, at: datetime) -> str:
        """Return a point in time on the reader's clock."""
        ...

    def day(self, day: date) -> str:
        """Return a calendar day."""
        ...

    def month(self, day: date) -> str:
        """Return the month of a calendar day, with its year."""
        ...

    def language_name(self, code: str) -> str:
        """Return the name of a language (ISO 639-1)."""
        ...

    def country_name(self, code: str) -> str:
        """Return the name of a country (ISO 3166 alpha-2)."""
        ...
