"""Where developments stand in the review queue: little of each, because all are read at every press of an editor."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import aliased

from domain.development import DevelopmentId, Stage
from domain.grouping import StorylineId
from domain.match import Tie
from domain.review_card import Place
from domain.source import Tier
from storage.tables import DevelopmentRow, MatchRow, SourceRow, StoryRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection

_PLACES = (
    select(
        DevelopmentRow.id,
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
)


def places(connection: Connection, conditions: Sequence[ColumnElement[bool]], withdrawn: str) -> list[Place]:
    """Return the places of the developments that meet the conditions, told to nobody yet, the newest first.

    Args:
        conditions: on developments. withdrawn: the state of matches that are there no more.
    """
    numbers: dict[str, set[int]] = {}
    led = aliased(MatchRow)
    matches = (
        select(DevelopmentRow.id, led.number)
        .join(led, led.story_id == DevelopmentRow.lead_story_id)
        .where(led.state != withdrawn, *conditions)
    )
    for development_id, number in connection.execute(matches):
        numbers.setdefault(development_id, set()).add(number)
    chosen = _PLACES.where(*conditions).order_by(DevelopmentRow.opened_at.desc(), DevelopmentRow.id)
    return [
        Place(
            id=DevelopmentId(row.id),
            opened_at=row.opened_at,
            language=row.judged_language,
            tie=Tie(row.tie),
            stage=Stage(row.stage),
            tier=Tier(row.tier),
            amount=None if row.amount is None else Decimal(row.amount),
            numbers=frozenset(numbers.get(row.id, ())),
            storyline_id=None if row.storyline_id is None else StorylineId(row.storyline_id),
        )
        for row in connection.execute(chosen)
    ]
