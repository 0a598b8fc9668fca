"""Due notices: days that passed without a report, as developments that no story tells (``domain.due``).

A development needs a lead: an entry of a built-in source, the calendar of the declaration. It has no report, never
counts, and so stands in no list, sum or status of what was reported; matches carry its paragraphs, so that the outbox
delivers it like any other.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from domain.commitment import CommitmentNumber, Texts
from domain.development import DevelopmentId, Stage
from domain.due import CALENDAR_PREFIX, DueNotice
from domain.identity import stable_id
from domain.match import Judgement, Match, Tie
from domain.moment import Moment, Precision
from domain.source import Source, SourceId, SourceKind, Tier
from domain.story import Story, StoryId
from domain.unit import UnitId
from storage.sources import declared_values
from storage.status_tables import DueNoticeRow
from storage.stories import judgement_values, match_values, shown_name_of, story_values
from storage.tables import DevelopmentRow, MatchRow, SourceRow, StoryRow
from storage.writing import in_lots, insert_new

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection, Row, Select

    from domain.commitment import Declaration

BY_CALENDAR = "calendar"
"""``matcher_version`` of what no matcher judged."""

NEVER_POLLED = "holds the days of the Declaration; there is nothing to poll"

IS_REPORTED = ~StoryRow.source_id.startswith(CALENDAR_PREFIX, autoescape=True)
"""The condition that a story came from outside, and is no entry of the calendar."""

_ANNOUNCED_BY, _HEADLINE, _OUTLET = aliased(DevelopmentRow), aliased(StoryRow), aliased(SourceRow)
_COLUMNS = (
    *DueNoticeRow.__table__.columns,
    _HEADLINE.title.label("headline"),
    _HEADLINE.url.label("headline_url"),
    shown_name_of(_HEADLINE, _OUTLET).label("source_name"),
)


def note_due(
    connection: Connection, declaration: Declaration, notices: Sequence[DueNotice], now: datetime
) -> list[DevelopmentId]:
    """Store the days that are without evidence now; return those never noticed before.

    One noticed before is open again, one no longer among them was answered now.

    Args:
        declaration: whose calendar it is. notices: every day without evidence. now: the time (UTC).
    """
    ids = [notice.id for notice in notices]
    known = set(connection.scalars(select(DueNoticeRow.development_id)))
    fresh = [notice for notice in notices if notice.id not in known]
    if fresh:
        _add(connection, declaration, fresh)
    row = update(DueNoticeRow)
    connection.execute(
        row.where(DueNoticeRow.answered_at.is_(None), DueNoticeRow.development_id.not_in(ids)).values(answered_at=now)
    )
    connection.execute(row.where(DueNoticeRow.development_id.in_(ids)).values(answered_at=None))
    return [notice.id for notice in fresh]


def answer_due(
    connection: Connection, unit_ids: Collection[UnitId], development_ids: Collection[DevelopmentId], now: datetime
) -> None:
    """Close the open days of these units, and those that these developments had announced."""
    for column, ids in ((DueNoticeRow.unit_id, unit_ids), (DueNoticeRow.announced_by, development_ids)):
        for lot in in_lots(sorted(ids)):
            is_open = (DueNoticeRow.answered_at.is_(None), column.in_(lot))
            connection.execute(update(DueNoticeRow).where(*is_open).values(answered_at=now))


def list_due(connection: Connection) -> list[DueNotice]:
    """Return the days that are still without evidence, the earliest first."""
    chosen = _chosen().where(DueNoticeRow.answered_at.is_(None))
    return [_notice(row) for row in connection.execute(chosen.order_by(DueNoticeRow.day, DueNoticeRow.development_id))]


def due_among(connection: Connection, development_ids: Collection[str]) -> Mapping[str, DueNotice]:
    """Return those of the developments that are days without a report."""
    found: dict[str, DueNotice] = {}
    for lot in in_lots(development_ids):
        rows = connection.execute(_chosen().where(DueNoticeRow.development_id.in_(lot)))
        found |= {row.development_id: _notice(row) for row in rows}
    return found


def _chosen() -> Select[Any]:
    return (
        select(*_COLUMNS)
        .outerjoin(_ANNOUNCED_BY, _ANNOUNCED_BY.id == DueNoticeRow.announced_by)
        .outerjoin(_HEADLINE, _HEADLINE.id == _ANNOUNCED_BY.lead_story_id)
        .outerjoin(_OUTLET, _OUTLET.id == _HEADLINE.source_id)
    )


def _add(connection: Connection, declaration: Declaration, notices: Sequence[DueNotice]) -> None:
    source = _calendar_of(declaration)
    stories = [(_entry_of(notice, declaration, source), _judgement_of(notice), notice) for notice in notices]
    insert_new(connection, SourceRow, [declared_values(source)])
    insert_new(
        connection,
        StoryRow,
        [story_values(story) | judgement_values(judgement, BY_CALENDAR) for story, judgement, _ in stories],
    )
    insert_new(
        connection,
        MatchRow,
        [row for story, judgement, _ in stories for row in match_values(story.id, judgement, BY_CALENDAR)],
    )
    insert_new(connection, DevelopmentRow, [_development_values(notice, story) for story, _, notice in stories])
    insert_new(connection, DueNoticeRow, [_values(notice) for notice in notices])


def _calendar_of(declaration: Declaration) -> Source:
    return Source(
        id=SourceId(f"{CALENDAR_PREFIX}{declaration.id}"),
        name=declaration.short_name.en,
        kind=SourceKind.HTML_LIST,
        url=declaration.url,
        country="INT",
        languages=("en",),
        tier=Tier.OFFICIAL,
        enabled=False,
        reason=NEVER_POLLED,
    )


def _entry_of(notice: DueNotice, declaration: Declaration, source: Source) -> Story:
    return Story(
        id=StoryId(stable_id("story", source.id, notice.id)),
        source_id=source.id,
        source_name=source.name,
        tier=source.tier,
        country=source.country,
        url=declaration.url,
        # No key: a report at the address of the declaration is no entry of its calendar.
        url_key="",
        title=notice.title.en if notice.title else notice.headline,
        summary="",
        language="en" if notice.title else "",
        published=Moment(datetime.combine(notice.noticed_at.date(), time(), UTC), Precision.DAY),
        first_seen_at=notice.noticed_at,
    )


def _judgement_of(notice: DueNotice) -> Judgement:
    matches = tuple(Match(CommitmentNumber(number), 1.0, "") for number in notice.numbers)
    return Judgement(
        relevant=True,
        score=1.0,
        language="en" if notice.title else "",
        tie=Tie.EXPLICIT,
        matches=matches,
        primary=matches[0].number,
        countries=notice.countries,
        stage=Stage.PLANNED,
    )


def _development_values(notice: DueNotice, story: Story) -> dict[str, Any]:
    return {
        "id": notice.id,
        "lead_story_id": story.id,
        "revision": 1,
        "opened_at": notice.noticed_at,
        "updated_at": notice.noticed_at,
        "active_at": notice.noticed_at,
        "reports": 0,
        "counts": False,
        "found_late": False,
        "storyline_id": None,
        "held_by": None,
    }


def _values(notice: DueNotice) -> dict[str, Any]:
    title = notice.title
    return {
        "development_id": notice.id,
        "day": notice.day,
        "numbers": list(notice.numbers),
        "countries": list(notice.countries),
        "watched": notice.watched,
        "unreachable": notice.unreachable,
        "noticed_at": notice.noticed_at,
        "unit_id": notice.unit_id,
        "title": {"en": title.en, "ru": title.ru, "ja": title.ja} if title else None,
        "announced_by": notice.announced_by,
        "answered_at": notice.answered_at,
    }


def _notice(row: Row[Any]) -> DueNotice:
    return DueNotice(
        id=DevelopmentId(row.development_id),
        day=row.day,
        numbers=tuple(row.numbers),
        watched=row.watched,
        unreachable=row.unreachable,
        noticed_at=row.noticed_at,
        countries=tuple(row.countries),
        unit_id=UnitId(row.unit_id) if row.unit_id else None,
        title=Texts(**row.title) if row.title else None,
        announced_by=DevelopmentId(row.announced_by) if row.announced_by else None,
        headline=row.headline or "",
        source_name=row.source_name or "",
        url=row.headline_url or "",
        answered_at=row.answered_at,
    )
