"""Reviewing: an editor's decision, recorded with all that follows from it, in one transaction."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.assessing import AssessingParts, AssessingSummary, record_assessments
from bot.held import let_go, shown, tell_accepted
from domain.commitment import CommitmentNumber
from domain.errors import ReviewRefused
from domain.identity import stable_id
from domain.review import (
    RULE,
    Correction,
    CorrectionKind,
    Decision,
    DecisionId,
    ReviewAction,
)
from domain.reviewing import pattern_of, rule_accepts, states_after
from monitors.regrouping import merge, put_back, split_off, undo_merge

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from domain.development import DevelopmentId
    from domain.ports import Clock
    from domain.review import MatchPattern, ReviewItem
    from domain.story import StoryId
    from domain.unit_of_work import OpenUnitOfWork, UnitOfWork

log = logging.getLogger(__name__)

_SHORTEST = 4
"""Digits fewer than these are the place of a report on its card, not the beginning of its id."""

_TAKES_BACK = (ReviewAction.REJECT, ReviewAction.ASSIGN)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a decision brought.

    Attributes:
        decision: as recorded. assessed: what assessing the units anew brought.
    """

    decision: Decision
    assessed: AssessingSummary


@dataclass(frozen=True, slots=True)
class Editing:
    """An editor at work.

    Attributes:
        parts: database, clock and what assesses. who: the editor's name.
    """

    parts: AssessingParts
    who: str

    def accept(self, prefix: str, numbers: Collection[int] = (), reason: str = "") -> Reviewed:
        """Accept matches of a development, all of them without numbers.

        Raises:
            ReviewRefused: nothing was changed; the message says why.
        """
        return self._judge(ReviewAction.ACCEPT, prefix, numbers, reason)

    def reject(self, prefix: str, numbers: Collection[int], reason: str) -> Reviewed:
        """Reject matches of a development, all of them without numbers; raises ReviewRefused."""
        return self._judge(ReviewAction.REJECT, prefix, numbers, reason)

    def assign(self, prefix: str, number: int, to_number: int, reason: str = "") -> Reviewed:
        """Move a match to another paragraph; raises ReviewRefused."""
        if to_number == number or not self._is_tracked(to_number):
            raise ReviewRefused(f"paragraph {to_number} is not another tracked commitment")
        return self._judge(ReviewAction.ASSIGN, prefix, (number,), reason, CommitmentNumber(to_number))

    def merge(self, kept: str, merged: str, reason: str = "") -> Reviewed:
        """Let all reports of one development tell of another; raises ReviewRefused."""
        with self.parts.open_unit_of_work() as work:
            stays, goes = find_development(work, kept), find_development(work, merged)
            if stays == goes:
                raise ReviewRefused("a development cannot be merged with itself")
            decision = self._decision(work, stays, ReviewAction.MERGE, reason=reason)
            moved = merge(work, stays, goes, self.who, decision.at)
            decision = replace(decision, other_id=goes, stories=moved)
            self._keep(work, decision)
        return self._reviewed(decision)

    def split(self, prefix: str, story_prefixes: Sequence[str], reason: str = "") -> Reviewed:
        """Give reports (places on the card, or ids) a development of their own; raises ReviewRefused."""
        with self.parts.open_unit_of_work() as work:
            found = find_development(work, prefix)
            told = work.groups.stories_of(found)
            stories = tuple(_story_among(told, each) for each in story_prefixes)
            if not set(told) - set(stories):
                raise ReviewRefused("a development cannot be parted from all of its reports")
            decision = replace(self._decision(work, found, ReviewAction.SPLIT, reason=reason), stories=stories)
            decision = replace(decision, other_id=split_off(work, found, stories, self.who, decision.at))
            self._keep(work, decision)
        return self._reviewed(decision)

    def undo(self, prefix: str | None = None) -> Reviewed:
        """Take a decision back, without an id the editor's newest one that stands; raises ReviewRefused."""
        with self.parts.open_unit_of_work() as work:
            undone = _decision_to_undo(work, prefix, self.who)
            before = work.reviews.find_item(undone.development_id)
            decision = replace(
                self._decision(work, undone.development_id, ReviewAction.UNDO, before=before), undoes=undone.id
            )
            _regroup_back(work, undone, decision.at)
            self._keep(work, decision, before, undone)
        return self._reviewed(decision)

    def _judge(
        self,
        action: ReviewAction,
        prefix: str,
        numbers: Collection[int],
        reason: str,
        to_number: CommitmentNumber | None = None,
    ) -> Reviewed:
        with self.parts.open_unit_of_work() as work:
            before = work.reviews.find_item(find_development(work, prefix))
            chosen = _numbers_of(before, numbers)
            _refuse_repetition(before, action, chosen, self.who, to_number)
            decision = self._decision(work, before.development.id, action, reason=reason, before=before)
            decision = replace(decision, numbers=chosen, to_number=to_number)
            self._keep(work, decision, before)
        return self._reviewed(decision)

    def _decision(
        self,
        work: UnitOfWork,
        development_id: DevelopmentId,
        action: ReviewAction,
        *,
        reason: str = "",
        before: ReviewItem | None = None,
    ) -> Decision:
        item = before or work.reviews.find_item(development_id)
        return new_decision(item, self.who, self.parts.clock.now(), action, reason)

    def _keep(
        self, work: UnitOfWork, decision: Decision, before: ReviewItem | None = None, undone: Decision | None = None
    ) -> None:
        keep(work, decision, before, undone)
        rules, now = self.parts.alert_rules, self.parts.clock.now()
        if before is not None and before.held_by is not None and not shown(before):
            tell_accepted(work, decision.development_id, rules, now)
        if undone is not None and undone.action is ReviewAction.REJECT:
            let_go(work, undone.id, rules, now)
        work.commit()
        log.info("%s: %s by %s", decision.development_id, decision.action.value, decision.who)

    def _reviewed(self, decision: Decision) -> Reviewed:
        return Reviewed(decision, record_assessments(self.parts, self.who, about_of(decision)))

    def _is_tracked(self, number: int) -> bool:
        return any(each.number == number for each in self.parts.declaration.tracked)


