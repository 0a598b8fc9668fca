"""What a poll asks for and what it changes, decided before anything is touched; pure.

Due times follow from the source's declared rhythm, from what the server asks (Retry-After, Cache-Control) and
from failures in a row. Alerts follow from three rules: the first poll of a source is a baseline, a report older
than a week is evidence but no news, and nothing before the declaration's day counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from domain.alert import MessageId, OutboxMessage
from domain.development import ChangeKind, DevelopmentChange
from domain.fetching import Fetched, FetchRequest, NotModified
from domain.identity import stable_id
from domain.lead import ALERTS_WAIT, Lead
from domain.moment import Moment, Precision
from domain.outcome import OpenedDevelopment, PollOutcome
from domain.source import PollRecord, SourceState, Tier, Verdict, WatchedSource
from domain.story import Sifted

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from domain.entry import Entry
    from domain.errors import SourceError
    from domain.story import JudgedStory, StoryId
    from domain.subscriber import Subscriber

SHORTEST = timedelta(minutes=15)
LONGEST = timedelta(days=1)
"""No source is asked more often than every 15 minutes, and none is given up: at worst it is asked daily."""

USUAL = {
    Tier.OFFICIAL: timedelta(minutes=45),
    Tier.AGENCY: timedelta(minutes=30),
    Tier.PRESS: timedelta(hours=1),
    Tier.AGGREGATOR: timedelta(hours=1),
}
"""Longest wait between two polls that go well, by tier: half of what officials publish is seen within 25 minutes."""

OUTAGE_HOSTS = 5
UNREACHED = frozenset({Verdict.DNS, Verdict.UNREACHABLE, Verdict.TIMED_OUT})
AFTER_OUTAGE = timedelta(minutes=5)
"""If at least so many hosts are asked and none can be reached, our own network is at fault (design rule 11)."""

FULL_EVERY = timedelta(days=1)
"""Validators can lie (design rule 14), so the whole document is fetched at least daily."""

TOKYO = timezone(timedelta(hours=9))
"""The declaration was adopted in Tokyo, so its day is reckoned there."""

NOTHING = Sifted((), (), ())

_MAX_AGE = re.compile(r"max-age\s*=\s*\"?(\d{1,9})")


@dataclass(frozen=True, slots=True)
class AlertRules:
    """When a development is told.

    Attributes:
        adopted: evidence counts from this day on, inclusive.
        max_age: older reports are kept as "found late" and never alert.
    """

    adopted: date
    max_age: timedelta


@dataclass(frozen=True, slots=True)
class Read:
    """What the reading steps of one poll made of a document."""

    entries: Sequence[Entry]
    sifted: Sifted
    judged: tuple[JudgedStory, ...]
    changes: tuple[DevelopmentChange, ...]
    awaited: frozenset[StoryId] = frozenset()
    """New stories whose lead is to be read."""


@dataclass(frozen=True, slots=True)
class Told:
    """What changes of developments come to: rows to open, reports that join, alerts."""

    opened: tuple[OpenedDevelopment, ...]
    confirmed: tuple[DevelopmentChange, ...]
    messages: tuple[OutboxMessage, ...]


def request_for(watched: WatchedSource, now: datetime) -> FetchRequest:
    """Return what to ask the source for: changes only, or once a day the whole document."""
    source, state = watched.source, watched.state
    full = state.last_full_at is None or now - state.last_full_at >= FULL_EVERY or state.baseline_at is None
    return FetchRequest(
        source_id=source.id,
        url=source.url,
        etag=None if full else state.etag,
        last_modified=None if full else state.last_modified,
        user_agent=source.user_agent,
    )


def is_unchanged(watched: WatchedSource, answer: Fetched | NotModified) -> bool:
    """Whether the answer holds nothing that was not read before."""
    if isinstance(answer, NotModified):
        return True
    return watched.state.baseline_at is not None and answer.body_hash == watched.state.body_hash


def unchanged(watched: WatchedSource, answer: Fetched | NotModified, now: datetime, jitter: float) -> PollOutcome:
    """Return the outcome of a poll that found what was known."""
    state = _answered(watched, answer, Verdict.UNCHANGED, now, jitter)
    record = PollRecord(watched.source.id, now, Verdict.UNCHANGED, "", answer.duration, 0, 0)
    return PollOutcome(state, record, NOTHING)


def read(
    watched: WatchedSource,
    answer: Fetched,
    found: Read,
    subscribers: Sequence[Subscriber],
    rules: AlertRules,
    now: datetime,
    jitter: float,
) -> PollOutcome:
    """Return the outcome of a poll that read a document."""
    new = len(found.sifted.carried)
    verdict = Verdict.NEW if new else Verdict.UNCHANGED
    state = replace(
        _answered(watched, answer, verdict, now, jitter),
        baseline_at=watched.state.baseline_at or now,
        newest_entry_at=_newest(watched.state, found.entries),
    )
    record = PollRecord(watched.source.id, now, verdict, "", answer.duration, len(found.entries), new)
    to_tell = subscribers if watched.state.baseline_at is not None else ()
    told = tell(found.changes, to_tell, rules, now, awaited=found.awaited)
    return PollOutcome(
        state=state,
        record=record,
        sifted=found.sifted,
        judged=found.judged,
        opened=told.opened,
        confirmed=told.confirmed,
        messages=told.messages,
        leads=tuple(Lead(story.id, wanted_at=now) for story in found.sifted.stories if story.id in found.awaited),
    )


def tell(
    changes: Sequence[DevelopmentChange],
    subscribers: Sequence[Subscriber],
    rules: AlertRules,
    now: datetime,
    awaited: Collection[StoryId] = (),
) -> Told:
    """Return what is to be recorded of changes of developments, and who is to be told.

    Args:
        subscribers: nobody where the changes are to be kept silently.
        awaited: stories that wait for their lead; alerts of them wait too.
    """
    opened = tuple(_opened(change, rules, now) for change in changes if change.kind is ChangeKind.OPENED)
    messages = tuple(
        alert_for(change, subscriber, now, wait=ALERTS_WAIT if change.report.story.id in awaited else timedelta())
        for change in _told(changes, opened)
        if _is_news(change, rules, now)
        for subscriber in subscribers
    )
    confirmed = tuple(change for change in changes if change.kind is ChangeKind.CONFIRMED)
    return Told(opened, confirmed, messages)


def failed(watched: WatchedSource, error: SourceError, now: datetime, jitter: float) -> PollOutcome:
    """Return the outcome of a poll that failed: one more failure, a longer wait, nothing else."""
    failures = watched.state.failures + 1
    wait = usual_wait(watched) * 2 ** min(failures - 1, 10)
    asked = timedelta(seconds=getattr(error, "retry_after", None) or 0)
    state = replace(
        watched.state,
        last_polled_at=now,
        next_poll_at=now + min(max(wait, asked), LONGEST) * jitter,
        verdict=error.verdict,
        detail=error.detail,
        failures=failures,
    )
    record = PollRecord(watched.source.id, now, error.verdict, error.detail, 0.0, 0, 0)
    return PollOutcome(state, record, NOTHING)


def is_own_outage(outcomes: Sequence[PollOutcome], watched: Sequence[WatchedSource]) -> bool:
    """Tell whether the fault of a cycle lies at our own end: many hosts asked, and none could even be reached."""
    hosts = {urlsplit(each.source.url).hostname for each in watched}
    return len(hosts) >= OUTAGE_HOSTS and all(outcome.record.verdict in UNREACHED for outcome in outcomes)


def forgiven(outcome: PollOutcome, watched: WatchedSource, now: datetime, jitter: float) -> PollOutcome:
    """Return the outcome of a poll that failed through our own outage: no failure counted, asked again soon."""
    failures = watched.state.failures
    state = replace(outcome.state, failures=failures, next_poll_at=now + AFTER_OUTAGE * jitter)
    return replace(outcome, state=state)


def usual_wait(watched: WatchedSource) -> timedelta:
    """Return the wait after a poll that went well: half the usual gap between two entries, within bounds."""
    gap = timedelta(hours=watched.source.gap_hours)
    return max(SHORTEST, min(gap / 2, USUAL[watched.source.tier]))


def alert_for(
    change: DevelopmentChange, subscriber: Subscriber, now: datetime, wait: timedelta = timedelta()
) -> OutboxMessage:
    """Return the outbox row that tells ``subscriber`` of the development; its id is made of what must be unique."""
    revision = change.revision
    return OutboxMessage(
        id=MessageId(stable_id("message", change.development_id, str(revision), subscriber.id, subscriber.channel)),
        development_id=change.development_id,
        revision=revision,
        subscriber_id=subscriber.id,
        channel=subscriber.channel,
        created_at=now,
        due_at=now + wait,
    )


def _told(changes: Sequence[DevelopmentChange], opened: Sequence[OpenedDevelopment]) -> list[DevelopmentChange]:
    """Choose the changes that are to be told: each development once, also one that a baseline had opened untold."""
    fresh = {each.change.development_id for each in opened}
    told: dict[str, DevelopmentChange] = {}
    for change in changes:
        if change.development_id in fresh or not change.announced:
            told.setdefault(change.development_id, change)
    return list(told.values())


def _opened(change: DevelopmentChange, rules: AlertRules, now: datetime) -> OpenedDevelopment:
    published = change.report.story.published
    return OpenedDevelopment(change, counts(published, rules), found_late=now - published.at > rules.max_age)


def _is_news(change: DevelopmentChange, rules: AlertRules, now: datetime) -> bool:
    published = change.report.story.published
    return counts(published, rules) and now - published.at <= rules.max_age


def counts(published: Moment, rules: AlertRules) -> bool:
    """Whether something published then is evidence: on or after the declaration's day in Tokyo."""
    known_day = published.at if published.precision is Precision.DAY else published.at.astimezone(TOKYO)
    return known_day.date() >= rules.adopted


