"""Telling: when a subscriber is told of what concerns them; rules on values, the clock an argument.

A message that waits is sent by itself, folded with others into a digest, or waits on. Nothing is ever dropped here.
Windows and hours are those of the subscriber's zone, taken as points in time: where clocks go back an hour counts once,
where they go forward a time that does not exist is the moment as far after the change.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from domain.development import Stage
from domain.match import Tie

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from domain.alert import MessageId
    from domain.development import DevelopmentId
    from domain.facets import Facets
    from domain.match import Judgement

GENERAL = range(40, 52)
"""Paragraphs of the Tokyo Declaration on the world at large; much is reported of them, little of it follows it up."""

BACKLOG_AFTER = timedelta(minutes=15)
"""Alerts that could not go out for longer than this go as one digest (design rule 8)."""

REVIEWED_EVERY = timedelta(minutes=5)
"""How often it is looked whether an editor has accepted what waits for that."""

ALERTS_A_DAY = 5
MIDNIGHT = time()
NINE = time(9)
_MONDAY = 0
_AT_ONCE = frozenset({Stage.AGREED, Stage.STARTED, Stage.DONE, Stage.SETBACK})


class Urgency(StrEnum):
    """How soon a subscriber is to hear of a development."""

    AT_ONCE = "at_once"
    DIGEST = "digest"


class Mode(StrEnum):
    """What goes at once."""

    USUAL = "usual"
    """Deeds, setbacks and what names the declaration at once, the rest in the digest."""
    ALL_AT_ONCE = "all_at_once"
    ALL_IN_DIGEST = "all_in_digest"


class DigestKind(StrEnum):
    """Why developments came together in one message; the first that applies names it."""

    PAUSE = "pause"
    QUIET = "quiet"
    BACKLOG = "backlog"
    BURST = "burst"
    WEEKLY = "weekly"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class Timing:
    """When a subscriber wants to be told; hours are local.

    Attributes:
        digest_at: of the daily digest, or of Monday's where ``weekly``.
        quiet_from, quiet_until: nothing comes in between; the window may cross midnight, equal ends = never quiet.
        alerts_a_day: single alerts in a local day before the rest is folded; None = nothing is ever folded.
        paused_until: nothing comes before (UTC); None = not paused.
        weekly: one digest a week, with a chart, in place of a daily one.
        hold_until_reviewed: only what an editor has accepted is sent, as soon as that is so.
        weekly_report, monthly_report: whether the report of the week, or of the month, comes as a file.
        weekly_post: whether a post on Mondays tells what moved, what is due and what is silent; None = as is usual for
            the kind of chat (``Subscriber.gets_weekly_post``).
    """

    digest_at: time = NINE
    quiet_from: time = MIDNIGHT
    quiet_until: time = MIDNIGHT
    alerts_a_day: int | None = ALERTS_A_DAY
    paused_until: datetime | None = None
    weekly: bool = False
    mode: Mode = Mode.USUAL
    hold_until_reviewed: bool = False
    weekly_report: bool = False
    monthly_report: bool = False
    weekly_post: bool | None = None

    @property
    def has_quiet_hours(self) -> bool:
        """Whether there are hours in which nothing comes."""
        return self.quiet_from != self.quiet_until


USUAL = Timing()
EVERYTHING_AT_ONCE = Timing(alerts_a_day=None, mode=Mode.ALL_AT_ONCE)
"""For the console, which nobody wakes up for."""


class Waiting(NamedTuple):
    """A message that was not sent yet, as far as it matters when it is.

    Attributes:
        since: from when on it could have been sent (UTC). due_at: not before (UTC).
        asked: the reader asked for this very message, or it has to go without markup: it goes by itself.
        held_for: the digest it waits for, None = none yet. reviewed: an editor accepted what it tells.
        tried: whether it was handed to the channel before. place: among what was created at the same moment.
    """

    id: MessageId
    development_id: DevelopmentId
    urgency: Urgency
    created_at: datetime
    since: datetime
    due_at: datetime
    asked: bool = False
    held_for: DigestKind | None = None
    reviewed: bool = False
    tried: bool = False
    place: int = 0


class Held(NamedTuple):
    """A message that waits on: until when (UTC), and for which digest, None = for none."""

    id: MessageId
    until: datetime
    held_for: DigestKind | None


@dataclass(frozen=True, slots=True)
class Telling:
    """What becomes of the messages that wait for one subscriber; every one that is due is in exactly one part.

    Attributes:
        alone: go now, by themselves, in this order. folded: go now as one digest, in this order.
        kind: of that digest, None = there is none. held: wait on.
    """

    alone: tuple[MessageId, ...] = ()
    folded: tuple[MessageId, ...] = ()
    kind: DigestKind | None = None
    held: tuple[Held, ...] = ()


def urgency_of(judgement: Judgement, facets: Facets, timing: Timing) -> Urgency:
    """Return how soon a subscriber is to hear of what was judged so.

    At once comes what is agreed, started, done or set back, and what names the declaration; never what bears on general
    paragraphs alone, unless the subscriber wants these like all others.
    """
    if timing.mode is not Mode.USUAL:
        return Urgency.AT_ONCE if timing.mode is Mode.ALL_AT_ONCE else Urgency.DIGEST
    numbers = [int(match.number) for match in judgement.matches]
    if facets.general_in_digest and numbers and all(number in GENERAL for number in numbers):
        return Urgency.DIGEST
    is_pressing = judgement.stage in _AT_ONCE or judgement.tie is Tie.EXPLICIT
    return Urgency.AT_ONCE if is_pressing else Urgency.DIGEST


def next_digest(after: datetime, timing: Timing, zone: str) -> datetime:
    """Return when the first digest at or after a moment is due (UTC).

    Args:
        after: UTC. zone: IANA name, of the subscriber.
    """
    here = ZoneInfo(zone)
    # The day before: where clocks go forward the time of digests may come only after midnight.
    day = after.astimezone(here).date() - timedelta(days=1)
    while True:
        at = datetime.combine(day, timing.digest_at, here).astimezone(UTC)
        if at >= after and (not timing.weekly or day.weekday() == _MONDAY):
            return at
        day += timedelta(days=1)


def quiet_until(now: datetime, timing: Timing, zone: str) -> datetime | None:
    """Return when the quiet hours end in which ``now`` lies (UTC), None outside of them."""
    if not timing.has_quiet_hours:
        return None
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    over_midnight = timing.quiet_from > timing.quiet_until
    for start in (today - timedelta(days=1), today):
        begins = datetime.combine(start, timing.quiet_from, here).astimezone(UTC)
        ends = datetime.combine(start + timedelta(days=over_midnight), timing.quiet_until, here).astimezone(UTC)
        if begins <= now < ends:
            return ends
    return None


def day_began(now: datetime, zone: str) -> datetime:
    """Return when the subscriber's day began (UTC)."""
    here = ZoneInfo(zone)
    return datetime.combine(now.astimezone(here).date(), time(), here).astimezone(UTC)


