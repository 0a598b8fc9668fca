"""The tables; they never leave this package.

Enumerations are kept as their text, identifiers as the product makes them, times in UTC. Rows are written with bulk
statements, a few for each poll whatever the number of its entries. What is derived is not kept twice: the name of a
story's outlet is read from its source, the commitments of a development from the matches of its lead.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Dialect, Double, ForeignKey, Index, MetaData, Text, UniqueConstraint, text
from sqlalchemy import DateTime as SqlDateTime
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from domain.moment import aware_utc
from storage.message_rows import MessageColumns

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

NARROW = {"sqlite_with_rowid": False}
"""For tables of short rows looked up by their whole key only: SQLite keeps them in one tree instead of two."""


OPEN_STATES = "state IN ('proposed', 'accepted_by_rule')"
"""The condition that no person has decided about a match (``domain.review.UNREVIEWED``), as the index has it."""


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time: takes aware datetimes of any zone, refuses naive ones, returns aware ones in UTC."""

    impl = SqlDateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the value as the driver takes it: SQLite keeps UTC without saying so."""
        if value is None:
            return None
        utc = aware_utc(value)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the value in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else aware_utc(value)


class Table(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        float: Double(),
        datetime: UtcDateTime(),
        dict[str, Any]: JSON(none_as_null=True),
        list[str]: JSON(none_as_null=True),
        list[int]: JSON(none_as_null=True),
    }


class DeclarationRow(Table):
    """A seeded declaration."""

    __tablename__ = "declarations"

    id: Mapped[str] = mapped_column(primary_key=True)
    adopted: Mapped[date]
    url: Mapped[str]
    names: Mapped[dict[str, Any]]


class CommitmentRow(Table):
    """A seeded paragraph of a declaration; labels by reader language."""

    __tablename__ = "commitments"

    declaration_id: Mapped[str] = mapped_column(ForeignKey("declarations.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    pillar: Mapped[str]
    kind: Mapped[str]
    tracked: Mapped[bool]
    labels: Mapped[dict[str, Any]]
    due: Mapped[date | None]


class SourceRow(Table):
    """A source: what is declared about it (seeding writes), then what polling has shown (recording writes)."""

    __tablename__ = "sources"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    url: Mapped[str]
    country: Mapped[str]
    languages: Mapped[list[str]]
    tier: Mapped[str]
    owner_type: Mapped[str]
    zone: Mapped[str]
    gap_hours: Mapped[float]
    enabled: Mapped[bool]
    reason: Mapped[str]
    verified: Mapped[date | None]
    user_agent: Mapped[str | None]
    encoding: Mapped[str | None]
    terms: Mapped[str]
    note: Mapped[str]
    lead: Mapped[bool]
    options: Mapped[dict[str, Any] | None]
    quote: Mapped[str] = mapped_column(default="short")
    min_items: Mapped[int] = mapped_column(default=1)
    proxy: Mapped[str] = mapped_column(default="")
    fallback: Mapped[str] = mapped_column(default="")

    next_poll_at: Mapped[datetime | None] = mapped_column(index=True)
    last_polled_at: Mapped[datetime | None]
    last_success_at: Mapped[datetime | None]
    last_full_at: Mapped[datetime | None]
    baseline_at: Mapped[datetime | None]
    newest_entry_at: Mapped[datetime | None]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    body_hash: Mapped[str | None]
    verdict: Mapped[str | None]
    detail: Mapped[str] = mapped_column(default="")
    failures: Mapped[int] = mapped_column(default=0)
    cursor: Mapped[str] = mapped_column(default="")
    gap_seconds: Mapped[float | None]
    window_seconds: Mapped[float | None]
    asked_seconds: Mapped[float | None]
    failing_since: Mapped[datetime | None]
    told: Mapped[str] = mapped_column(default="")


class PollRow(Table):
    """One poll of a source; old ones are tidied away."""

    __tablename__ = "polls"
    __table_args__ = (NARROW,)

    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    verdict: Mapped[str]
    detail: Mapped[str]
    duration: Mapped[float]
    entries: Mapped[int]
    new_entries: Mapped[int]


class StoryRow(Table):
    """A story with its judgement; an irrelevant one has nothing but ``relevant``, score, language and version of it."""

    __tablename__ = "stories"

    id: Mapped[str] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id"))
    url: Mapped[str]
    url_key: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    summary: Mapped[str]
    language: Mapped[str]
    published_at: Mapped[datetime] = mapped_column(index=True)
    precision: Mapped[str]
    first_seen_at: Mapped[datetime]
    outlet: Mapped[str]

    relevant: Mapped[bool | None]
    score: Mapped[float | None]
    judged_language: Mapped[str | None]
    matcher_version: Mapped[str | None]
    tie: Mapped[str | None]
    primary_number: Mapped[int | None]
    stage: Mapped[str | None]
    countries: Mapped[list[str] | None]
    facts: Mapped[dict[str, Any] | None]


class LeadRow(Table):
    """A story's place in the lead queue, and the text read of its article."""

    __tablename__ = "leads"
    __table_args__ = (Index(None, "state", "wanted_at"),)

    story_id: Mapped[str] = mapped_column(ForeignKey("stories.id"), primary_key=True)
    state: Mapped[str]
    text: Mapped[str]
    text_hash: Mapped[str]
    wanted_at: Mapped[datetime]
    fetched_at: Mapped[datetime | None]
    attempts: Mapped[int]
    detail: Mapped[str]