def _answered(
    watched: WatchedSource, answer: Fetched | NotModified, verdict: Verdict, now: datetime, jitter: float
) -> SourceState:
    """Return the state after an answer; a whole document renews the validators."""
    state = replace(
        watched.state,
        last_polled_at=now,
        last_success_at=now,
        next_poll_at=now + _wait(watched, answer.headers) * jitter,
        verdict=verdict,
        detail="",
        failures=0,
    )
    if isinstance(answer, NotModified):
        return state
    asked_for_all = request_for(watched, now).etag is None and request_for(watched, now).last_modified is None
    return replace(
        state,
        etag=answer.etag,
        last_modified=answer.last_modified,
        body_hash=answer.body_hash,
        last_full_at=now if asked_for_all else watched.state.last_full_at,
    )


def _wait(watched: WatchedSource, headers: Mapping[str, str]) -> timedelta:
    fresh = _MAX_AGE.search(headers.get("cache-control", ""))
    asked = timedelta(seconds=int(fresh.group(1))) if fresh else timedelta()
    return min(max(usual_wait(watched), asked), LONGEST)


def _newest(state: SourceState, entries: Sequence[Entry]) -> datetime | None:
    times = [entry.published.at for entry in entries]
    if state.newest_entry_at is not None:
        times.append(state.newest_entry_at)
    return max(times, default=None)
