"""After a cycle: was it our own network? Then no failure counts, and one notice says so."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from domain.notice import NoticeKind
from monitors import health, plan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from domain.outcome import PollOutcome
    from domain.source import Verdict, WatchedSource
    from domain.unit_of_work import UnitOfWork
    from monitors.judging import JudgingParts

log = logging.getLogger(__name__)

ABOUT_THE_NETWORK = (NoticeKind.NETWORK_DOWN, NoticeKind.NETWORK_BACK)


def settle_outage(
    judging: JudgingParts,
    jitter: Callable[[], float],
    outcomes: Sequence[PollOutcome],
    watched: Sequence[WatchedSource],
    *,
    dry_run: bool = False,
) -> list[PollOutcome]:
    """Return the outcomes of a cycle as they stand once it is known whose fault its failures were.

    Most hosts of the last minutes have to be out of reach: a cycle by itself may hold three sources only.

    Args:
        judging: clock and database. jitter: factor around 1.0 for each wait.
        outcomes: of the cycle, recorded already. watched: the sources as they were before, in the same order.
        dry_run: decide everything, write nothing.

    Raises:
        StorageError: nothing was changed.
    """
    now = judging.clock.now()
    with judging.open_unit_of_work(writes=False) as work:
        verdicts = _verdicts(outcomes, watched, work, now)
        notice = health.network_notice(verdicts, work.notices.find_last(ABOUT_THE_NETWORK), now)
    forgiven = list(outcomes)
    if health.is_own_outage(verdicts):
        pairs = zip(outcomes, watched, strict=True)
        forgiven = [plan.forgiven(outcome, each, now, jitter()) for outcome, each in pairs]
        asked, unreached = health.unreached_hosts(verdicts)
        log.warning("%d of %d hosts out of reach: probably our own network; asking again soon", unreached, asked)
    changed = [new for new, old in zip(forgiven, outcomes, strict=True) if new is not old]
    if not dry_run and (changed or notice):
        with judging.open_unit_of_work() as work:
            for outcome in changed:
                work.record(outcome, judging.matcher.version)
            work.notices.add([notice] if notice else [])
            work.commit()
    return forgiven


def _verdicts(
    outcomes: Sequence[PollOutcome], watched: Sequence[WatchedSource], work: UnitOfWork, now: datetime
) -> list[tuple[str, Verdict]]:
    """Return address and verdict of what was polled now or a few minutes ago."""
    polled = [(each.source.url, outcome.record.verdict) for each, outcome in zip(watched, outcomes, strict=True)]
    ids = {each.source.id for each in watched}
    since = now - health.OUTAGE_LOOKS_BACK
    earlier = [
        (each.source.url, each.state.verdict)
        for each in work.sources.list_all()
        if each.source.id not in ids and each.state.last_polled_at is not None and each.state.last_polled_at >= since
    ]
    return polled + [(url, verdict) for url, verdict in earlier if verdict is not None]
