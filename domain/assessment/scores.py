"""Scores: the G7 Research Group's +1, 0, -1 for units and actors, and their summary with what it rests on.

A score is computed always and shown only where the unit is due and people have looked. A summary never comes without
its three numbers, scored / verifiable / all, and gives no mean over fewer than five units.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.status import ActorScore, EvidenceStep, Overlay, Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from domain.status import Assessment, RecordedAssessment, Weighed
    from domain.unit import Unit

KEPT, PARTLY, NOT_KEPT = 1, 0, -1

FEWEST = 5
"""Units below which no mean is given."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Scores summed up.

    Attributes:
        scored, verifiable, all: numbers of units, always printed together.
        percent: (mean + 1) / 2 in percent; None over fewer than ``FEWEST`` scored units.
    """

    scored: int
    verifiable: int
    all: int
    percent: float | None = None


def unit_score(status: Status, overlays: Sequence[Overlay], *, is_due: bool) -> int | None:
    """Return the score of a unit as a whole; None = not scored (not reviewable, withheld, or words before the day)."""
    if status.height is None:
        return None
    if Overlay.CONTRARY in overlays:
        return NOT_KEPT
    if status is Status.COMPLETE:
        return KEPT
    if status in (Status.LIMITED, Status.SUBSTANTIAL):
        return PARTLY
    return NOT_KEPT if is_due else None


def actor_scores(
    unit: Unit, standing: Iterable[Weighed], setbacks: Iterable[Weighed], *, is_due: bool
) -> tuple[ActorScore, ...]:
    """Return the score of each actor by the evidence that names it; nothing for a unit that is not reviewable.

    Args:
        unit: whose actors are scored. standing: evidence that counts. setbacks: those not overtaken by an act.
        is_due: whether the unit's day has passed.
    """
    if not unit.verifiable:
        return ()
    # A unit may rest on thousands of developments, which say few different things of its actors.
    steps = {(each.step, each.evidence.parties) for each in standing}
    cancelled = {each.evidence.parties for each in setbacks if each.step is EvidenceStep.CANCELLED}
    return tuple(ActorScore(actor, _of_actor(actor, steps, cancelled, is_due=is_due)) for actor in unit.actors)


def tally(assessments: Iterable[Assessment | RecordedAssessment]) -> Tally:
    """Return the summary of units; only scores that may be shown are counted as scored."""
    found = list(assessments)
    verifiable = [each for each in found if each.status is not Status.NOT_REVIEWABLE]
    shown = [each.score for each in verifiable if each.shows_score and each.score is not None]
    mean = sum(shown) / len(shown) if len(shown) >= FEWEST else None
    return Tally(len(shown), len(verifiable), len(found), None if mean is None else (mean + 1) * 50)


def _of_actor(
    actor: str,
    steps: Collection[tuple[EvidenceStep, tuple[str, ...]]],
    cancelled: Collection[tuple[str, ...]],
    *,
    is_due: bool,
) -> int | None:
    if any(actor in parties for parties in cancelled):
        return NOT_KEPT
    height = max((step.height for step, parties in steps if actor in parties), default=0)
    if height == EvidenceStep.MET.height:
        return KEPT
    if height >= EvidenceStep.ORGANISED.height:
        return PARTLY
    return NOT_KEPT if is_due else None
