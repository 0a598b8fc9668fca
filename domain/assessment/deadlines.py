"""Deadlines: which days passed without any report found, and when subscribers are told so.

Two kinds of days are known: those declared with units, and those that the passage of an act named for what was to come.
A declared day is without evidence where the unit's status says so. An announced one is where no development of its
storyline, and none on one of its paragraphs in one of its countries, was published from that day on, and its own got
no further report. Reports of an act come days after it, so nothing is told before ``GRACE`` is over; where the day
passed before anything was watched, or too few sources answer, silence means nothing, and nothing is told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.assessment.gathering import coverage_of
from domain.commitment import CENTRAL_ASIA
from domain.development import DevelopmentId
from domain.due import DueNotice
from domain.facets import Facet, concerns
from domain.happening import ActPrecision
from domain.identity import stable_id
from domain.status import Overlay

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from domain.development import Development
    from domain.facets import DevelopmentFacts, Facets
    from domain.source import WatchedSource
    from domain.status import Assessment, RecordedAssessment
    from domain.unit import Unit, UnitId

GRACE = timedelta(days=7)
"""So long after a day its reports may still come."""

TOLD_WITHIN = timedelta(days=7)
"""Days after ``GRACE`` in which subscribers are told; later it is no news, only a fact."""

OF_REPORTS = frozenset(
    {Facet.TIER, Facet.SIDE, Facet.MINISTRY, Facet.STAGE, Facet.REVIEWED, Facet.CERTAIN, Facet.LANGUAGES, Facet.OUTLETS}
)
"""Facets that ask how something was reported; where nobody reported anything they keep nothing away."""


@dataclass(frozen=True, slots=True)
class DueWithoutEvidence:
    """The day of a unit has passed and no report was found: a development that no story tells.

    Attributes:
        id: made of unit and day, so that it is told once. watched, unreachable: the sources behind the silence.
    """

    id: str
    unit_id: UnitId
    due: date
    watched: int
    unreachable: int


def due_without_evidence(
    units: Sequence[Unit], assessments: Iterable[Assessment | RecordedAssessment]
) -> list[DueWithoutEvidence]:
    """Return a development of its own kind for each unit whose day has passed without a report."""
    days = {unit.id: unit.due for unit in units}
    return [
        DueWithoutEvidence(
            id=stable_id("due without evidence", each.unit_id, due.isoformat()),
            unit_id=each.unit_id,
            due=due,
            watched=each.coverage.watched,
            unreachable=each.coverage.unreachable,
        )
        for each in assessments
        if Overlay.DUE_WITHOUT_EVIDENCE in each.overlays and (due := days.get(each.unit_id)) is not None
    ]


@dataclass(slots=True)
class Announcements:
    """The days that developments announced; of those that announce none nothing is held but their newest days.

    Attributes:
        ahead: developments that announce a day. newest: of the publications of each storyline, and of each paragraph
            in each country.
    """

    ahead: list[Development] = field(default_factory=list)
    newest: dict[tuple[object, ...], date] = field(default_factory=dict)

    def add(self, developments: Iterable[Development]) -> None:
        """Take further developments in, in any order."""
        for each in developments:
            if _day_ahead(each) is not None:
                self.ahead.append(each)
            if each.counts:
                day = each.lead.published.at.date()
                for key in _keys(each):
                    self.newest[key] = max(self.newest.get(key, day), day)

    def notices(self, watched: Sequence[WatchedSource], now: datetime) -> list[DueNotice]:
        """Return the announced days that passed without evidence, by publication of what announced them."""
        notices: dict[str, DueNotice] = {}
        for each in sorted(self.ahead, key=lambda each: (each.lead.published.at, each.id)):
            day = _day_ahead(each)
            if day is None or now.date() <= day + GRACE or _is_answered(each, day, self.newest):
                continue
            coverage = coverage_of(watched, each.judgement.countries, now)
            if coverage.is_enough:
                key = stable_id("due without evidence", each.storyline_id or each.id, day.isoformat())
                notices.setdefault(key, _of_report(key, each, day, (coverage.watched, coverage.unreachable), now))
        return list(notices.values())


def notices_of(
    units: Sequence[Unit],
    assessments: Iterable[Assessment | RecordedAssessment],
    developments: Sequence[Development],
    watched: Sequence[WatchedSource],
    now: datetime,
) -> list[DueNotice]:
    """Return every day that passed without evidence, declared ones first; each has the same id whenever it is asked.

    Args:
        units: with their days. assessments: of today. developments: that count. watched: sources with their state.
        now: the time (UTC).
    """
    announced = Announcements()
    announced.add(developments)
    return all_notices(units, assessments, announced, watched, now)


def all_notices(
    units: Sequence[Unit],
    assessments: Iterable[Assessment | RecordedAssessment],
    announced: Announcements,
    watched: Sequence[WatchedSource],
    now: datetime,
) -> list[DueNotice]:
    """Return the same as ``notices_of`` where the developments were read in lots."""
    declared = _declared(units, due_without_evidence(units, assessments), now)
    return [*declared, *announced.notices(watched, now)]


def is_news(notice: DueNotice, watched: Iterable[WatchedSource], today: date) -> bool:
    """Whether subscribers are to be told: the grace ended lately, and sources were watched when the day came."""
    begun = [each.state.baseline_at.date() for each in watched if each.state.baseline_at is not None]
    return today <= notice.day + GRACE + TOLD_WITHIN and bool(begun) and min(begun) <= notice.day


def is_for(facets: Facets, facts: DevelopmentFacts) -> bool:
    """Whether a subscriber is to be told: by topic, country, name, sum and words; how it was reported is not asked."""
    return set(concerns(facets, facts).stopped_by) <= OF_REPORTS


def _declared(units: Sequence[Unit], found: Iterable[DueWithoutEvidence], now: datetime) -> list[DueNotice]:
    by_id = {unit.id: unit for unit in units}
    return [
        DueNotice(
            id=DevelopmentId(each.id),
            day=each.due,
            numbers=(by_id[each.unit_id].number,),
            watched=each.watched,
            unreachable=each.unreachable,
            noticed_at=now,
            countries=tuple(code for code in by_id[each.unit_id].actors if code in CENTRAL_ASIA),
            unit_id=each.unit_id,
            title=by_id[each.unit_id].title,
        )
        for each in found
        if now.date() > each.due + GRACE
    ]


def _of_report(key: str, each: Development, day: date, sources: tuple[int, int], now: datetime) -> DueNotice:
    return DueNotice(
        id=DevelopmentId(key),
        day=day,
        numbers=_numbers(each),
        watched=sources[0],
        unreachable=sources[1],
        noticed_at=now,
        countries=each.judgement.countries,
        announced_by=each.id,
        headline=each.lead.title,
        source_name=each.lead.source_name,
        url=each.lead.url,
    )


def _day_ahead(each: Development) -> date | None:
    """Return the day that the report named for its act, where it named one exactly and lay before it."""
    happening = each.happening
    if happening is None or not each.counts or not happening.ahead or happening.precision is not ActPrecision.DAY:
        return None
    return happening.day


def _numbers(each: Development) -> tuple[int, ...]:
    """Return the paragraphs, the primary one first."""
    numbers = [int(match.number) for match in each.judgement.matches]
    return tuple(sorted(numbers, key=lambda number: number != each.judgement.primary))


def _keys(each: Development) -> Iterable[tuple[object, ...]]:
    if each.storyline_id is not None:
        yield (each.storyline_id,)
    for number in _numbers(each):
        yield from ((number, country) for country in each.judgement.countries or CENTRAL_ASIA)


def _is_answered(each: Development, day: date, newest: dict[tuple[object, ...], date]) -> bool:
    return each.updated_at.date() >= day or any(newest[key] >= day for key in _keys(each))
