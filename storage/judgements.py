"""Judgements: what is stored about stories, read in batches for judging again and for editors, and decided about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, or_, select, tuple_, update

from domain.commitment import CommitmentNumber
from domain.match import Judgement
from domain.review import DECIDED, MatchState, StoredJudgement
from storage.due_notices import IS_REPORTED
from storage.stories import STORY_COLUMNS, WITHDRAWN, matches_of, to_judgement, to_story
from storage.tables import LeadRow, MatchRow, SourceRow, StoryRow
from storage.weighings import mark_told_by
from storage.writing import in_lots

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row

    from domain.match import Match
    from domain.story import Story, StoryId

_DECIDED_STATES = [state.value for state in DECIDED]


class SqlJudgementRepository:
    """The stored judgements of one transaction; see ``domain.repositories.JudgementRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count_outdated(self, matcher_version: str, since: datetime | None) -> int:
        """Return how many stories another version of the matcher has judged."""
        counted = select(func.count()).select_from(StoryRow).where(*_outdated(matcher_version, since))
        return self._connection.execute(counted).scalar_one()

    def list_outdated(
        self, matcher_version: str, since: datetime | None, after: Story | None, limit: int
    ) -> Sequence[StoredJudgement]:
        """Return stories that another version of the matcher has judged, in order of publication."""
        return self._batch(_outdated(matcher_version, since), after, limit)

    def list_decided(self, after: Story | None, limit: int) -> Sequence[StoredJudgement]:
        """Return stories with a match that an editor accepted or rejected, in order of publication."""
        return self._batch([_is_decided()], after, limit)

    def decide(self, story_id: StoryId, number: int, state: MatchState) -> None:
        """Set the state of a match; raises KeyError where there is no such match."""
        match = update(MatchRow).where(MatchRow.story_id == story_id, MatchRow.number == number)
        if self._connection.execute(match.values(state=state.value)).rowcount == 0:
            raise KeyError((story_id, number))
        mark_told_by(self._connection, [story_id])

    def _batch(
        self, conditions: Iterable[ColumnElement[bool]], after: Story | None, limit: int
    ) -> list[StoredJudgement]:
        place = tuple_(StoryRow.published_at, StoryRow.id)
        beyond = [] if after is None else [place > (after.published.at, after.id)]
        chosen = (
            select(LeadRow.text.label("lead"), *STORY_COLUMNS)
            .select_from(StoryRow)
            .join(SourceRow, SourceRow.id == StoryRow.source_id)
            .outerjoin(LeadRow, LeadRow.story_id == StoryRow.id)
            .where(*conditions, *beyond)
            .order_by(StoryRow.published_at, StoryRow.id)
        )
        rows = self._connection.execute(chosen.limit(limit)).all()
        relevant = [row.id for row in rows if row.relevant]
        matches, states = matches_of(self._connection, relevant, rejected=True), _states_of(self._connection, relevant)
        return [_stored(row, matches.get(row.id, []), states.get(row.id, [])) for row in rows]


def decided_among(connection: Connection, story_ids: Collection[str]) -> set[str]:
    """Return those of the stories that an editor has decided about."""
    found: set[str] = set()
    for lot in in_lots(story_ids):
        chosen = select(MatchRow.story_id).where(MatchRow.story_id.in_(lot), MatchRow.state.in_(_DECIDED_STATES))
        found.update(connection.scalars(chosen))
    return found


def _outdated(matcher_version: str, since: datetime | None) -> list[ColumnElement[bool]]:
    other = or_(StoryRow.matcher_version.is_(None), StoryRow.matcher_version != matcher_version)
    conditions = [other, IS_REPORTED]
    return conditions if since is None else [*conditions, StoryRow.published_at >= since]


def _is_decided() -> ColumnElement[bool]:
    return exists().where(MatchRow.story_id == StoryRow.id, MatchRow.state.in_(_DECIDED_STATES))


def _states_of(
    connection: Connection, story_ids: Collection[str]
) -> dict[str, list[tuple[CommitmentNumber, MatchState]]]:
    found: dict[str, list[tuple[CommitmentNumber, MatchState]]] = {}
    columns = select(MatchRow.story_id, MatchRow.number, MatchRow.state)
    for lot in in_lots(story_ids):
        chosen = columns.where(MatchRow.story_id.in_(lot), MatchRow.state != WITHDRAWN).order_by(MatchRow.position)
        for story_id, number, state in connection.execute(chosen):
            found.setdefault(story_id, []).append((CommitmentNumber(number), MatchState(state)))
    return found


def _stored(
    row: Row[Any], matches: Sequence[Match], states: Sequence[tuple[CommitmentNumber, MatchState]]
) -> StoredJudgement:
    judgement = (
        to_judgement(row, matches)
        if row.relevant
        else Judgement(relevant=False, score=row.score or 0.0, language=row.judged_language or row.language)
    )
    return StoredJudgement(to_story(row), judgement, row.lead or "", tuple(states))
