"""Units: what is declared of each target of a commitment, and how far it has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.model import CodebookText, UnitEffect, UnitPart
from reports.words import Judge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from domain.development import DevelopmentId
    from domain.status import Assessment, Weighed
    from domain.unit import Unit
    from reports.composing.reader import Reader


def unit_part(unit: Unit, found: Assessment, reader: Reader) -> UnitPart:
    """Return a unit with its assessment."""
    moving = [each for each in found.weighed if each.moves]
    days = [each.evidence.day for each in moving if each.evidence.day is not None]
    return UnitPart(
        id=unit.id,
        title=reader.text(unit.title),
        kind=reader.named(unit.kind),
        verb=reader.named(unit.verb),
        ambition=reader.named(unit.ambition),
        actors=reader.countries(unit.actors),
        due=unit.due,
        due_note=reader.text(unit.due_note),
        codebook=_codebook(unit, reader),
        not_reviewable=reader.text(unit.not_reviewable),
        status=reader.status(found.status, found.coverage, on_topic=bool(found.weighed)),
        overlays=reader.all(found.overlays),
        step=reader.maybe(found.step),
        watched=found.coverage.watched,
        unreachable=found.coverage.unreachable,
        score=found.score if found.shows_score else None,
        newest=max(days, default=None),
        moving=len(moving),
        same_topic=found.same_topic,
        reviewed=found.reviewed,
    )


def effects_on(
    assessments: Iterable[Assessment], reader: Reader
) -> dict[tuple[int, DevelopmentId], tuple[UnitEffect, ...]]:
    """Return what each development is worth for the units of each paragraph, by paragraph and development."""
    found: dict[tuple[int, DevelopmentId], list[UnitEffect]] = {}
    for assessment in assessments:
        for weighed in assessment.weighed:
            at = (int(assessment.number), weighed.evidence.development_id)
            found.setdefault(at, []).append(_effect(weighed, reader))
    return {at: tuple(effects) for at, effects in found.items()}


def _effect(weighed: Weighed, reader: Reader) -> UnitEffect:
    evidence = weighed.evidence
    judge = Judge.MACHINE if evidence.coded is None else Judge.PERSON
    return UnitEffect(
        unit_id=evidence.unit_id,
        step=reader.named(weighed.step),
        ground=reader.words.word(weighed.ground),
        moves=weighed.moves,
        judge=reader.named(judge),
    )


def _codebook(unit: Unit, reader: Reader) -> CodebookText | None:
    entry = unit.codebook
    if entry is None:
        return None
    return CodebookText(
        done=reader.text(entry.done),
        partly=reader.text(entry.partly),
        contrary=reader.text(entry.contrary),
        near_misses=tuple(reader.text(miss) for miss in entry.near_misses),
    )
