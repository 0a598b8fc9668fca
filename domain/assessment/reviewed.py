"""What review makes of an assessment: what a rejection sets aside, and whether people have looked at a status."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from domain.review import MatchState
from domain.status import EvidenceStep, Overlay, Status
from domain.status_review import accepted_of, change_id, is_proposed, standing_decisions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from domain.development import DevelopmentId
    from domain.status import Assessment, StatusChange, UnitEvidence, Weighed
    from domain.status_review import StatusDecision, Steps

_BY_EVIDENCE = (Overlay.DELAYED, Overlay.CONTRARY)
"""Overlays that evidence can bring; the others follow from the calendar alone."""


def without(evidence: Iterable[UnitEvidence], aside: Steps) -> list[UnitEvidence]:
    """Return the evidence of one unit, marked with what editors set aside."""
    return [replace(each, aside=aside.get(each.development_id, each.aside)) for each in evidence]


def weighed_without(weighed: Iterable[Weighed], aside: Steps) -> list[Weighed]:
    """Return weighed evidence of one unit, marked with what editors set aside."""
    return [
        replace(each, evidence=replace(each.evidence, aside=aside[each.evidence.development_id]))
        if each.evidence.development_id in aside
        else each
        for each in weighed
    ]


def to_set_aside(change: StatusChange, judge: Callable[[Steps], Assessment]) -> dict[DevelopmentId, EvidenceStep]:
    """Return what has to be set aside so that a unit stands as it stood before a change.

    First what the change names, then whatever decides in its place, until the former status is back.

    Args:
        change: the newest one of its unit.
        judge: returns the unit as it stands when so much more is set aside.

    Returns:
        Developments with their steps; empty where evidence can not bring the former status back: time or coverage
        changed it, or the evidence it rested on is gone.
    """
    aside: dict[DevelopmentId, EvidenceStep] = {}
    found = judge(aside)
    while not _is_former(found, change):
        deciding = {each.evidence.development_id: each.step for each in _deciding(found)}
        chosen = {each: step for each, step in deciding.items() if each in change.evidence} or deciding
        if not chosen:
            return {}
        aside |= chosen
        found = judge(aside)
    return aside


def as_reviewed(found: Assessment, newest: StatusChange | None, decisions: Sequence[StatusDecision]) -> Assessment:
    """Return an assessment that says whether people have looked at its status.

    They have where an editor accepted the change that brought it, or accepted every development that decided it; but
    never while its newest change is a proposal of the machine.

    Args:
        found: by the rules. newest: the last logged change of the unit. decisions: about its changes.
    """
    if newest is None:
        return found
    holding = standing_decisions(decisions)
    if newest.after is not found.status or is_proposed(newest, holding):
        return replace(found, reviewed=False)
    accepted = accepted_of(decisions).get(change_id(newest), frozenset())
    seen = [_is_seen(each, accepted) for each in _deciding(found)]
    return replace(found, reviewed=bool(seen) and all(seen))


def decided_by(found: Assessment) -> Mapping[DevelopmentId, EvidenceStep]:
    """Return what decided a status, with its steps."""
    return {each.evidence.development_id: each.step for each in _deciding(found)}


def _deciding(found: Assessment) -> list[Weighed]:
    return [each for each in found.weighed if each.moves and each.evidence.development_id in found.causes]


def _is_seen(each: Weighed, accepted: frozenset[DevelopmentId]) -> bool:
    evidence = each.evidence
    by_person = evidence.review is MatchState.ACCEPTED or evidence.coded is not None
    return by_person or evidence.development_id in accepted


def _is_former(found: Assessment, change: StatusChange) -> bool:
    former = change.before or Status.NO_EVIDENCE
    brought = set(change.overlays_after) - set(change.overlays_before)
    return found.status is former and not any(each in brought and each in found.overlays for each in _BY_EVIDENCE)