def in_order(waiting: Sequence[Waiting], timing: Timing, now: datetime) -> Sequence[Waiting]:
    """Return what may be decided about, without what waits behind an older message.

    A message that was tried, and is to be tried again later, is passed by none but those that the reader asked for:
    a chat's order is kept although the process that was told to wait has ended since.

    Args:
        waiting: all of one subscriber. now: UTC.
    """
    delayed = [
        _age(each)
        for each in waiting
        if each.tried
        and each.due_at > now
        and each.held_for is None
        # What waits for an editor, tried or not, is passed by others.
        and (each.reviewed or not timing.hold_until_reviewed)
    ]
    return [each for each in waiting if each.asked or _age(each) <= min(delayed)] if delayed else waiting


def telling(waiting: Sequence[Waiting], timing: Timing, zone: str, told_today: int, now: datetime) -> Telling:
    """Decide about the messages that wait for one subscriber.

    Args:
        waiting: all of them, also those due later. zone: IANA name.
        told_today: single alerts sent since ``day_began``. now: UTC.

    Returns:
        What becomes of those that are due; the others wait as they did. A pause that is over brings those as well that
        came up before its end.
    """
    waiting = _together(waiting)
    due = [each for each in waiting if each.due_at <= now]
    asked = tuple(each.id for each in due if each.asked)
    rest = [each for each in due if not each.asked]
    until, kind = _stillness(timing, zone, now)
    if until is not None:
        held = tuple(Held(each.id, until, _first(each.held_for, kind)) for each in rest)
        return Telling(alone=asked, held=held)
    unread = [each for each in rest if timing.hold_until_reviewed and not each.reviewed]
    sorting = _Sorting(timing, zone, now, [Held(each.id, now + REVIEWED_EVERY, each.held_for) for each in unread])
    sorting.sort([each for each in rest if each not in unread], _after_pause(waiting, timing, now))
    sorting.share(max(0, (timing.alerts_a_day or 0) - told_today))
    return sorting.result(asked)