class EntryRow(Table):
    """An entry in its newest version; ``leads`` marks the one that brought its story and whose text is the story's."""

    __tablename__ = "entries"

    id: Mapped[str] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id"))
    story_id: Mapped[str] = mapped_column(ForeignKey("stories.id"))
    leads: Mapped[bool]
    url: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str]
    published_raw: Mapped[str]
    published_at: Mapped[datetime]
    precision: Mapped[str]
    first_seen_at: Mapped[datetime]
    version: Mapped[int]
    fingerprint: Mapped[str]


class EntryKeyRow(Table):
    """A key under which a source's entry is known; kept for ever, so that nothing old comes back as new."""

    __tablename__ = "entry_keys"
    __table_args__ = (NARROW,)

    source_id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entries.id"))


class EntryVersionRow(Table):
    """The text of an entry as it was before an edit."""

    __tablename__ = "entry_versions"

    entry_id: Mapped[str] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str]
    summary: Mapped[str]
    published_raw: Mapped[str]
    fingerprint: Mapped[str]
    replaced_at: Mapped[datetime]


class MatchRow(Table):
    """A commitment that a story bears on; ``position`` is its place in the judgement."""

    __tablename__ = "matches"
    __table_args__ = (
        # What waits for an editor; of a hundred thousand matches those are few.
        Index("ix_matches_open", "story_id", sqlite_where=text(OPEN_STATES), postgresql_where=text(OPEN_STATES)),
    )

    story_id: Mapped[str] = mapped_column(ForeignKey("stories.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, index=True)
    position: Mapped[int]
    score: Mapped[float]
    evidence: Mapped[str]
    terms: Mapped[list[str]]
    matcher_version: Mapped[str]
    state: Mapped[str] = mapped_column(default="proposed")


class DevelopmentRow(Table):
    """A development; ``active_at``: opened or last reported on; ``merged_into``: where all its reports went.

    ``held_by``: the rejection that it resembles; held back until an editor accepts it. A merged one keeps its lead, by
    which readers were told; of those that stand no two have the same.
    """

    __tablename__ = "developments"
    __table_args__ = (
        Index(
            "uq_developments_lead_story_id",
            "lead_story_id",
            unique=True,
            sqlite_where=text("coalesce(merged_into, '') = ''"),
            postgresql_where=text("coalesce(merged_into, '') = ''"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    lead_story_id: Mapped[str] = mapped_column(ForeignKey("stories.id"), index=True)
    revision: Mapped[int]
    opened_at: Mapped[datetime] = mapped_column(index=True)
    updated_at: Mapped[datetime] = mapped_column(index=True)
    active_at: Mapped[datetime] = mapped_column(index=True)
    reports: Mapped[int]
    counts: Mapped[bool]
    found_late: Mapped[bool]
    storyline_id: Mapped[str | None] = mapped_column(ForeignKey("storylines.id"), index=True)
    merged_into: Mapped[str | None] = mapped_column(ForeignKey("developments.id"))
    held_by: Mapped[str | None]


class ReportRow(Table):
    """A story that tells of a development; no story tells of two."""

    __tablename__ = "reports"

    story_id: Mapped[str] = mapped_column(ForeignKey("stories.id"), primary_key=True)
    development_id: Mapped[str] = mapped_column(ForeignKey("developments.id"), index=True)
    joined_at: Mapped[datetime]
    moved_from: Mapped[str | None] = mapped_column(ForeignKey("developments.id"))


class SubscriberRow(Table):
    """Who receives alerts; ``unreached``: how often in a row they refused, since when."""

    __tablename__ = "subscribers"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str]
    address: Mapped[str]
    language: Mapped[str]
    zone: Mapped[str]
    state: Mapped[str]
    created_at: Mapped[datetime]
    editor: Mapped[bool]
    is_group: Mapped[bool]
    facets: Mapped[dict[str, Any]]
    timing: Mapped[dict[str, Any]]
    unreached: Mapped[int] = mapped_column(server_default="0")
    unreached_since: Mapped[datetime | None]


class OutboxRow(MessageColumns, Table):
    """A message to be delivered, and what became of it; ``lapsed_at``: when no editor had reviewed it in time."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("development_id", "revision", "subscriber_id", "channel"),
        Index(None, "state", "due_at"),
        Index(None, "subscriber_id", "state"),
        Index(None, "withdrawn_at"),
        # Few rows are true; an index of all of them would never be used.
        Index(
            "ix_outbox_withdrawal_shown",
            "withdrawal_shown",
            sqlite_where=text("withdrawal_shown IS 1"),
            postgresql_where=text("withdrawal_shown IS true"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    development_id: Mapped[str] = mapped_column(ForeignKey("developments.id"))
    revision: Mapped[int]
    subscriber_id: Mapped[str] = mapped_column(ForeignKey("subscribers.id"))
    named: Mapped[bool]
    urgency: Mapped[str]
    held_for: Mapped[str | None]
    digest_id: Mapped[str | None] = mapped_column(ForeignKey("digests.id"), index=True)
    withdrawn_at: Mapped[datetime | None]
    withdraw_reason: Mapped[str] = mapped_column(default="")
    withdrawal_shown: Mapped[bool] = mapped_column(default=False)
    lapsed_at: Mapped[datetime | None] = mapped_column(index=True)


class LeaseRow(Table):
    """Who holds a role."""

    __tablename__ = "leases"

    role: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    acquired_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class InvitationRow(Table):
    """A code that admits one or several, as its hash."""

    __tablename__ = "invitations"

    code_hash: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    editor: Mapped[bool] = mapped_column(server_default="1")
    uses: Mapped[int] = mapped_column(server_default="1")
    used: Mapped[int] = mapped_column(server_default="0")
