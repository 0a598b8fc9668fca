"""Settling: the states of matches as the decisions that stand make them; the only place where they are derived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from domain.commitment import CommitmentNumber
from domain.development import DevelopmentId
from domain.review import DECIDED, Decision, DecisionId, MatchState, ReviewAction
from domain.reviewing import states_after
from domain.story import StoryId
from storage.review_tables import DecisionRow
from storage.tables import DevelopmentRow, MatchRow, ReportRow
from storage.weighings import mark
from storage.writing import in_lots, insert_new

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection, Row

BY_HAND = "review"
"""``matcher_version`` of a match that an editor gave."""

_GIVEN = (*DECIDED, MatchState.ACCEPTED_BY_RULE)


def settle(connection: Connection, development_ids: Collection[DevelopmentId]) -> None:
    """Bring the matches of developments in line with the decisions about them; one without any stays as it is."""
    about: dict[DevelopmentId, list[Decision]] = {}
    for lot in in_lots(sorted(set(development_ids))):
        rows = connection.execute(select(DecisionRow.__table__).where(DecisionRow.development_id.in_(lot)))
        for row in rows:
            about.setdefault(DevelopmentId(row.development_id), []).append(to_decision(row))
    for development_id, decisions in about.items():
        _settle_one(connection, development_id, decisions)
    mark(connection, about)


def _settle_one(connection: Connection, development_id: DevelopmentId, decisions: Sequence[Decision]) -> None:
    states = states_after(decisions)
    moved = {each.numbers[0]: each.to_number for each in decisions if each.stands and each.to_number is not None}
    reports = select(ReportRow.story_id).where(ReportRow.development_id == development_id)
    for story_id in connection.scalars(reports).all():
        for number, to_number in moved.items():
            _add_by_hand(connection, story_id, number, to_number)
        _set_states(connection, story_id, states)


def _add_by_hand(connection: Connection, story_id: str, number: int, to_number: int) -> None:
    """Give a story the match that an editor put in the place of another, resting on the same words."""
    of_story = MatchRow.story_id == story_id
    row = connection.execute(select(MatchRow.__table__).where(of_story, MatchRow.number == number)).mappings().first()
    if row is None:
        return
    last = connection.scalar(select(func.max(MatchRow.position)).where(of_story)) or 0
    moved: dict[str, Any] = {**row, "number": to_number, "position": last + 1, "matcher_version": BY_HAND}
    insert_new(connection, MatchRow, [moved])


def _set_states(connection: Connection, story_id: str, states: Mapping[CommitmentNumber, MatchState]) -> None:
    chosen = select(MatchRow.number, MatchRow.state, MatchRow.matcher_version).where(MatchRow.story_id == story_id)
    for number, state, version in connection.execute(chosen).all():
        after = _state_after(MatchState(state), states.get(CommitmentNumber(number)), by_hand=version == BY_HAND)
        if after != state:
            row = update(MatchRow).where(MatchRow.story_id == story_id, MatchRow.number == number)
            connection.execute(row.values(state=after.value))


def _state_after(before: MatchState, decided: MatchState | None, *, by_hand: bool) -> MatchState:
    if decided is not None:
        return before if before is MatchState.WITHDRAWN and not by_hand else decided
    if by_hand:
        return MatchState.WITHDRAWN
    return MatchState.PROPOSED if before in _GIVEN else before


def rejected_among(connection: Connection, development_ids: Collection[str]) -> dict[DevelopmentId, DecisionId]:
    """Return those of the developments whose leads have no match left, with the decision that took the last one."""
    found: dict[DevelopmentId, DecisionId] = {}
    for lot in in_lots(sorted(development_ids)):
        chosen = (
            select(DecisionRow.development_id, DecisionRow.id)
            .join(DevelopmentRow, DevelopmentRow.id == DecisionRow.development_id)
            .join(MatchRow, MatchRow.story_id == DevelopmentRow.lead_story_id)
            .where(
                DecisionRow.development_id.in_(lot),
                DecisionRow.action.in_((ReviewAction.REJECT.value, ReviewAction.ASSIGN.value)),
                DecisionRow.undone_by.is_(None),
                MatchRow.state != MatchState.WITHDRAWN.value,
            )
            .group_by(DecisionRow.development_id, DecisionRow.id, DecisionRow.at)
            .having(func.count() == func.count().filter(MatchRow.state == MatchState.REJECTED.value))
            .order_by(DecisionRow.at)
        )
        rows = connection.execute(chosen)
        found |= {DevelopmentId(development): DecisionId(decision) for development, decision in rows}
    return found


def to_decision(row: Row[Any]) -> Decision:
    """Return the decision of a row."""
    return Decision(
        id=DecisionId(row.id),
        who=row.who,
        at=row.at,
        development_id=DevelopmentId(row.development_id),
        action=ReviewAction(row.action),
        numbers=tuple(CommitmentNumber(each) for each in row.numbers),
        to_number=None if row.to_number is None else CommitmentNumber(row.to_number),
        reason=row.reason,
        other_id=DevelopmentId(row.other_id) if row.other_id else None,
        stories=tuple(StoryId(each) for each in row.stories),
        undoes=DecisionId(row.undoes) if row.undoes else None,
        undone_by=DecisionId(row.undone_by) if row.undone_by else None,
    )
