"""What a poll asks for and what it changes, decided before anything is touched; pure.

Due times follow from the source's rhythm and from what its server asks (``monitors/rhythm.py``), and from failures in
a row. Alerts follow from three rules: the first poll of a source is a baseline, a report older
than a week is evidence but no news, and nothing before the declaration's day counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from domain.alert import MessageId, OutboxMessage
from domain.development import ChangeKind, DevelopmentChange
from domain.facets import EVERYTHING, concerns, facts_of
from domain.fetching import Fetched, FetchRequest, NotModified
from domain.identity import stable_id
from domain.lead import ALERTS_WAIT, Lead
from domain.moment import Moment, Precision
from domain.outcome import OpenedDevelopment, PollOutcome
from domain.source import PollRecord, SourceState, Verdict, WatchedSource
from domain.story import Sifted
from domain.telling import Urgency, urgency_of
from monitors.health import UNREACHED, told_after
from monitors.rhythm import LONGEST, newest_of, rhythm_of, usual_wait, wait_after

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from domain.commitment import Pillar
    from domain.development import DevelopmentId
    from domain.entry import Entry
    from domain.errors import SourceError
    from domain.ledger import Rates
    from domain.story import JudgedStory, StoryId
    from domain.subscriber import Subscriber

AFTER_OUTAGE = timedelta(minutes=5)
"""What could not be reached through our own fault is asked again so soon."""

FULL_EVERY = timedelta(days=1)
"""Validators can lie (design rule 14), so the whole document is fetched at least daily."""

TOKYO = timezone(timedelta(hours=9))
"""The declaration was adopted in Tokyo, so its day is reckoned there."""

NOTHING = Sifted((), (), ())


@dataclass(frozen=True, slots=True)
class AlertRules:
    """When a development is told.

    Attributes:
        adopted: evidence counts from this day on, inclusive.
        max_age: older reports are kept as "found late" and never alert.
        pillars: of the paragraphs, by number; rates: for sums in other currencies; both for subscribers' facets.
    """

    adopted: date
    max_age: timedelta
    pillars: Mapping[int, Pillar] = field(default_factory=dict)
    rates: Rates | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """What the reading steps of one poll made of the documents.

    Attributes:
        awaited: new stories whose lead is to be read.
        cursor: how far numbered items were read; empty where the kind does not count.
        remark: why a part of the items is missing, in plain words; empty where none is.
        asked: wait between two polls that the document asks for, None = none.
    """

    entries: Sequence[Entry]
    sifted: Sifted
    judged: tuple[JudgedStory, ...]
    changes: tuple[DevelopmentChange, ...]
    awaited: frozenset[StoryId] = frozenset()
    cursor: str = ""
    remark: str = ""
    asked: timedelta | None = None


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
        proxy=source.proxy,
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
    return _with_notices(watched, PollOutcome(state, record, NOTHING))


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
        _answered(_seen(watched, found, now), answer, verdict, now, jitter),
        baseline_at=watched.state.baseline_at or now,
        cursor=found.cursor or watched.state.cursor,
    )
    record = PollRecord(watched.source.id, now, verdict, found.remark, answer.duration, len(found.entries), new)
    to_tell = subscribers if watched.state.baseline_at is not None else ()
    told = tell(found.changes, to_tell, rules, now, awaited=found.awaited)
    outcome = PollOutcome(
        state=state,
        record=record,
        sifted=found.sifted,
        judged=found.judged,
        opened=told.opened,
        confirmed=told.confirmed,
        messages=told.messages,
        leads=tuple(Lead(story.id, wanted_at=now) for story in found.sifted.stories if story.id in found.awaited),
    )
    return _with_notices(watched, outcome)


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
    changes = _weighed(changes, rules, now)
    opened = tuple(_opened(change, rules, now) for change in changes if change.kind is ChangeKind.OPENED)
    news = [change for change in changes if not change.held_by and _is_news(change, rules, now)]
    told = _told([each for each in changes if not each.held_by], opened)
    late = [each.change for each in opened if each.found_late and each.counts and each.change in told]
    usual = [change for change in told if _is_news(change, rules, now)]
    messages = tuple(
        alert_for(change, subscriber, now, wait=ALERTS_WAIT if change.report.story.id in awaited else timedelta())
        for subscriber in subscribers
        for change in (*_heard(subscriber, usual, news, rules), *_heard(subscriber, late, (), rules))
    )
    confirmed = tuple(change for change in changes if change.kind is not ChangeKind.OPENED)
    return Told(opened, confirmed, messages)


def failed(
    watched: WatchedSource,
    error: SourceError,
    now: datetime,
    jitter: float,
    neighbours: Sequence[WatchedSource] = (),
) -> PollOutcome:
    """Return the outcome of a poll that failed: one more failure, a longer wait, a notice where that is news.

    Args:
        watched: the source as it was. error: what went wrong. jitter: factor around 1.0 for the wait.
        neighbours: other sources of its host. A server that asks us to wait means all of them (design rule 13).
    """
    failures = watched.state.failures + 1
    wait = usual_wait(watched) * 2 ** min(failures - 1, 10)
    asked = min(timedelta(seconds=getattr(error, "retry_after", None) or 0), LONGEST)
    state = replace(
        watched.state,
        last_polled_at=now,
        next_poll_at=now + max(min(wait, LONGEST) * jitter, asked),
        verdict=error.verdict,
        detail=error.detail,
        failures=failures,
        failing_since=watched.state.failing_since or now,
    )
    record = PollRecord(watched.source.id, now, error.verdict, error.detail, 0.0, 0, 0)
    held = tuple(each.source.id for each in neighbours) if asked else ()
    outcome = PollOutcome(state, record, NOTHING, host_held=held, held_until=now + asked if held else None)
    return _with_notices(watched, outcome)


def on_same_host(watched: WatchedSource, everybody: Sequence[WatchedSource]) -> list[WatchedSource]:
    """Return the other sources whose address is on the source's host."""
    host = urlsplit(watched.source.url).hostname
    return [
        each for each in everybody if each.source.id != watched.source.id and urlsplit(each.source.url).hostname == host
    ]


