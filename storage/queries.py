"""Read models: developments with their leads, judgements and outlets, in three queries whatever their number."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlalchemy import exists, or_, select

from domain.development import Development, DevelopmentId, Stage
from domain.grouping import StorylineId
from domain.happening import happening
from domain.moment import Moment, Precision
from domain.money import Money, ReportedSum
from domain.review import STANDING, MatchState
from domain.signals import Signals
from domain.source import Tier
from storage.due_notices import due_among
from storage.group_tables import StorySignalsRow
from storage.stories import SHOWN_NAME, STORY_COLUMNS, matches_of, to_judgement, to_story
from storage.tables import DevelopmentRow, MatchRow, ReportRow, SourceRow, StoryRow
from storage.writing import in_lots

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement, ColumnExpressionArgument, Connection, Row

    from domain.due import DueNotice
    from domain.happening import Happening
    from domain.match import Match

_SIGNALS = TypeAdapter(Signals)
_MONEY = TypeAdapter(Money)

NAMES_MONEY = StoryRow.facts["amount"].as_string().is_not(None)
"""The condition that a report names a sum of money."""

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

BY_PUBLICATION = StoryRow.id.concat("") == DevelopmentRow.lead_story_id
"""Joins developments to their leads from the leads, for the newest few: in the order of the index on publication.

Joined by the bare key, SQLite reads and sorts every development; of 100,000 that took thirty times as long.
"""

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
    told_by = _told_by(connection, [row.development_id for row in rows])
    due = due_among(connection, [row.development_id for row in rows if not row.reports])
    return [
        _development(row, matches.get(row.id, []), told_by[row.development_id], due.get(row.development_id))
        for row in rows
    ]


def bears_on(number: int) -> ColumnElement[bool]:
    """Return the condition that a development's lead bears on a commitment."""
    return exists().where(
        MatchRow.story_id == DevelopmentRow.lead_story_id,
        MatchRow.number == number,
        MatchRow.state.in_(STANDING_STATES),
    )


def with_signals(connection: Connection, found: Sequence[Development]) -> list[Development]:
    """Return the developments with all sums and days that their leads name, and the sums of their other reports."""
    signals: dict[str, Signals] = {}
    for lot in in_lots([each.lead.id for each in found]):
        chosen = select(StorySignalsRow.story_id, StorySignalsRow.signals).where(StorySignalsRow.story_id.in_(lot))
        signals |= {story_id: _SIGNALS.validate_python(told) for story_id, told in connection.execute(chosen)}
    none, sums = Signals(), _sums_beside(connection, found)
    return [
        replace(
            each,
            judgement=replace(each.judgement, signals=signals.get(each.lead.id, none)),
            sums=tuple(sums.get(each.id, ())),
        )
        for each in found
    ]


def _sums_beside(connection: Connection, found: Sequence[Development]) -> dict[str, list[ReportedSum]]:
    """Return the sums that reports beside the leads name, by development."""
    columns = (
        select(
            ReportRow.development_id,
            StoryRow.facts["amount"].label("amount"),
            StoryRow.published_at,
            StoryRow.title,
            StoryRow.url,
            SourceRow.tier,
            SHOWN_NAME.label("name"),
        )
        .join(DevelopmentRow, DevelopmentRow.id == ReportRow.development_id)
        .join(StoryRow, StoryRow.id == ReportRow.story_id)
        .join(SourceRow, SourceRow.id == StoryRow.source_id)
        .where(ReportRow.story_id != DevelopmentRow.lead_story_id, NAMES_MONEY)
        .order_by(*JOIN_ORDER)
    )
    sums: dict[str, list[ReportedSum]] = {}
    for lot in in_lots([each.id for each in found if each.reports > 1]):
        for row in connection.execute(columns.where(ReportRow.development_id.in_(lot))):
            money, day = _MONEY.validate_python(row.amount), row.published_at.date()
            told = ReportedSum(money, day, Tier(row.tier), row.title, row.name, row.url)
            sums.setdefault(row.development_id, []).append(told)
    return sums


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


@dataclass(slots=True)
class _ToldBy:
    """What the reports of a development say together.

    Attributes:
        names: of their outlets, each once, in order of arrival.
        planned: whether the lead tells of a plan; None before it was read.
        happening: when the act lies, by the first report that says, the lead before the others; a report of the act
            says nothing of when a plan lies, nor the other way about.
    """

    names: dict[str, None] = field(default_factory=dict)
    planned: bool | None = None
    happening: Happening | None = None

    def hear(self, report: Row[Any]) -> None:
        """Take in what one report says; the lead comes first."""
        is_plan = report.stage == Stage.PLANNED
        self.planned = is_plan if self.planned is None else self.planned
        self.names[report.name] = None
        if self.happening is None and is_plan == self.planned:
            self.happening = _happening(report)


def _told_by(connection: Connection, development_ids: Collection[str]) -> dict[str, _ToldBy]:
    columns = (
        select(
            ReportRow.development_id,
            SHOWN_NAME.label("name"),
            StoryRow.facts["act_days"].label("act_days"),
            StoryRow.stage,
            StoryRow.published_at,
            StoryRow.precision,
            SourceRow.zone,
        )
        .join(DevelopmentRow, DevelopmentRow.id == ReportRow.development_id)
        .join(StoryRow, StoryRow.id == ReportRow.story_id)
        .join(SourceRow, SourceRow.id == StoryRow.source_id)
        .order_by(*JOIN_ORDER)
    )
    told: dict[str, _ToldBy] = {development_id: _ToldBy() for development_id in development_ids}
    for lot in in_lots(development_ids):
        for report in connection.execute(columns.where(ReportRow.development_id.in_(lot))):
            told[report.development_id].hear(report)
    return told


def _happening(report: Row[Any]) -> Happening | None:
    if not report.act_days:
        return None
    published = Moment(report.published_at, Precision(report.precision))
    stage = Stage(report.stage) if report.stage else None
    return happening(report.act_days, stage, published, ZoneInfo(report.zone))


def _development(row: Row[Any], matches: Sequence[Match], told_by: _ToldBy, due: DueNotice | None) -> Development:
    return Development(
        id=DevelopmentId(row.development_id),
        lead=to_story(row),
        judgement=to_judgement(row, matches),
        revision=row.revision,
        reports=row.reports,
        source_names=tuple(told_by.names),
        opened_at=row.opened_at,
        updated_at=row.updated_at,
        counts=row.counts,
        found_late=row.found_late,
        storyline_id=StorylineId(row.storyline_id) if row.storyline_id else None,
        happening=told_by.happening,
        due=due,
    )
