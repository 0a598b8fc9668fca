"""Weighing: what developments are worth for units, brought up to date where they changed; see ``domain.weighings``.

The rules are pure and stand in ``domain/assessment``.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.assessment.assess import conclude, weighed_of
from domain.assessment.deadlines import Announcements
from domain.assessment.gathering import coverage_of, gather, newest_codings
from domain.assessment.reviewed import as_reviewed, weighed_without
from domain.status import Ground
from domain.status_review import set_aside
from domain.weighings import Scale, is_kept, lean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.assessing import AssessingParts
    from domain.assessment.gathering import Codings, ToldDevelopment
    from domain.development import DevelopmentId
    from domain.status import Assessment, Weighed
    from domain.unit import Unit, UnitId
    from domain.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

READ_AT_ONCE = 1_000
"""Developments held in memory at a time where all are read."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """What weighing developments again brought.

    Attributes:
        touched: units whose evidence it changes. gone: those of the developments that count no more.
    """

    touched: frozenset[UnitId] = frozenset()
    gone: frozenset[DevelopmentId] = frozenset()


def weigh_again(parts: AssessingParts, work: UnitOfWork, development_ids: Collection[DevelopmentId]) -> Weighing:
    """Weigh developments as they are now and keep that.

    Args:
        work: a writing unit of work, committed by the caller.
    """
    if not development_ids:
        return Weighing()
    codings = newest_codings(work.assessments.list_codings())
    told = work.assessments.list_told(development_ids)
    touched = work.weighings.replace(development_ids, _weighings_of(parts, told, codings))
    gone = set(development_ids).difference(each.development.id for each in told)
    return Weighing(frozenset(touched), frozenset(gone))


def check_all(parts: AssessingParts) -> Announcements:
    """Read every development, mark those whose worth is not what is kept, and return the days that they announced.

    Marks tell of what the product changes in a development; this finds what rules, units and sources have changed.
    Nothing is held for long: neither the database nor what was read.
    """
    announced, last = Announcements(), None
    while True:
        with parts.open_unit_of_work(writes=False) as work:
            ids = work.weighings.list_ids(last, READ_AT_ONCE)
            codings = newest_codings(work.assessments.list_codings())
            told = work.assessments.list_told(ids)
            differing = set(work.weighings.list_of(ids)) ^ set(_weighings_of(parts, told, codings))
        announced.add(each.development for each in told)
        if differing:
            changed = {each.evidence.development_id for each in differing}
            with parts.open_unit_of_work() as work:
                work.weighings.mark(changed)
                work.commit()
            log.info("%d developments are worth something else than was kept", len(changed))
        if len(ids) < READ_AT_ONCE:
            return announced
        last = ids[-1]


def concluded(
    parts: AssessingParts, work: UnitOfWork, units: Sequence[Unit], now: datetime, *, as_kept: bool = False
) -> tuple[Assessment, ...]:
    """Return what the weighed evidence of units amounts to, without passages and outlets; nothing is written.

    Args:
        work: any unit of work. units: those asked for. now: the time (UTC).
        as_kept: without what is marked and not weighed again yet.
    """
    kept = work.weighings.scales([unit.id for unit in units]) if as_kept else scales_now(parts, work, units)
    decisions, watched = work.assessments.list_status_decisions(), work.sources.list_all()
    aside = set_aside(decisions)
    newest = {each.unit_id: each for each in work.assessments.newest_changes()}
    found = []
    for unit in units:
        weighed = weighed_without(kept[unit.id].weighed, aside.get(unit.id, {}))
        coverage = coverage_of(watched, unit.actors, now)
        each = conclude(unit, weighed, coverage, now.date(), kept[unit.id].counted)
        found.append(as_reviewed(each, newest.get(unit.id), decisions))
    return tuple(found)


def scales_now(parts: AssessingParts, work: UnitOfWork, units: Sequence[Unit]) -> Mapping[UnitId, Scale]:
    """Return what is known of units, with what is marked weighed on the way; nothing is written."""
    scales, marked = work.weighings.scales([unit.id for unit in units]), work.weighings.list_marked()
    if not marked:
        return scales
    codings = newest_codings(work.assessments.list_codings())
    fresh: list[Weighed] = []
    for start in range(0, len(marked), READ_AT_ONCE):
        told = work.assessments.list_told(marked[start : start + READ_AT_ONCE])
        fresh += _weighings_of(parts, told, codings)
    added, gone = _by_unit(fresh), _by_unit(work.weighings.list_of(marked))
    return {unit: _changed(each, gone.get(unit, ()), added.get(unit, ())) for unit, each in scales.items()}


def _weighings_of(parts: AssessingParts, told: Iterable[ToldDevelopment], codings: Codings) -> list[Weighed]:
    evidence = gather(told, parts.units, parts.ladders, codings)
    adopted = parts.declaration.adopted
    every = (each for unit in parts.units for each in weighed_of(unit, evidence[unit.id], adopted))
    return [lean(each) for each in every if is_kept(each)]


def _by_unit(weighed: Iterable[Weighed]) -> dict[UnitId, list[Weighed]]:
    found: dict[UnitId, list[Weighed]] = {}
    for each in weighed:
        found.setdefault(each.evidence.unit_id, []).append(each)
    return found


def _changed(scale: Scale, gone: Collection[Weighed], added: Collection[Weighed]) -> Scale:
    left = set(scale.weighed).difference(gone)
    weighing = [each for each in added if each.weighs]
    counted = scale.counted - _topical(gone) + _topical(added)
    return Scale((*left, *weighing), counted)


def _topical(weighed: Iterable[Weighed]) -> int:
    return sum(not each.weighs and each.ground is Ground.SAME_TOPIC for each in weighed)
