"""Commitments: what was promised, what happened, how far it has come, and what is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.assessment.assess import commitment_status
from domain.review import UNREVIEWED, MatchState
from domain.status import Ground, Overlay, Status
from reports.composing.timeline import bearing_on, next_steps, occurrences
from reports.composing.units import unit_part
from reports.model import CommitmentPart, OpenQuestion
from reports.words import QuestionKind, Trend

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from domain.assessment.gathering import ToldDevelopment
    from domain.commitment import Commitment
    from domain.development import DevelopmentId
    from domain.status import Assessment, EvidenceStep, StatusChange
    from domain.unit import Unit
    from reports.composing.footnotes import Numbers
    from reports.composing.reader import Reader
    from reports.material import Material, ReportScope
    from reports.model import UnitEffect

QUIET_AFTER = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Found:
    """What every commitment's part is made from.

    Attributes:
        told: developments in scope up to the end of the period, oldest first. changes: of the period, newest first.
        numbers: of footnotes. effects: by paragraph and development.
    """

    material: Material
    scope: ReportScope
    told: Sequence[ToldDevelopment]
    changes: Sequence[StatusChange]
    numbers: Numbers
    effects: Mapping[tuple[int, DevelopmentId], tuple[UnitEffect, ...]]

    def of_period(self, told: Sequence[ToldDevelopment]) -> list[ToldDevelopment]:
        """Return those published in the period."""
        return [each for each in told if day_of(each) >= self.scope.since]


def day_of(told: ToldDevelopment) -> date:
    """Return the day of publication."""
    return told.development.lead.published.at.date()


def commitment_part(commitment: Commitment, found: Found, reader: Reader) -> CommitmentPart:
    """Return all there is to say of a commitment."""
    ever = bearing_on(found.told, commitment.number)
    told = found.of_period(ever)
    units = [unit for unit in found.material.units if unit.number == commitment.number]
    by_id = {each.unit_id: each for each in found.material.assessments}
    pairs = [(unit, by_id[unit.id]) for unit in units if unit.id in by_id]
    assessments = [assessment for _, assessment in pairs]
    status = commitment_status([each.status for each in assessments])
    decided = [each for each in assessments if each.causes]
    kept = found.material.kept
    return CommitmentPart(
        number=commitment.number,
        pillar=reader.named(commitment.pillar),
        kind=reader.named(commitment.kind),
        label=reader.text(commitment.label),
        title=reader.text(commitment.title),
        promise=reader.text(commitment.content),
        target=reader.text(commitment.target),
        due=commitment.due,
        due_note=reader.text(commitment.due_note),
        actors=reader.countries(commitment.actors),
        status=reader.status(status, None, on_topic=bool(ever)),
        step=reader.maybe(_highest(assessments)),
        overlays=reader.all(dict.fromkeys(overlay for each in assessments for overlay in each.overlays)),
        newest=max((day_of(each) for each in ever), default=None),
        developments=len(told),
        reports=sum(len(kept.get(each.development.id, ())) for each in told),
        trend=reader.named(trend_of([unit.id for unit in units], ever, found)),
        reviewed=bool(decided) and all(each.reviewed for each in decided),
        units=tuple(unit_part(unit, assessment, reader) for unit, assessment in pairs),
        timeline=occurrences(told, commitment.number, kept, found.numbers, found.effects, reader),
        next_steps=next_steps(told, commitment.number, found.material.ladders, reader),
        questions=tuple(_questions(commitment, told, pairs, reader)),
    )


def trend_of(unit_ids: Sequence[str], ever: Sequence[ToldDevelopment], found: Found) -> Trend:
    """Return where a commitment was heading: the newest change of status decides, then how long ago the news is."""
    moves = [rose for each in found.changes if each.unit_id in unit_ids and (rose := rise_of(each)) is not None]
    if moves:
        return Trend.FORWARD if moves[0] else Trend.BACK
    newest = max((day_of(each) for each in ever), default=None)
    if newest is None:
        return Trend.SILENT
    return Trend.ACTIVE if found.scope.until - newest <= QUIET_AFTER else Trend.QUIET


def rise_of(change: StatusChange) -> bool | None:
    """Return whether a status rose (True) or fell (False); None where it was the first, or only remarks changed."""
    if change.before is None or change.before.height is None or change.after.height is None:
        return None
    return None if change.before is change.after else change.after.height > change.before.height


def _highest(assessments: Sequence[Assessment]) -> EvidenceStep | None:
    steps = [each.step for each in assessments if each.step is not None]
    return max(steps, key=lambda step: step.height, default=None)


def _questions(
    commitment: Commitment,
    told: Sequence[ToldDevelopment],
    pairs: Sequence[tuple[Unit, Assessment]],
    reader: Reader,
) -> Iterator[OpenQuestion]:
    states = [each.states.get(commitment.number, MatchState.PROPOSED) for each in told]
    unreviewed = sum(state in UNREVIEWED for state in states)
    if unreviewed:
        text = reader.texts.count(
            "{n} development has not been reviewed by a person.",
            "{n} developments have not been reviewed by a person.",
            unreviewed,
        )
        yield OpenQuestion(reader.named(QuestionKind.UNREVIEWED), text)
    for unit, assessment in pairs:
        yield from _of_unit(unit, assessment, reader)


def _of_unit(unit: Unit, found: Assessment, reader: Reader) -> Iterator[OpenQuestion]:
    title, texts = reader.text(unit.title), reader.texts
    if Overlay.DUE_WITHOUT_EVIDENCE in found.overlays and unit.due is not None:
        said = texts.say("{unit}: due on {day}, and no report was found.", unit=title, day=texts.day(unit.due))
        yield OpenQuestion(reader.named(QuestionKind.DUE_WITHOUT_EVIDENCE), said, unit.id)
    if Overlay.STALLED in found.overlays:
        said = texts.say("{unit}: nothing new for 180 days.", unit=title)
        yield OpenQuestion(reader.named(QuestionKind.STALLED), said, unit.id)
    if found.status is Status.WITHHELD:
        said = texts.say("{unit}: too few sources answered for a status to be given.", unit=title)
        yield OpenQuestion(reader.named(QuestionKind.WITHHELD), said, unit.id)
    if any(each.ground is Ground.SINGLE_SOURCE and each.moves for each in found.weighed):
        said = texts.say("{unit}: rests in part on a single source that is not official.", unit=title)
        yield OpenQuestion(reader.named(QuestionKind.SINGLE_SOURCE), said, unit.id)