@dataclass(slots=True)
class _Sorting:
    """The messages of one subscriber on their way into the parts of a ``Telling``."""

    timing: Timing
    zone: str
    now: datetime
    held: list[Held]
    alerts: list[Waiting] = field(default_factory=list)
    folded: list[tuple[Waiting, DigestKind]] = field(default_factory=list)

    def sort(self, due: Iterable[Waiting], released: Sequence[Waiting]) -> None:
        """Tell alerts from what comes, now or later, in a digest."""
        for each in dict.fromkeys((*due, *released)):
            if each.held_for is not None:
                self.folded.append((each, each.held_for))
            elif each.urgency is Urgency.AT_ONCE:
                self.alerts.append(each)
            else:
                self._at_digest(each, DigestKind.WEEKLY if self.timing.weekly else DigestKind.DAILY)

    def share(self, room: int) -> None:
        """Fold what is late, and of the rest what is more than the day has room for."""
        most = self.timing.alerts_a_day
        if most is None:
            return
        late = [each for each in self.alerts if self.now - each.since > BACKLOG_AFTER]
        if len(late) > 1:
            self.folded += [(each, DigestKind.BACKLOG) for each in late]
            self.alerts = [each for each in self.alerts if each not in late]
        extra, is_burst = self.alerts[room:], len(self.alerts) > most
        self.alerts = self.alerts[:room]
        for each in extra:
            if is_burst:
                self.folded.append((each, DigestKind.BURST))
            else:
                self._at_digest(each, DigestKind.BURST, since=self.now)

    def result(self, asked: tuple[MessageId, ...]) -> Telling:
        """Return the parts; what was to be a digest of one alert stays an alert."""
        if len(self.folded) == 1 and self.folded[0][0].urgency is Urgency.AT_ONCE:
            self.alerts, self.folded = sorted((*self.alerts, self.folded[0][0]), key=_age), []
        kinds = {kind for _, kind in self.folded}
        return Telling(
            alone=(*asked, *(each.id for each in self.alerts)),
            folded=tuple(each.id for each in sorted((each for each, _ in self.folded), key=_age)),
            kind=next((kind for kind in DigestKind if kind in kinds), None),
            held=tuple(self.held),
        )

    def _at_digest(self, each: Waiting, kind: DigestKind, since: datetime | None = None) -> None:
        until = next_digest(since or each.since, self.timing, self.zone)
        if until > self.now:
            self.held.append(Held(each.id, until, kind))
        else:
            self.folded.append((each, kind))


def _together(waiting: Sequence[Waiting]) -> list[Waiting]:
    """Return the messages by age; of one development none waits longer than a later one, which tells what changed."""
    pressing = {
        each.development_id: each.due_at
        for each in waiting
        if each.urgency is Urgency.AT_ONCE and each.held_for is None and not each.asked
    }
    released = (
        each._replace(urgency=Urgency.AT_ONCE, held_for=None, due_at=min(each.due_at, pressing[each.development_id]))
        if each.development_id in pressing and not each.asked
        else each
        for each in waiting
    )
    return sorted(released, key=_age)


def _stillness(timing: Timing, zone: str, now: datetime) -> tuple[datetime | None, DigestKind]:
    """Return until when nothing goes out, and why."""
    if timing.paused_until is not None and now < timing.paused_until:
        return timing.paused_until, DigestKind.PAUSE
    return quiet_until(now, timing, zone), DigestKind.QUIET


def _after_pause(waiting: Sequence[Waiting], timing: Timing, now: datetime) -> list[Waiting]:
    """Return what waits for a digest and came up before a pause ended, where something held by it is due."""
    ended = timing.paused_until
    may_go = [each for each in waiting if not each.asked and (each.reviewed or not timing.hold_until_reviewed)]
    if ended is None or not any(each.held_for is DigestKind.PAUSE and each.due_at <= now for each in may_go):
        return []
    return [each for each in may_go if each.held_for is not None and each.created_at < ended]


def _first(one: DigestKind | None, other: DigestKind) -> DigestKind:
    return next(kind for kind in DigestKind if kind in (one, other))


def _age(waiting: Waiting) -> tuple[datetime, int, str]:
    return waiting.created_at, waiting.place, waiting.id
