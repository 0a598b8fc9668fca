"""Read models: developments with their leads, judgements and outlets, in three queries whatever their number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, select

from domain.development import Development, DevelopmentId, GroupedStory, OpenDevelopment
from domain.story import StoryId
from storage.stories import STORY_COLUMNS, WITHDRAWN, matches_of, to_judgement, to_story
from storage.tables import DevelopmentRow, MatchRow, OutboxRow, ReportRow, SourceRow, StoryRow
from storage.writing import in_lots

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, ColumnExpressionArgument, Connection, Row

    from domain.match import Match

_JOIN_ORDER = (
    ReportRow.story_id != DevelopmentRow.lead_story_id,
    ReportRow.joined_at,
    StoryRow.published_at,
    StoryRow.id,
)
"""Reports of one development: its lead, then the others as they arrived."""

_DEVELOPMENTS = (
    select(
        DevelopmentRow.id.label("development_id"),
        DevelopmentRow.revision,
        DevelopmentRow.reports,
        DevelopmentRow.opened_at,
        DevelopmentRow.updated_at,
        DevelopmentRow.counts,
        DevelopmentRow.found_late,
        *STORY_COLUMNS,
    )
    .join(StoryRow, StoryRow.id == DevelopmentRow.lead_story_id)
    .join(SourceRow, SourceRow.id == StoryRow.source_id)
)


def developments(
    connection: Connection,
    *conditions: ColumnElement[bool],
    order: Sequence[ColumnExpressionArgument[Any]] = (),
    limit: int | None = None,
) -> list[Development]:
    """Return the developments that meet the conditions.

    Args:
        connection: of the transaction.
        conditions: on developments, their leads (stories) and the leads' sources.
        order: what to sort by.
        limit: how many at most, None = all.
    """
    chosen = _DEVELOPMENTS.where(*conditions).order_by(*order).limit(limit)
    rows = connection.execute(chosen).all()
    matches = matches_of(connection, [row.id for row in rows])
    outlets = _outlets(connection, [row.development_id for row in rows])
    return [_development(row, matches.get(row.id, []), tuple(outlets[row.development_id])) for row in rows]


def bears_on(number: int) -> ColumnElement[bool]:
    """Return the condition that a development's lead bears on a commitment."""
    return exists().where(
        MatchRow.story_id == DevelopmentRow.lead_story_id, MatchRow.number == number, MatchRow.state != WITHDRAWN
    )


def open_developments(connection: Connection, since: datetime) -> list[OpenDevelopment]:
    """Return developments opened or with a report published at or after ``since``, with all their stories."""
    announced = exists().where(OutboxRow.development_id == DevelopmentRow.id)
    chosen = (
        select(
            DevelopmentRow.id.label("development_id"),
            DevelopmentRow.revision,
            announced.label("announced"),
            StoryRow.id,
            StoryRow.url_key,
            StoryRow.language,
            StoryRow.title,
            StoryRow.summary,
            StoryRow.published_at,
            StoryRow.countries,
            StoryRow.primary_number,
        )
        .join(ReportRow, ReportRow.development_id == DevelopmentRow.id)
        .join(StoryRow, StoryRow.id == ReportRow.story_id)
        .where(DevelopmentRow.active_at >= since)
        .order_by(DevelopmentRow.opened_at, DevelopmentRow.id, *_JOIN_ORDER)
    )
    stories: dict[tuple[str, int, bool], list[GroupedStory]] = {}
    for row in connection.execute(chosen):
        stories.setdefault((row.development_id, row.revision, row.announced), []).append(_grouped(row))
    return [
        OpenDevelopment(DevelopmentId(development_id), revision, tuple(told_by), announced=told)
        for (development_id, revision, told), told_by in stories.items()
    ]


def reports(connection: Connection, development_id: DevelopmentId) -> list[tuple[str, str, str]]:
    """Return (source name, headline, url) of every report of a development, lead first."""
    chosen = (
        select(SourceRow.name, StoryRow.title, StoryRow.url)
        .select_from(ReportRow)
        .join(DevelopmentRow, DevelopmentRow.id == ReportRow.development_id)
        .join(StoryRow, StoryRow.id == ReportRow.story_id)
        .join(SourceRow, SourceRow.id == StoryRow.source_id)
        .where(ReportRow.development_id == development_id)
        .order_by(*_JOIN_ORDER)
    )
    return [(name, title, url) for name, title, url in connection.execute(chosen)]


def _outlets(connection: Connection, development_ids: Collection[str]) -> dict[str, dict[str, None]]:
    """Return the names of the outlets that tell of each development, each once, in order of arrival."""
    columns = (
        select(ReportRow.development_id, SourceRow.name)
        .join(DevelopmentRow, DevelopmentRow.id == ReportRow.development_id)
        .join(StoryRow, StoryRow.id == ReportRow.story_id)
        .join(SourceRow, SourceRow.id == StoryRow.source_id)
        .order_by(*_JOIN_ORDER)
    )
    names: dict[str, dict[str, None]] = {development_id: {} for development_id in development_ids}
    for lot in in_lots(development_ids):
        for development_id, name in connection.execute(columns.where(ReportRow.development_id.in_(lot))):
            names[development_id][name] = None
    return names


def _development(row: Row[Any], matches: Sequence[Match], source_names: tuple[str, ...]) -> Development:
    return Development(
        id=DevelopmentId(row.development_id),
        lead=to_story(row),
        judgement=to_judgement(row, matches),
        revision=row.revision,
        reports=row.reports,
        source_names=source_names,
        opened_at=row.opened_at,
        updated_at=row.updated_at,
        counts=row.counts,
        found_late=row.found_late,
    )


def _grouped(row: Row[*tuple[Any, ...]]) -> GroupedStory:
    return GroupedStory(
        id=StoryId(row.id),
        url_key=row.url_key,
        language=row.language,
        title=row.title,
        summary=row.summary,
        published_at=row.published_at,
        countries=tuple(row.countries),
        primary=row.primary_number,
    )
