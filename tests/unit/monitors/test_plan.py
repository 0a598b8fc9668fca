"""What a poll asks for and what it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from domain.development import ChangeKind, DevelopmentChange, DevelopmentId
from domain.errors import FetchError, SourceGone
from domain.fetching import Fetched, NotModified
from domain.moment import Moment, Precision
from domain.source import Tier, Verdict, WatchedSource
from domain.story import CarriedEntry, Sifted, StoryId
from monitors import plan
from tests.builders import a_judged_story, a_source, a_story, a_subscriber, a_watched_source, an_entry

if TYPE_CHECKING:
    from domain.outcome import PollOutcome

NOW = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
RULES = plan.AlertRules(adopted=date(2025, 12, 20), max_age=timedelta(days=7))
BODY = Fetched(a_source().id, "https://x.example/rss", b"<rss/>", {}, "hash", 0.5, etag='"1"', last_modified="Thu")


def watched(**state: Any) -> WatchedSource:
    return a_watched_source(**{"baseline_at": NOW - timedelta(days=3), "last_full_at": NOW, **state})


def change(
    published: datetime,
    *,
    kind: ChangeKind = ChangeKind.OPENED,
    announced: bool = False,
    precision: Precision = Precision.MINUTE,
) -> DevelopmentChange:
    story = a_story(published=Moment(published, precision))
    return DevelopmentChange(kind, DevelopmentId("d"), a_judged_story(story), 1, announced)


def outcome(source: WatchedSource, *changes: DevelopmentChange) -> PollOutcome:
    found = plan.Read([], plan.NOTHING, (), changes)
    subscribers = [a_subscriber(), a_subscriber(id="telegram:2", address="2")]
    return plan.read(source, BODY, found, subscribers, RULES, NOW, 1.0)


def test_the_first_request_and_one_a_day_ask_for_the_whole_document() -> None:
    known = {"etag": '"1"', "last_modified": "Thu"}
    assert plan.request_for(watched(**known), NOW).etag == '"1"'
    assert plan.request_for(watched(**known), NOW).last_modified == "Thu"
    for state in ({"last_full_at": None}, {"last_full_at": NOW - timedelta(days=1)}, {"baseline_at": None}):
        request = plan.request_for(watched(**known, **state), NOW)
        assert (request.etag, request.last_modified) == (None, None)


def test_a_known_body_and_a_304_hold_nothing_new() -> None:
    assert plan.is_unchanged(watched(body_hash="hash"), BODY)
    assert plan.is_unchanged(watched(), NotModified(a_source().id, 0.1))
    assert not plan.is_unchanged(watched(body_hash="other"), BODY)
    assert not plan.is_unchanged(watched(body_hash="hash", baseline_at=None), BODY)


def test_an_answer_ends_the_failures_and_keeps_the_validators() -> None:
    state = plan.unchanged(watched(failures=4, detail="down"), BODY, NOW, 1.0).state
    assert (state.failures, state.detail, state.verdict, state.last_success_at) == (0, "", Verdict.UNCHANGED, NOW)
    assert (state.etag, state.last_modified, state.body_hash) == ('"1"', "Thu", "hash")


def test_only_an_unconditional_fetch_counts_as_the_daily_whole_one() -> None:
    earlier = NOW - timedelta(hours=3)
    assert plan.unchanged(watched(last_full_at=earlier, etag='"0"'), BODY, NOW, 1.0).state.last_full_at == earlier
    assert plan.unchanged(watched(last_full_at=earlier), BODY, NOW, 1.0).state.last_full_at == NOW
    not_modified = NotModified(a_source().id, 0.1)
    assert plan.unchanged(watched(last_full_at=earlier), not_modified, NOW, 1.0).state.last_full_at == earlier


@pytest.mark.parametrize(
    ("tier", "gap_hours", "minutes"),
    [
        pytest.param(Tier.OFFICIAL, 48.0, 45, id="a quiet ministry"),
        pytest.param(Tier.AGENCY, 0.2, 15, id="an agency that never sleeps"),
        pytest.param(Tier.PRESS, 1.0, 30, id="half the gap"),
    ],
)
def test_the_wait_follows_the_rhythm_of_the_source(tier: Tier, gap_hours: float, minutes: int) -> None:
    source = a_watched_source(a_source(tier=tier, gap_hours=gap_hours))
    assert plan.usual_wait(source) == timedelta(minutes=minutes)


def test_the_server_may_ask_for_longer_but_not_for_ever() -> None:
    def wait(header: str) -> timedelta:
        answer = replace(BODY, headers={"cache-control": header})
        due = plan.unchanged(watched(), answer, NOW, 1.0).state.next_poll_at
        assert due is not None
        return due - NOW

    assert wait("public, max-age=7200") == timedelta(hours=2)
    assert wait("max-age=9999999") == timedelta(days=1)
    assert wait("no-cache") == wait("max-age=1") == plan.usual_wait(watched())


def test_failures_wait_longer_each_time_up_to_a_day_and_never_stop() -> None:
    error = FetchError(a_source().id, Verdict.DNS, "no such host")
    waits = []
    source = watched()
    for _ in range(12):
        state = plan.failed(source, error, NOW, 1.0).state
        assert state.next_poll_at is not None
        waits.append(state.next_poll_at - NOW)
        source = replace(source, state=state)
    assert waits == sorted(waits)
    assert waits[0] == plan.usual_wait(source)
    assert waits[1] == 2 * waits[0]
    assert waits[-1] == timedelta(days=1)
    assert source.state.failures == 12


def test_a_failure_is_recorded_in_words_and_obeys_retry_after() -> None:
    error = FetchError(a_source().id, Verdict.BLOCKED, "refused", retry_after=6 * 3600)
    result = plan.failed(watched(), error, NOW, 1.0)
    assert result.state.next_poll_at == NOW + timedelta(hours=6)
    assert (result.record.verdict, result.record.detail) == (Verdict.BLOCKED, "refused")
    gone = plan.failed(watched(), SourceGone(a_source().id, Verdict.GONE, "404"), NOW, 1.0)
    assert gone.state.verdict is Verdict.GONE


def test_a_new_development_is_told_once_to_every_subscriber() -> None:
    messages = outcome(watched(), change(NOW), change(NOW, kind=ChangeKind.CONFIRMED)).messages
    assert [message.subscriber_id for message in messages] == ["telegram:1001", "telegram:2"]
    assert len({message.id for message in messages}) == 2


def test_a_message_has_the_same_id_however_often_it_is_planned() -> None:
    one, two = (plan.alert_for(change(NOW), a_subscriber(), now) for now in (NOW, NOW + timedelta(hours=1)))
    assert one.id == two.id


def test_the_first_poll_of_a_source_alerts_nobody() -> None:
    result = outcome(watched(baseline_at=None), change(NOW))
    assert result.messages == ()
    assert len(result.opened) == 1
    assert result.state.baseline_at == NOW


def test_a_further_report_alerts_only_where_nobody_was_told_yet() -> None:
    assert outcome(watched(), change(NOW, kind=ChangeKind.CONFIRMED, announced=True)).messages == ()
    assert len(outcome(watched(), change(NOW, kind=ChangeKind.CONFIRMED)).messages) == 2


def test_an_old_report_is_found_late_and_alerts_nobody() -> None:
    result = outcome(watched(), change(NOW - timedelta(days=8)))
    assert result.messages == ()
    assert [(each.found_late, each.counts) for each in result.opened] == [(True, True)]


@pytest.mark.parametrize(
    ("published", "precision", "counts"),
    [
        pytest.param(datetime(2025, 12, 19, tzinfo=UTC), Precision.DAY, False, id="the day before"),
        pytest.param(datetime(2025, 12, 20, tzinfo=UTC), Precision.DAY, True, id="the day itself"),
        pytest.param(datetime(2025, 12, 19, 14, 59, tzinfo=UTC), Precision.MINUTE, False, id="23:59 in Tokyo before"),
        pytest.param(datetime(2025, 12, 19, 15, 0, tzinfo=UTC), Precision.MINUTE, True, id="midnight in Tokyo"),
    ],
)
def test_evidence_counts_from_the_day_of_the_declaration_in_tokyo(
    published: datetime, precision: Precision, *, counts: bool
) -> None:
    [opened] = outcome(watched(), change(published, precision=precision)).opened
    assert opened.counts is counts


def test_nothing_before_the_declaration_alerts_even_when_it_is_fresh() -> None:
    rules = replace(RULES, adopted=date(2026, 2, 1))
    found = plan.Read([], plan.NOTHING, (), (change(NOW),))
    assert plan.read(watched(), BODY, found, [a_subscriber()], rules, NOW, 1.0).messages == ()


def test_the_verdict_says_whether_anything_was_new() -> None:
    entry = an_entry(published=Moment(NOW, Precision.MINUTE))
    sifted = Sifted((), (CarriedEntry(entry, StoryId("s")),), ())
    result = plan.read(watched(), BODY, plan.Read([entry], sifted, (), ()), [], RULES, NOW, 1.0)
    assert (result.record.verdict, result.record.entries, result.record.new_entries) == (Verdict.NEW, 1, 1)
    assert result.state.newest_entry_at == NOW
    later = watched(newest_entry_at=NOW + timedelta(hours=1))
    again = plan.read(later, BODY, plan.Read([entry], plan.NOTHING, (), ()), [], RULES, NOW, 1.0)
    assert (again.record.verdict, again.state.newest_entry_at) == (Verdict.UNCHANGED, NOW + timedelta(hours=1))


def outage(verdict: Verdict, hosts: int) -> tuple[list[PollOutcome], list[WatchedSource]]:
    sources = [a_source(id=f"s{n}", url=f"https://s{n}.example/rss") for n in range(hosts)]
    polled = [a_watched_source(source, failures=2, baseline_at=NOW) for source in sources]
    return [plan.failed(each, FetchError(each.source.id, verdict, "no"), NOW, 1.0) for each in polled], polled


def test_when_no_host_at_all_can_be_reached_the_fault_is_ours() -> None:
    assert plan.is_own_outage(*outage(Verdict.DNS, 5))
    assert not plan.is_own_outage(*outage(Verdict.DNS, 4))
    assert not plan.is_own_outage(*outage(Verdict.BLOCKED, 5))


def test_our_own_outage_counts_no_failure_and_is_over_soon() -> None:
    [first, *_], [source, *_] = outage(Verdict.UNREACHABLE, 5)
    state = plan.forgiven(first, source, NOW, 1.0).state
    assert (state.failures, state.next_poll_at) == (2, NOW + timedelta(minutes=5))
    assert (state.verdict, state.detail) == (Verdict.UNREACHABLE, "no")
