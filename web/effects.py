"""Effects: what one development is worth for each unit of its commitments, weighed as the status is; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.assessment.assess import assess
from domain.assessment.gathering import gather, newest_codings
from domain.status import Coverage
from domain.status_review import set_aside
from reports.composing.units import effects_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from domain.assessment.gathering import ToldDevelopment
    from domain.development import DevelopmentId
    from domain.status import UnitCoding
    from domain.status_review import StatusDecision
    from domain.unit import Unit
    from reports.composing.reader import Reader
    from reports.model import UnitEffect
    from web.parts import WebParts

_ANY_COVERAGE = Coverage(watched=1)
"""How well a unit is watched bears on its status only, not on the steps of its evidence."""


@dataclass(frozen=True, slots=True)
class EffectLine:
    """What a development is worth for one unit."""

    unit: Unit
    effect: UnitEffect


def effect_lines(
    asked: DevelopmentId,
    told: Sequence[ToldDevelopment],
    codings: Iterable[UnitCoding],
    parts: WebParts,
    today: date,
    reader: Reader,
    said: Iterable[StatusDecision] = (),
) -> list[EffectLine]:
    """Return what a development is worth for each unit, in the order of the units.

    Args:
        asked: the development. told: it and the others of its storyline: a setback counts where they moved a status.
        codings: of people. today: day of assessment. said: what editors said of changes of status.
    """
    numbers = {match.number for each in told for match in each.development.judgement.matches}
    units = [unit for unit in parts.units if unit.number in numbers]
    evidence = gather(told, units, parts.ladders, newest_codings(codings), set_aside(said))
    adopted = parts.declaration.adopted
    assessed = [assess(unit, evidence[unit.id], _ANY_COVERAGE, today, adopted) for unit in units]
    found = {
        effect.unit_id: effect
        for (_, development_id), effects in effects_on(assessed, reader).items()
        for effect in effects
        if development_id == asked
    }
    return [EffectLine(unit, found[unit.id]) for unit in units if unit.id in found]
