"""Changes: the log of statuses, and the summary of what moved in the period."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from domain.assessment.scores import tally
from domain.review import DECIDED
from reports.composing.commitments import rise_of
from reports.model import ChangeLine, Movement, StatusCount, Summary
from reports.plain import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from domain.assessment.gathering import ToldDevelopment
    from domain.development import DevelopmentId
    from domain.evidence import KeptText
    from domain.status import Assessment, StatusChange
    from domain.unit import Unit, UnitId
    from reports.composing.reader import Reader
    from reports.model import CommitmentPart


def change_lines(
    changes: Sequence[StatusChange], units: Mapping[UnitId, Unit], reader: Reader
) -> tuple[ChangeLine, ...]:
    """Return the lines of the log, in their order; a unit no longer declared is passed over."""
    return tuple(_line(each, units[each.unit_id], reader) for each in changes if each.unit_id in units)


def summary_of(
    commitments: Sequence[CommitmentPart],
    told: Sequence[ToldDevelopment],
    kept: Mapping[DevelopmentId, Sequence[KeptText]],
    assessments: Sequence[Assessment],
    lines: Sequence[ChangeLine],
    moved: Sequence[StatusChange],
) -> Summary:
    """Return what moved.

    Args:
        commitments: in scope. told: developments of the period in scope, each once. kept: their texts.
        assessments: of the units in scope. lines, moved: the log of the period, line by line the same changes.
    """
    figures = tally(assessments)
    counts = Counter(each.status for each in commitments)
    decided = [each for each in told if any(state in DECIDED for state in each.states.values())]
    return Summary(
        developments=len(told),
        reports=sum(len(kept.get(each.development.id, ())) for each in told),
        touched=sum(each.developments > 0 for each in commitments),
        tracked=len(commitments),
        unreviewed=len(told) - len(decided),
        scored=figures.scored,
        verifiable=figures.verifiable,
        units=figures.all,
        percent=figures.percent,
        moved=tuple(_movements(lines, moved)),
        statuses=tuple(StatusCount(status, number) for status, number in counts.most_common()),
    )


def _movements(lines: Sequence[ChangeLine], changes: Sequence[StatusChange]) -> list[Movement]:
    return [
        Movement(line.unit_id, line.commitment, line.title, line.at, line.before, line.after, rise_of(change))
        for line, change in zip(lines, changes, strict=True)
        if line.before is not None
    ]


def _line(change: StatusChange, unit: Unit, reader: Reader) -> ChangeLine:
    return ChangeLine(
        unit_id=change.unit_id,
        commitment=int(unit.number),
        title=reader.text(unit.title),
        at=change.at,
        before=reader.maybe(change.before),
        after=reader.named(change.after),
        overlays_before=reader.all(change.overlays_before),
        overlays_after=reader.all(change.overlays_after),
        reason=reader.named(change.reason),
        who=plain(change.who),
        evidence=tuple(map(str, change.evidence)),
    )