def forgiven(outcome: PollOutcome, watched: WatchedSource, now: datetime, jitter: float) -> PollOutcome:
    """Return the outcome of a poll during our own outage: no failure counted or told of, asked again soon.

    A source that was reached all the same, or refused us, keeps its outcome.
    """
    if outcome.record.verdict not in UNREACHED:
        return outcome
    before = watched.state
    state = replace(
        outcome.state,
        failures=before.failures,
        failing_since=before.failing_since,
        told=before.told,
        next_poll_at=now + AFTER_OUTAGE * jitter,
    )
    return replace(outcome, state=state, notices=(), withdrawn=tuple(each.id for each in outcome.notices))


def alert_for(
    change: DevelopmentChange, subscriber: Subscriber, now: datetime, wait: timedelta = timedelta()
) -> OutboxMessage:
    """Return the outbox row that tells ``subscriber`` of a change of a development; one found late is no alert."""
    urgency = urgency_of(change.report.judgement, subscriber.facets, subscriber.timing)
    if not change.timely:
        urgency = Urgency.DIGEST
    return alert_of(change.development_id, change.revision, subscriber, now, wait, urgency)


def alert_of(
    development_id: DevelopmentId,
    revision: int,
    subscriber: Subscriber,
    now: datetime,
    wait: timedelta = timedelta(),
    urgency: Urgency = Urgency.AT_ONCE,
) -> OutboxMessage:
    """Return the outbox row of one revision for one subscriber; its id is made of what must be unique."""
    return OutboxMessage(
        id=MessageId(stable_id("message", development_id, str(revision), subscriber.id, subscriber.channel)),
        development_id=development_id,
        revision=revision,
        subscriber_id=subscriber.id,
        channel=subscriber.channel,
        created_at=now,
        due_at=now + wait,
        urgency=urgency,
    )


def _weighed(changes: Sequence[DevelopmentChange], rules: AlertRules, now: datetime) -> list[DevelopmentChange]:
    """Return the changes with what their reports are worth as evidence.

    A report from before the declaration's day never stands for a development that has one which counts; the first one
    that counts makes it evidence, and stands for it.
    """
    counting: dict[str, bool] = {}
    weighed = []
    for change in changes:
        report_counts = counts(change.report.story.published, rules)
        opens = change.kind is ChangeKind.OPENED
        counted = counting.get(change.development_id, report_counts if opens else change.counted)
        counting[change.development_id] = counted or report_counts
        leads = (change.leads and report_counts >= counted) or (report_counts and not counted)
        timely = _is_news(change, rules, now)
        weighed.append(replace(change, counted=counted, counts=counted or report_counts, leads=leads, timely=timely))
    return weighed


def _told(changes: Sequence[DevelopmentChange], opened: Sequence[OpenedDevelopment]) -> list[DevelopmentChange]:
    """Choose the changes that are to be told, one of each development.

    A development is told by its first change, also one that a baseline had opened untold; one that was told before, by
    the last of its updates. A report that only confirms it raises its counter and is told to nobody.
    """
    fresh = {each.change.development_id for each in opened}
    told: dict[str, DevelopmentChange] = {}
    for change in changes:
        if change.development_id in fresh or not change.announced:
            told.setdefault(change.development_id, change)
        elif change.kind is ChangeKind.UPDATED:
            told[change.development_id] = change
    return list(told.values())


def _heard(
    subscriber: Subscriber, usual: Sequence[DevelopmentChange], news: Sequence[DevelopmentChange], rules: AlertRules
) -> Iterator[DevelopmentChange]:
    """Choose what one subscriber is told of, one change of each development.

    Whoever narrowed nothing hears the usual changes. For anybody else the first report that passes their facets tells
    of the development, be it a later one that only confirms it: "new" is what this subscriber was not told. A message
    they had already has the same id and is recorded once. Nothing is reviewed yet: messages of those who want only what
    is reviewed are recorded too and wait for an editor (``domain.patience``).
    """
    if subscriber.facets == EVERYTHING:
        yield from usual
        return
    heard: set[str] = set()
    for change in (*usual, *news):
        if change.development_id in heard:
            continue
        facts = facts_of(change.report, rules.pillars, rules.rates, reviewed=True)
        if concerns(subscriber.facets, facts).passed:
            heard.add(change.development_id)
            yield change


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
        next_poll_at=now + wait_after(watched, answer.headers, jitter),
        verdict=verdict,
        detail="",
        failures=0,
        failing_since=None,
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


def _seen(watched: WatchedSource, found: Read, now: datetime) -> WatchedSource:
    """Return the source with what the document shows of its rhythm and of its newest entry."""
    state = watched.state
    new = [carried.entry for carried in found.sifted.carried]
    rhythm = rhythm_of(found.entries, state.rhythm, found.asked, now)
    newest = newest_of(found.entries, new, state.newest_entry_at, now)
    return replace(watched, state=replace(state, rhythm=rhythm, newest_entry_at=newest))


def _with_notices(watched: WatchedSource, outcome: PollOutcome) -> PollOutcome:
    """Return the outcome with what the operator is to be told of the source's health."""
    state, notices = told_after(watched, outcome.state, outcome.record.at)
    return replace(outcome, state=state, notices=notices)
