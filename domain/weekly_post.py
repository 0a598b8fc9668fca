"""Weekly post: once a week a chat is told what moved, what is due and what is silent; rules on values, no clock.

A post tells of the calendar week before its Monday, on the chat's own clock. It is written on that Monday only, from
nine on: one that could not be written then, because of a pause or because nothing ran, is left out, and never two come.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from domain.commitment import CENTRAL_ASIA
from domain.status import ChangeReason, Coverage
from domain.subscriber import SubscriberState
from domain.telling import NINE, quiet_until

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from domain.calendar import Event
    from domain.commitment import Pillar
    from domain.development import DevelopmentId
    from domain.due import DueNotice
    from domain.facets import Facets
    from domain.notice import OperatorMessageId
    from domain.showing import Count, ShownDevelopment
    from domain.status import Overlay, RecordedAssessment, Status, StatusChange
    from domain.subscriber import Subscriber, SubscriberId
    from domain.unit import Unit

DUE_WITHIN = timedelta(weeks=3)
"""How far ahead of its Monday a post looks for what is due."""

SILENT_AFTER = timedelta(days=60)
"""A commitment without a report for so long is told as silent."""

_MOVES_NOTHING = frozenset({ChangeReason.FIRST, ChangeReason.COVERAGE})
"""Changes of the log that say something of this service, and nothing of the commitment."""


class Week(NamedTuple):
    """The week that a post tells of.

    Attributes:
        monday: the day of the post, which the week does not hold. zone: IANA name, of the chat.
    """

    monday: date
    zone: str

    @property
    def days(self) -> tuple[date, date]:
        """First and last day."""
        return week_before(self.monday)

    @property
    def period(self) -> tuple[datetime, datetime]:
        """When it began and ended (UTC); an hour longer or shorter where clocks change."""
        first = self.days[0]
        began, ended = (datetime.combine(each, time(), ZoneInfo(self.zone)) for each in (first, self.monday))
        return began.astimezone(UTC), ended.astimezone(UTC)

    @property
    def told_at(self) -> datetime:
        """From when on its post may come (UTC)."""
        return datetime.combine(self.monday, NINE, ZoneInfo(self.zone)).astimezone(UTC)


class StatusMove(NamedTuple):
    """What became of a unit in a week.

    Attributes:
        reviewed: whether people accepted everything that decided about its status.
        evidence: developments that came to decide or ceased to.
    """

    unit: Unit
    before: Status
    after: Status
    overlays: tuple[Overlay, ...]
    coverage: Coverage
    reviewed: bool
    evidence: tuple[DevelopmentId, ...]


class Silence(NamedTuple):
    """A commitment of which nothing was reported for long.

    Attributes:
        newest: publication of the last report (UTC), None = there was none since the declaration.
        coverage: the sources behind the silence, None = not assessed yet.
    """

    number: int
    newest: datetime | None
    coverage: Coverage | None


@dataclass(frozen=True, slots=True)
class WeeklyPost:
    """All that one post tells; the weightiest, nearest and longest first.

    Attributes:
        due: what comes within ``DUE_WITHIN``, by day. passed: days that were found in this week to have passed without
            a report. watched, unreachable: sources asked in the week, and those of them that never answered.
    """

    week: Week
    watched: int
    unreachable: int
    moves: tuple[StatusMove, ...] = ()
    found: tuple[ShownDevelopment, ...] = ()
    due: tuple[Event, ...] = ()
    passed: tuple[DueNotice, ...] = ()
    silent: tuple[Silence, ...] = ()


def week_before(day: date) -> tuple[date, date]:
    """Return Monday and Sunday of the last calendar week that was over on a day."""
    monday = day - timedelta(days=day.weekday())
    return monday - timedelta(days=7), monday - timedelta(days=1)


def week_to_tell(subscriber: Subscriber, now: datetime) -> Week | None:
    """Return the week whose post a subscriber is to get now, None where it is not the time for one.

    Args:
        now: UTC.

    Returns:
        None also for who does not want posts, who came after nine on that Monday, and in a pause or quiet hours.
    """
    timing = subscriber.timing
    local = now.astimezone(ZoneInfo(subscriber.zone))
    week = Week(local.date(), subscriber.zone)
    is_time = local.weekday() == 0 and week.told_at <= now and subscriber.created_at < week.told_at
    is_paused = timing.paused_until is not None and now < timing.paused_until
    if not is_time or is_paused or quiet_until(now, timing, subscriber.zone) is not None:
        return None
    return week if subscriber.state is SubscriberState.ACTIVE and subscriber.gets_weekly_post else None


def moves_of(
    changes: Iterable[StatusChange],
    units: Iterable[Unit],
    assessments: Iterable[RecordedAssessment],
    period: tuple[datetime, datetime],
) -> list[StatusMove]:
    """Return what became of each unit in a period, those that went farthest first; one that is where it was is none.

    Args:
        changes: lines of the log, in any order. assessments: the newest ones.
        period: when it began and ended (UTC).
    """
    lines: dict[str, list[StatusChange]] = {}
    for line in sorted(changes, key=lambda each: each.at):
        if period[0] <= line.at < period[1] and line.reason not in _MOVES_NOTHING:
            lines.setdefault(line.unit_id, []).append(line)
    newest = {each.unit_id: each for each in assessments}
    moves = [_move(unit, lines[unit.id], newest.get(unit.id)) for unit in units if unit.id in lines]
    return sorted((each for each in moves if each is not None), key=_farthest)


def silences_of(
    numbers: Collection[int],
    counts: Mapping[int, Count],
    assessments: Iterable[RecordedAssessment],
    at: datetime,
) -> list[Silence]:
    """Return the commitments that are silent, the longest first.

    Those of which nothing was ever reported have been silent equally long: which of them open the list changes from
    week to week, so that each is named in turn.

    Args:
        numbers: paragraphs that are followed. counts: developments by paragraph. at: when the post is written (UTC).
    """
    coverages: dict[int, Coverage] = {}
    for each in assessments:
        known = coverages.get(each.number)
        if known is None or each.coverage.watched > known.watched:
            coverages[each.number] = each.coverage
    never = sorted(number for number in numbers if number not in counts)
    start = at.date().toordinal() // 7 * _NAMED_A_WEEK % len(never) if never else 0
    ceased = sorted(
        (counts[number].newest, number)
        for number in numbers
        if number in counts and at - counts[number].newest >= SILENT_AFTER
    )
    return [
        *(Silence(number, None, coverages.get(number)) for number in (*never[start:], *never[:start])),
        *(Silence(number, newest, coverages.get(number)) for newest, number in ceased),
    ]


_NAMED_A_WEEK = 4
"""By how many the list of what was never reported moves on in a week."""


def follows(facets: Facets, number: int, pillars: Mapping[int, Pillar]) -> bool:
    """Whether a paragraph is among the topics of a chat."""
    unset = not (facets.pillars or facets.commitments)
    return unset or number in facets.commitments or pillars.get(number) in facets.pillars


def concerns_unit(facets: Facets, unit: Unit, pillars: Mapping[int, Pillar]) -> bool:
    """Whether a unit is among the topics and countries of a chat; one without a Central Asian actor is of all."""
    countries = set(unit.actors) & set(CENTRAL_ASIA)
    is_there = not facets.countries or not countries or not facets.countries.isdisjoint(countries)
    return is_there and follows(facets, unit.number, pillars)


def concerns_due(facets: Facets, notice: DueNotice, pillars: Mapping[int, Pillar]) -> bool:
    """Whether a day that passed without a report is among the topics and countries of a chat."""
    is_there = not facets.countries or not notice.countries or not facets.countries.isdisjoint(notice.countries)
    return is_there and any(follows(facets, number, pillars) for number in notice.numbers)


class WeeklyPostRepository(Protocol):
    """Which chats were told of which week, and what came up in it."""

    def written(self, mondays: Collection[date]) -> Collection[tuple[SubscriberId, date]]:
        """Return who has the post of which of these Mondays."""
        ...

    def note_written(self, subscriber_id: SubscriberId, monday: date, now: datetime) -> bool:
        """Note that a post was written; return whether it was not noted before."""
        ...

    def note_named(
        self, message_id: OperatorMessageId, subscriber_id: SubscriberId, named: Collection[DevelopmentId]
    ) -> None:
        """Note which developments a post names, so that it can be corrected when one of them is withdrawn."""
        ...

    def standing(self, named: Collection[DevelopmentId]) -> Collection[DevelopmentId]:
        """Return those of the developments that are neither rejected nor merged into others."""
        ...

    def muting(self) -> Collection[SubscriberId]:
        """Return who muted any storyline; of nobody else it has to be asked for each development."""
        ...

    def found_in(self, since: datetime, until: datetime) -> Sequence[ShownDevelopment]:
        """Return the developments that count and were found first in a period, its end not included."""
        ...


def _move(unit: Unit, lines: Sequence[StatusChange], newest: RecordedAssessment | None) -> StatusMove | None:
    first, last = lines[0], lines[-1]
    is_back = (first.before, set(first.overlays_before)) == (last.after, set(last.overlays_after))
    if first.before is None or is_back or newest is None:
        return None
    return StatusMove(
        unit=unit,
        before=first.before,
        after=last.after,
        overlays=tuple(each for each in last.overlays_after if each not in first.overlays_before),
        coverage=newest.coverage,
        reviewed=newest.reviewed,
        evidence=tuple(dict.fromkeys(each for line in lines for each in line.evidence)),
    )


def _farthest(move: StatusMove) -> tuple[int, int, str]:
    far = abs((move.after.height or 0) - (move.before.height or 0))
    return -far, move.unit.number, move.unit.id