def find_development(work: UnitOfWork, prefix: str) -> DevelopmentId:
    """Return the development whose id begins so.

    Raises:
        ReviewRefused: there is none, there are several, or it was merged into another.
    """
    found = work.reviews.resolve(prefix) if prefix else ()
    exact = [each for each in found if each == prefix]
    chosen = exact or found
    if len(chosen) != 1:
        raise ReviewRefused(_unclear("development", prefix, chosen))
    if (other := work.reviews.merged_into(chosen[0])) is not None:
        raise ReviewRefused(f"development {chosen[0]} was merged into {other}")
    return chosen[0]


def accept_by_rule(open_unit_of_work: OpenUnitOfWork, clock: Clock) -> int:
    """Accept what is sure without a person and that nobody ever decided about; return how many developments."""
    with open_unit_of_work() as work:
        decided = {each.development_id for each in work.reviews.list_decisions()}
        waiting = [each for each in work.reviews.review_queue() if each.development.id not in decided]
        sure = [(each, rule_accepts(each.development)) for each in waiting if each.held_by is None]
        for item, numbers in sure:
            if numbers:
                decision = new_decision(item, RULE, clock.now(), ReviewAction.ACCEPT, "")
                keep(work, replace(decision, numbers=numbers), item)
        work.commit()
    return sum(bool(numbers) for _, numbers in sure)


def about_of(decision: Decision) -> tuple[DevelopmentId, ...]:
    """Return the developments that a decision bears on."""
    return tuple(each for each in (decision.development_id, decision.other_id) if each is not None)


def new_decision(item: ReviewItem, who: str, now: datetime, action: ReviewAction, reason: str) -> Decision:
    """Return a decision about a development, later than every earlier one, so that the order is never in doubt."""
    at = now if item.decided_at is None else max(now, item.decided_at + timedelta(microseconds=1))
    name = stable_id("decision", item.development.id, who, action.value, at.isoformat())
    return Decision(DecisionId(name), who, at, item.development.id, action, reason=reason)


def keep(
    work: UnitOfWork, decision: Decision, before: ReviewItem | None = None, undone: Decision | None = None
) -> None:
    """Store a decision and what follows for matches, messages and the public log.

    Args:
        work: a writing unit of work, committed by the caller.
        before: the development as it was; without it nothing but grouping was decided.
        undone: the decision that is taken back.
    """
    work.reviews.add(decision, _patterns(decision, before) if before else ())
    for each in (decision.development_id, decision.other_id):
        if each is not None:
            work.reviews.settle(each)
    if before is not None:
        _follow(work, decision, before, undone)


def _patterns(decision: Decision, before: ReviewItem) -> list[MatchPattern]:
    """Return what a person's acceptance or rejection teaches; a match that only moves was news all the same."""
    if decision.by_rule or decision.action not in (ReviewAction.ACCEPT, ReviewAction.REJECT):
        return []
    judgement = before.development.judgement
    judged = [each for each in judgement.matches if each.number in decision.numbers]
    return [pattern for each in judged if (pattern := pattern_of(judgement, each)) is not None]


