"""Reviews: decisions with their patterns, the queue of what is to be looked at, and the log of corrections."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from domain.alert import DeliveryState
from domain.commitment import CommitmentNumber
from domain.development import DevelopmentId
from domain.match import Tie
from domain.review import (
    Correction,
    CorrectionKind,
    Decision,
    DecisionId,
    JudgedPattern,
    MatchPattern,
    MatchState,
    ReviewAction,
    ReviewItem,
)
from storage import review_places, settling, withdrawals
from storage.queries import developments, reports
from storage.review_places import IS_THERE, WAITING_IDS
from storage.review_tables import CorrectionRow, DecisionRow, MatchPatternRow
from storage.settling import to_decision
from storage.stories import WITHDRAWN, matches_of, to_judgement
from storage.tables import DevelopmentRow, MatchRow, OutboxRow, StoryRow
from storage.weighings import mark
from storage.writing import begins_with, in_lots, insert_new

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row

    from domain.development import Development
    from domain.review_card import Place

FEW = 5
"""Rows named where a shortened id fits several."""


TOLD = (
    select(OutboxRow.development_id, func.count(OutboxRow.subscriber_id.distinct()).label("people"))
    # By the development, not by the index of states, in which nearly every message has the same.
    .where(OutboxRow.state.concat("") == DeliveryState.SENT.value)
    .group_by(OutboxRow.development_id)
)
"""How many people were told of a development; to be asked about a few."""


class SqlReviewRepository:
    """The reviews of one transaction; see ``domain.repositories.ReviewRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def review_queue(self, *, decided: bool = False) -> Sequence[ReviewItem]:
        """Return developments that count and wait for an editor, newest first; with ``decided`` all of them."""
        order = (DevelopmentRow.opened_at.desc(), DevelopmentRow.id)
        if decided:
            return self._items(developments(self._connection, *IS_THERE, order=order))
        found: list[Development] = []
        for lot in in_lots(self._connection.scalars(WAITING_IDS).all()):
            found += developments(self._connection, DevelopmentRow.id.in_(lot))
        return self._items(sorted(found, key=lambda each: (-each.opened_at.timestamp(), each.id)))

    def places(self, *, decided: bool = False) -> Sequence[Place]:
        """Return where these developments stand in the queue, without the rest of them."""
        found = review_places.places(self._connection, decided=decided)
        told = self._told([each.id for each in found])
        return [replace(each, told=told[each.id]) if each.id in told else each for each in found]

    def near(self, place: Place, limit: int) -> Sequence[Place]:
        """Return developments that another may repeat, the nearest so many among them; nobody counts whom they told."""
        return review_places.near(self._connection, place, limit)

    def opened_among(self, development_ids: Collection[DevelopmentId]) -> Mapping[DevelopmentId, datetime]:
        """Return when those of the developments that count were opened."""
        return review_places.opened_among(self._connection, development_ids)

    def find_item(self, development_id: DevelopmentId) -> ReviewItem:
        """Return one development with what is stored for its review; raises KeyError."""
        found = self._items(developments(self._connection, DevelopmentRow.id == development_id))
        if not found:
            raise KeyError(development_id)
        return found[0]

    def resolve(self, prefix: str) -> Sequence[DevelopmentId]:
        """Return the developments whose id begins so, a few at most."""
        chosen = select(DevelopmentRow.id).where(*begins_with(self._connection, DevelopmentRow.id, prefix))
        return [DevelopmentId(each) for each in self._connection.scalars(chosen.order_by(DevelopmentRow.id).limit(FEW))]

    def merged_into(self, development_id: DevelopmentId) -> DevelopmentId | None:
        """Return the development that took this one in, or None."""
        found = self._connection.scalar(select(DevelopmentRow.merged_into).where(DevelopmentRow.id == development_id))
        return None if found is None else DevelopmentId(found)

    def resolve_decision(self, prefix: str) -> Sequence[Decision]:
        """Return the decisions whose id begins so, a few at most."""
        return self._decisions(*begins_with(self._connection, DecisionRow.id, prefix))[:FEW]

    def last_decision(self, who: str) -> Decision | None:
        """Return the newest standing decision of an editor, or None."""
        stands = (DecisionRow.undone_by.is_(None), DecisionRow.action != ReviewAction.UNDO.value)
        newest = select(DecisionRow.__table__).where(DecisionRow.who == who, *stands)
        row = self._connection.execute(newest.order_by(DecisionRow.at.desc(), DecisionRow.id.desc()).limit(1)).first()
        return None if row is None else to_decision(row)

    def list_decisions(self) -> Sequence[Decision]:
        """Return every decision, oldest first."""
        return self._decisions()

    def add(self, decision: Decision, patterns: Collection[MatchPattern] = ()) -> None:
        """Store a decision with the patterns it judges; one that undoes another marks it."""
        insert_new(self._connection, DecisionRow, [_values(decision)])
        rows = [
            {
                "decision_id": decision.id,
                "position": position,
                "number": each.number,
                "language": each.language,
                "tie": each.tie.value,
                "terms": sorted(each.terms),
            }
            for position, each in enumerate(patterns)
        ]
        insert_new(self._connection, MatchPatternRow, rows)
        if decision.undoes is not None:
            row = update(DecisionRow).where(DecisionRow.id == decision.undoes)
            self._connection.execute(row.values(undone_by=decision.id))

    def settle(self, development_id: DevelopmentId) -> None:
        """Derive the states of a development's matches from the decisions that stand."""
        settling.settle(self._connection, [development_id])

    def list_patterns(self, numbers: Collection[int]) -> Sequence[JudgedPattern]:
        """Return the patterns of these paragraphs that standing decisions accepted or rejected, oldest first."""
        chosen = (
            select(MatchPatternRow.__table__, DecisionRow.action)
            .join(DecisionRow, DecisionRow.id == MatchPatternRow.decision_id)
            .where(MatchPatternRow.number.in_(list(numbers)), DecisionRow.undone_by.is_(None))
            .order_by(DecisionRow.at, MatchPatternRow.decision_id, MatchPatternRow.position)
        )
        return [_pattern(row) for row in self._connection.execute(chosen)]

    def list_held(self, decision_id: DecisionId) -> Sequence[ReviewItem]:
        """Return the developments that are held because they resemble what a decision rejected, newest first."""
        order = (DevelopmentRow.opened_at.desc(), DevelopmentRow.id)
        is_held = (DevelopmentRow.held_by == decision_id, DevelopmentRow.merged_into.is_(None))
        return self._items(developments(self._connection, *is_held, order=order))

    def hold(self, development_id: DevelopmentId, decision_id: DecisionId | None) -> None:
        """Hold a development for a rejection that it resembles, or let it go."""
        row = update(DevelopmentRow).where(DevelopmentRow.id == development_id)
        self._connection.execute(row.values(held_by=decision_id))
        mark(self._connection, [development_id])

    def rejected_among(self, development_ids: Collection[DevelopmentId]) -> Mapping[DevelopmentId, DecisionId]:
        """Return those of the developments that editors rejected wholly, with the decision that did."""
        return settling.rejected_among(self._connection, development_ids)

    def withdraw(self, development_id: DevelopmentId, reason: str, now: datetime) -> int:
        """Cancel what is due of a development and mark what was sent; return how many messages had gone out."""
        return withdrawals.withdraw(self._connection, development_id, reason, now)

    def reinstate(self, development_id: DevelopmentId) -> None:
        """Take the withdrawal of a development's messages back; what was cancelled by it is due again."""
        withdrawals.reinstate(self._connection, development_id)

    def add_correction(self, correction: Correction) -> None:
        """Add a line to the public log."""
        insert_new(self._connection, CorrectionRow, [_correction_values(correction)])

    def corrections_since(self, since: datetime | None = None) -> Sequence[Correction]:
        """Return lines of the public log, newest first."""
        chosen = select(CorrectionRow.__table__).order_by(CorrectionRow.at.desc(), CorrectionRow.id)
        if since is not None:
            chosen = chosen.where(CorrectionRow.at >= since)
        return [_correction(row) for row in self._connection.execute(chosen)]

    def _decisions(self, *conditions: ColumnElement[bool]) -> list[Decision]:
        chosen = select(DecisionRow.__table__).where(*conditions).order_by(DecisionRow.at, DecisionRow.id)
        return [to_decision(row) for row in self._connection.execute(chosen)]

    def _items(self, found: Sequence[Development]) -> list[ReviewItem]:
        whole = self._with_rejected(found)
        ids = [each.id for each in found]
        states, told, held = self._states([each.lead.id for each in found]), self._told(ids), self._held(ids)
        decisions: dict[str, list[Decision]] = {}
        for lot in in_lots(ids):
            for each in self._decisions(DecisionRow.development_id.in_(lot)):
                decisions.setdefault(each.development_id, []).append(each)
        return [
            ReviewItem(
                development=each,
                state_of=states.get(each.lead.id, {}),
                reports=tuple(reports(self._connection, each.id)),
                told=told.get(each.id, 0),
                held_by=held.get(each.id),
                decisions=tuple(one for one in decisions.get(each.id, ()) if one.stands),
                decided_at=max((one.at for one in decisions.get(each.id, ())), default=None),
            )
            for each in whole
        ]

    def _with_rejected(self, found: Sequence[Development]) -> list[Development]:
        """Return the developments with every match of their leads, which readers do not see."""
        leads = [each.lead.id for each in found]
        matches = matches_of(self._connection, leads, rejected=True)
        rows: dict[str, Row[Any]] = {}
        for lot in in_lots(leads):
            chosen = select(StoryRow.__table__).where(StoryRow.id.in_(lot))
            rows |= {row.id: row for row in self._connection.execute(chosen)}
        return [replace(each, judgement=to_judgement(rows[each.lead.id], matches[each.lead.id])) for each in found]

    def _states(self, story_ids: Collection[str]) -> dict[str, dict[CommitmentNumber, MatchState]]:
        found: dict[str, dict[CommitmentNumber, MatchState]] = {}
        columns = select(MatchRow.story_id, MatchRow.number, MatchRow.state).where(MatchRow.state != WITHDRAWN)
        for lot in in_lots(story_ids):
            for story_id, number, state in self._connection.execute(columns.where(MatchRow.story_id.in_(lot))):
                found.setdefault(story_id, {})[CommitmentNumber(number)] = MatchState(state)
        return found

    def _told(self, development_ids: Collection[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for lot in in_lots(development_ids):
            counted = TOLD.where(OutboxRow.development_id.in_(lot))
            found.update((row.development_id, row.people) for row in self._connection.execute(counted))
        return found

    def _held(self, development_ids: Collection[str]) -> dict[str, DecisionId]:
        found: dict[str, DecisionId] = {}
        for lot in in_lots(development_ids):
            chosen = select(DevelopmentRow.id, DevelopmentRow.held_by).where(
                DevelopmentRow.id.in_(lot), DevelopmentRow.held_by.is_not(None)
            )
            found |= {each: DecisionId(by) for each, by in self._connection.execute(chosen) if by is not None}
        return found


def _values(each: Decision) -> dict[str, Any]:
    return {
        "id": each.id,
        "who": each.who,
        "at": each.at,
        "development_id": each.development_id,
        "action": each.action.value,
        "numbers": list(each.numbers),
        "to_number": each.to_number,
        "reason": each.reason,
        "other_id": each.other_id,
        "stories": list(each.stories),
        "undoes": each.undoes,
        "undone_by": each.undone_by,
    }


def _pattern(row: Row[Any]) -> JudgedPattern:
    pattern = MatchPattern(CommitmentNumber(row.number), row.language, Tie(row.tie), frozenset(row.terms))
    return JudgedPattern(pattern, DecisionId(row.decision_id), row.action == ReviewAction.REJECT.value)


def _correction_values(each: Correction) -> dict[str, Any]:
    return {
        "id": each.id,
        "at": each.at,
        "decision_id": each.decision_id,
        "development_id": each.development_id,
        "kind": each.kind.value,
        "headline": each.headline,
        "url": each.url,
        "told": list(each.told),
        "right": list(each.right),
        "reason": each.reason,
        "alerts": each.alerts,
        "by_rule": each.by_rule,
    }


def _correction(row: Row[Any]) -> Correction:
    return Correction(
        id=row.id,
        at=row.at,
        decision_id=DecisionId(row.decision_id),
        development_id=DevelopmentId(row.development_id),
        kind=CorrectionKind(row.kind),
        headline=row.headline,
        url=row.url,
        told=tuple(CommitmentNumber(each) for each in row.told),
        right=tuple(CommitmentNumber(each) for each in row.right),
        reason=row.reason,
        alerts=row.alerts,
        by_rule=row.by_rule,
    )
