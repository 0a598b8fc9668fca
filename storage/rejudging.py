"""Rejudging: new judgements of stored stories, in a fixed number of statements for the irrelevant ones.

What an editor has decided about is never overridden: such a story keeps its judgement and its matches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, update

from storage.groups import save_signals
from storage.judgements import decided_among
from storage.recording import propose, record_told
from storage.stories import UNREVIEWED, WITHDRAWN, judgement_values, match_values
from storage.tables import MatchRow, StoryRow
from storage.weighings import mark_told_by
from storage.writing import in_lots

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from domain.outcome import Rejudgement
    from domain.story import JudgedStory

_STORY = "judged_story"


def record_again(connection: Connection, outcome: Rejudgement, matcher_version: str) -> None:
    """Write what judging stored stories again changes into the open transaction.

    Args:
        connection: of a writing transaction.
        outcome: new judgements, and what they open.
        matcher_version: of the matcher that judged.
    """
    decided = decided_among(connection, [judged.story.id for judged in outcome.judged])
    free = [judged for judged in outcome.judged if judged.story.id not in decided]
    _replace_judgements(connection, free, matcher_version)
    mark_told_by(connection, [judged.story.id for judged in free])
    save_signals(connection, free)
    record_told(connection, outcome.opened, outcome.confirmed, outcome.messages, outcome.at)


def _replace_judgements(connection: Connection, judged: Sequence[JudgedStory], matcher_version: str) -> None:
    rows = [{_STORY: each.story.id} | _prefixed(judgement_values(each.judgement, matcher_version)) for each in judged]
    if not rows:
        return
    new: dict[str, Any] = {name.removeprefix("new_"): bindparam(name) for name in rows[0] if name != _STORY}
    connection.execute(update(StoryRow).where(StoryRow.id == bindparam(_STORY)).values(new), rows)
    for lot in in_lots([each.story.id for each in judged]):
        proposed = update(MatchRow).where(MatchRow.story_id.in_(lot), MatchRow.state.in_(UNREVIEWED))
        connection.execute(proposed.values(state=WITHDRAWN))
    propose(
        connection,
        [row for each in judged for row in match_values(each.story.id, each.judgement, matcher_version)],
    )


def _prefixed(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values under names that no column has, as bulk updates ask for."""
    return {f"new_{name}": value for name, value in values.items()}