def _follow(work: UnitOfWork, decision: Decision, before: ReviewItem, undone: Decision | None) -> None:
    """Withdraw or reinstate messages, and log a correction where readers had been told otherwise."""
    told, right = shown(before), shown(work.reviews.find_item(decision.development_id))
    lost, gained = set(told) - set(right), set(right) - set(told)
    alerts = before.told
    if told and not right:
        alerts = work.reviews.withdraw(decision.development_id, decision.reason, decision.at)
    elif right and not told:
        work.reviews.reinstate(decision.development_id)
    was_corrected = any(each.action in _TAKES_BACK for each in (*before.decisions, *filter(None, (undone,))))
    if lost and undone is None:
        kind = CorrectionKind.MOVED if gained else CorrectionKind.WITHDRAWN
    elif (lost or gained) and was_corrected:
        kind = CorrectionKind.REINSTATED
    else:
        return
    lead = before.development.lead
    work.reviews.add_correction(
        Correction(
            id=stable_id("correction", decision.id),
            at=decision.at,
            decision_id=decision.id,
            development_id=decision.development_id,
            kind=kind,
            headline=lead.title,
            url=lead.url,
            told=told,
            right=right,
            reason=decision.reason,
            alerts=alerts,
            by_rule=decision.by_rule,
        )
    )


def _numbers_of(item: ReviewItem, numbers: Collection[int]) -> tuple[CommitmentNumber, ...]:
    given = tuple(item.state_of)
    if strange := sorted(set(numbers) - set(given)):
        raise ReviewRefused(f"the development has no match with paragraph {strange[0]}")
    return tuple(each for each in given if not numbers or each in numbers)


def _refuse_repetition(
    item: ReviewItem,
    action: ReviewAction,
    numbers: Sequence[CommitmentNumber],
    who: str,
    to_number: CommitmentNumber | None,
) -> None:
    """Refuse what the same editor has decided before and what still holds; another editor's word is kept."""
    own = [each for each in item.decisions if each.who == who]
    wanted = Decision(
        DecisionId(""), who, item.development.opened_at, item.development.id, action, tuple(numbers), to_number
    )
    states, asked = states_after(own), states_after([wanted])
    if all(states.get(each) is state for each, state in asked.items()) and asked.items() <= item.state_of.items():
        raise ReviewRefused(f"you have decided so before ({action.value}); nothing was changed")


def _story_among(told: Sequence[StoryId], prefix: str) -> StoryId:
    """Return a report by its place on the card or by the first letters of its id."""
    if prefix.isdecimal() and len(prefix) < _SHORTEST:
        found = list(told[int(prefix) - 1 : int(prefix)]) if int(prefix) else []
    else:
        found = [each for each in told if prefix and each.startswith(prefix)]
    if len(found) != 1:
        raise ReviewRefused(_unclear("report", prefix, found))
    return found[0]


def _decision_to_undo(work: UnitOfWork, prefix: str | None, who: str) -> Decision:
    if prefix is None:
        last = work.reviews.last_decision(who)
        if last is None:
            raise ReviewRefused(f"{who} has no decision that could be undone")
        return last
    found = work.reviews.resolve_decision(prefix) if prefix else ()
    if len(found) != 1:
        raise ReviewRefused(_unclear("decision", prefix, [each.id for each in found]))
    if not found[0].stands:
        raise ReviewRefused(f"decision {found[0].id} was undone already, or is itself an undoing")
    return found[0]


def _regroup_back(work: UnitOfWork, undone: Decision, now: datetime) -> None:
    if undone.other_id is None:
        return
    try:
        if undone.action is ReviewAction.MERGE:
            undo_merge(work, undone.development_id, undone.other_id, now, undone.stories)
            if shown(work.reviews.find_item(undone.other_id)):
                # What was withdrawn together with the other development is its own again.
                work.reviews.reinstate(undone.other_id)
        else:
            put_back(work, undone.development_id, undone.stories, now)
    except (KeyError, ValueError) as error:
        raise ReviewRefused("the reports were moved again since; undo that first") from error


def _unclear(what: str, prefix: str, found: Sequence[str]) -> str:
    if not found:
        return f"there is no {what} {prefix!r}"
    return f"{prefix!r} fits several ({what}): {', '.join(each[:12] for each in found)}"
