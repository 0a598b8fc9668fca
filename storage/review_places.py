"""Where developments stand in the review queue: little of each, because all that wait are read at every press.

What waits is found by the index of open matches: it costs what waits, whatever is stored. What may be repeated by a
development is looked for around it: in its storyline, and next to it in time.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, select, text
from sqlalchemy.orm import aliased

from domain.development import DevelopmentId, Stage
from domain.grouping import StorylineId
from domain.match import Tie
from domain.review_card import Place
from domain.source import Tier
from storage.stories import WITHDRAWN
from storage.tables import OPEN_STATES, DevelopmentRow, MatchRow, SourceRow, StoryRow
from storage.writing import in_lots

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection, Row, Select

_LED = aliased(MatchRow)
IS_THERE = (
    DevelopmentRow.counts.is_(True),
    DevelopmentRow.merged_into.is_(None),
    exists().where(_LED.story_id == DevelopmentRow.lead_story_id, _LED.state != WITHDRAWN),
)
"""The condition that a development counts and bears on something, be it rejected."""

# Nothing but the text of the index's own condition lets SQLite take that index.
OPEN_LEADS = select(MatchRow.story_id).where(text(OPEN_STATES)).distinct()
"""The stories with a match that no person has decided about."""

_LEADS = OPEN_LEADS.subquery()
_PLACES = (
    select(
        DevelopmentRow.id,
        DevelopmentRow.lead_story_id,
        DevelopmentRow.opened_at,
        DevelopmentRow.storyline_id,
        StoryRow.judged_language,
        StoryRow.tie,
        StoryRow.stage,
        StoryRow.facts["amount"]["amount"].as_string().label("amount"),
        SourceRow.tier,
    )
    .join(StoryRow, StoryRow.id == DevelopmentRow.lead_story_id)
    .join(SourceRow, SourceRow.id == StoryRow.source_id)
    .where(*IS_THERE)
)
WAITING = _PLACES.join(_LEADS, _LEADS.c.story_id == DevelopmentRow.lead_story_id)
WAITING_IDS = select(DevelopmentRow.id).join(_LEADS, _LEADS.c.story_id == DevelopmentRow.lead_story_id).where(*IS_THERE)


def places(connection: Connection, *, decided: bool) -> list[Place]:
    """Return the places of the developments that wait, told to nobody yet, the newest first; ``decided``: of all."""
    # Sorted here: SQLite would walk all developments in the order of an index instead.
    found = _read(connection, _PLACES if decided else WAITING)
    return sorted(found, key=lambda each: (-each.opened_at.timestamp(), each.id))


def near(connection: Connection, place: Place, limit: int) -> list[Place]:
    """Return developments that another may repeat: its storyline, then those next to it in time.

    Among them are so many (``limit``) that bear on one of its paragraphs, opened next before it and next after it, and
    as many of whatever else was; so the nearest of all developments are among them.
    """
    found: dict[str, Place] = {}
    others = _PLACES.where(DevelopmentRow.id != place.id)
    bears = exists().where(
        MatchRow.story_id == DevelopmentRow.lead_story_id,
        MatchRow.number.in_(sorted(place.numbers)),
        MatchRow.state != WITHDRAWN,
    )
    asked = [others.where(DevelopmentRow.storyline_id == place.storyline_id)] if place.storyline_id else []
    asked += [each.where(bears).limit(limit) for each in _beside(others, place.opened_at)]
    # Those that share a paragraph may be the nearest: beyond them as many others.
    asked += [each.limit(2 * limit) for each in _beside(others, place.opened_at)]
    for each in asked:
        found |= {one.id: one for one in _read(connection, each)}
    return list(found.values())


def _beside(others: Select[Any], at: datetime) -> tuple[Select[Any], Select[Any]]:
    before = others.where(DevelopmentRow.opened_at <= at)
    after = others.where(DevelopmentRow.opened_at > at)
    return (
        before.order_by(DevelopmentRow.opened_at.desc(), DevelopmentRow.id),
        after.order_by(DevelopmentRow.opened_at, DevelopmentRow.id),
    )


def opened_among(connection: Connection, development_ids: Collection[DevelopmentId]) -> dict[DevelopmentId, datetime]:
    """Return when those of the developments that count were opened."""
    found: dict[DevelopmentId, datetime] = {}
    for lot in in_lots(sorted(development_ids)):
        chosen = select(DevelopmentRow.id, DevelopmentRow.opened_at).where(*IS_THERE, DevelopmentRow.id.in_(lot))
        found |= {DevelopmentId(row.id): row.opened_at for row in connection.execute(chosen)}
    return found


def _read(connection: Connection, chosen: Select[Any]) -> list[Place]:
    rows = connection.execute(chosen).all()
    numbers: dict[str, set[int]] = {}
    for lot in in_lots([row.lead_story_id for row in rows]):
        led = select(MatchRow.story_id, MatchRow.number).where(MatchRow.story_id.in_(lot), MatchRow.state != WITHDRAWN)
        for story_id, number in connection.execute(led):
            numbers.setdefault(story_id, set()).add(number)
    return [_place(row, frozenset(numbers.get(row.lead_story_id, ()))) for row in rows]


def _place(row: Row[Any], numbers: frozenset[int]) -> Place:
    return Place(
        id=DevelopmentId(row.id),
        opened_at=row.opened_at,
        language=row.judged_language,
        tie=Tie(row.tie),
        stage=Stage(row.stage),
        tier=Tier(row.tier),
        amount=None if row.amount is None else Decimal(row.amount),
        numbers=numbers,
        storyline_id=None if row.storyline_id is None else StorylineId(row.storyline_id),
    )
