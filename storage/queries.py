"""Read models: developments with their leads, judgements and outlets, in three queries whatever their number."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from sqlalchemy import exists, or_, select

from domain.development import Development, DevelopmentId
from domain.grouping import StorylineId
from domain.review import STANDING, MatchState
from domain.signals import Signals
from storage.group_tables import StorySignalsRow
from storage.stories import SHOWN_NAME, STORY_COLUMNS, matches_of, to_judgement, to_story
from storage.tables import DevelopmentRow, MatchRow, ReportRow, SourceRow, StoryRow
from storage.writing import in_lots

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement, ColumnExpressionArgument, Connection, Row

    from domain.match import Match

_SIGNALS = TypeAdapter(Signals)

JOIN_ORDER = (
    ReportRow.story_id != DevelopmentRow.lead_story_id,
    ReportRow.joined_at,
    StoryRow.published_at,
    StoryRow.id,
)
"""Reports of one development: its lead, then the others as they arrived."""

STANDING_STATES = tuple(state.value for state in STANDING)

STANDS = (
    exists()
    .where(
        MatchRow.story_id == DevelopmentRow.lead_story_id,
        MatchRow.state.in_(STANDING_STATES),
        or_(DevelopmentRow.held_by.is_(None), MatchRow.state == MatchState.ACCEPTED.value),
    )
    # Also where matches are asked for themselves.
    .correlate(DevelopmentRow)
)
"""The condition that a development has a match that nobody rejected, and is not held for review."""

_DEVELOPMENTS = (
    select(
        DevelopmentRow.id.label("development_id"),
        DevelopmentRow.revision,
        DevelopmentRow.reports,
        DevelopmentRow.opened_at,
        DevelopmentRow.updated_at,
        DevelopmentRow.counts,
        DevelopmentRow.found_late,
        DevelopmentRow.storyline_id,
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
    bare = [row.id for row in rows if row.id not in matches]
    matches |= matches_of(connection, bare, rejected=True) if bare else {}
    outlets = _outlets(connection, [row.development_id for row in rows])
    return [_development(row, matches.get(row.id, []), tuple(outlets[row.development_id])) for row in rows]


def bears_on(number: int) -> ColumnElement[bool]:
    """Return the condition that a development's lead bears on a commitment."""
    return exists().where(
        MatchRow.story_id == DevelopmentRow.lead_story_id,
        MatchRow.number == number,
        MatchRow.state.in_(STANDING_STATES),
    )


def with_signals(connection: Connection, found: Sequence[Development]) -> list[Development]:
    """Return the developments with what was read off their leads for comparison: all sums and days they name."""
    signals: dict[str, Signals] = {}
    for lot in in_lots([each.lead.id for each in found]):
        chosen = select(StorySignalsRow.story_id, StorySignalsRow.signals).where(StorySignalsRow.story_id.in_(lot))
        signals |= {story_id: _SIGNALS.validate_python(told) for story_id, told in connection.execute(chosen)}
    none = Signals()
    return [replace(each, judgement=replace(each.judgement, signals=signals.get(each.lead.id, none))) for each in found]


def reports(connection: Connection, development_id: DevelopmentId) -> list[tuple[str, str, str]]:
    """Return (source name, headline, url) of every report of a development, lead first."""
    chosen = (
        select(SHOWN_NAME, StoryRow.title, StoryRow.url)
        .select_from(ReportRow)
        .join(DevelopmentRow, DevelopmentRow.id == ReportRow.development_id)
        .join(StoryRow, StoryRow.id == ReportRow.story_id)
        .join(SourceRow, SourceRow.id == StoryRow.source_id)
        .where(ReportRow.development_id == development_id)
        .order_by(*JOIN_ORDER)
    )
    return [(name, title, url) for name, title, url in connection.execute(chosen)]


def _outlets(connection: Connection, development_ids: Collection[str]) -> dict[str, dict[str, None]]:
    """Return the names of the outlets that tell of each development, each once, in order of arrival."""
    columns = (
        select(ReportRow.development_id, SHOWN_NAME)
        .join(DevelopmentRow, DevelopmentRow.id == ReportRow.development_id)
        .join(StoryRow, StoryRow.id == ReportRow.story_id)
        .join(SourceRow, SourceRow.id == StoryRow.source_id)
        .order_by(*JOIN_ORDER)
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
        storyline_id=StorylineId(row.storyline_id) if row.storyline_id else None,
    )
