"""Held: what resembled a rejected report, and is told as if it had never been held once an editor lets it go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.development import ChangeKind, DevelopmentChange
from domain.review import STANDING, MatchState
from domain.reviewing import resembles
from domain.story import JudgedStory
from monitors.plan import tell

if TYPE_CHECKING:
    from datetime import datetime

    from domain.commitment import CommitmentNumber
    from domain.development import Development, DevelopmentId
    from domain.review import DecisionId, ReviewItem
    from domain.unit_of_work import UnitOfWork
    from monitors.plan import AlertRules


def shown(item: ReviewItem) -> tuple[CommitmentNumber, ...]:
    """Return the paragraphs that readers are shown of a development, in order."""
    states = item.state_of
    if item.held_by is not None and MatchState.ACCEPTED not in states.values():
        return ()
    return tuple(sorted(number for number, state in states.items() if state in STANDING))


def tell_accepted(work: UnitOfWork, development_id: DevelopmentId, rules: AlertRules, now: datetime) -> int:
    """Put the alerts of a development that was held into the outbox, each once; return how many.

    They are those that the poll would have written: for whom it passes their facets, while it is news, and not where
    its source was read for the first time. Nobody is told where readers are not shown it.
    """
    if not shown(work.reviews.find_item(development_id)):
        return 0
    development = work.developments.get(development_id)
    if not _was_watched(work, development):
        return 0
    report = JudgedStory(development.lead, development.judgement)
    change = DevelopmentChange(ChangeKind.OPENED, development_id, report, development.revision)
    messages = tell([change], work.subscribers.list_told(now), rules, now).messages
    fresh = [each for each in messages if work.outbox.find(each.id) is None]
    for each in fresh:
        work.outbox.save(each)
    return len(fresh)


def let_go(work: UnitOfWork, rejection: DecisionId, rules: AlertRules, now: datetime) -> int:
    """Let go what was held for a rejection that was taken back, and tell of it; return how many developments.

    What resembles another rejection as well stays held for that one.
    """
    gone = 0
    for item in work.reviews.list_held(rejection):
        judgement = item.development.judgement
        patterns = work.reviews.list_patterns([each.number for each in judgement.matches])
        other = resembles(judgement, patterns)
        was_shown = shown(item)
        work.reviews.hold(item.development.id, other)
        if other is None:
            gone += 1
            if not was_shown:
                tell_accepted(work, item.development.id, rules, now)
    return gone


def _was_watched(work: UnitOfWork, development: Development) -> bool:
    """Whether the source of the lead had been read before the development was opened."""
    of_lead = [each for each in work.sources.list_all() if each.source.id == development.lead.source_id]
    return any(
        each.state.baseline_at is not None and each.state.baseline_at < development.opened_at for each in of_lead
    )
