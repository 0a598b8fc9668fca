"""What a poll asks for and what it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from domain.development import ChangeKind, DevelopmentChange, DevelopmentId
from domain.errors import FetchError, SourceGone
from domain.facets import Facets
from domain.fetching import Fetched, NotModified
from domain.moment import Moment, Precision
from domain.notice import NoticeKind
from domain.rhythm import Rhythm
from domain.source import Tier, Trouble, Verdict, WatchedSource
from domain.story import CarriedEntry, Sifted, StoryId
from domain.telling import Urgency
from monitors import plan
from monitors.rhythm import usual_wait
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


def test_the_server_may_ask_for_longer_but_not_for_ever() -> None:
    def wait(header: str) -> timedelta:
        answer = replace(BODY, headers={"cache-control": header})
        due = plan.unchanged(watched(), answer, NOW, 1.0).state.next_poll_at
        assert due is not None
        return due - NOW

    assert wait("public, max-age=7200") == timedelta(hours=2)
    assert wait("max-age=9999999") == timedelta(days=1)
    assert wait("no-cache") == wait("max-age=1") == usual_wait(watched())


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
    assert waits[0] == usual_wait(source)
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


def test_an_old_report_is_found_late_and_only_waits_for_the_digest() -> None:
    result = outcome(watched(), change(NOW - timedelta(days=8)))
    assert {each.urgency for each in result.messages} == {Urgency.DIGEST}
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


def unreached(verdict: Verdict, **state: Any) -> tuple[PollOutcome, WatchedSource]:
    source = watched(failures=2, **state)
    return plan.failed(source, FetchError(source.source.id, verdict, "no"), NOW, 1.0), source


def test_our_own_outage_counts_no_failure_tells_nobody_and_is_over_soon() -> None:
    failing_since = NOW - timedelta(days=1)
    outcome, source = unreached(Verdict.UNREACHABLE, failing_since=failing_since)
    state = plan.forgiven(outcome, source, NOW, 1.0).state
    assert (state.failures, state.next_poll_at, state.failing_since) == (2, NOW + timedelta(minutes=5), failing_since)
    assert (state.verdict, state.detail) == (Verdict.UNREACHABLE, "no")


def test_a_notice_that_our_own_outage_had_brought_about_is_withdrawn() -> None:
    source = watched(failures=4, failing_since=NOW - timedelta(days=1))
    outcome = plan.failed(source, FetchError(source.source.id, Verdict.DNS, "no"), NOW, 1.0)
    forgiven = plan.forgiven(outcome, source, NOW, 1.0)
    assert [each.kind for each in outcome.notices] == [NoticeKind.SOURCE_FAILING]
    assert outcome.state.told is Trouble.FAILING
    assert forgiven.notices == ()
    assert forgiven.withdrawn == (outcome.notices[0].id,)
    assert forgiven.state.told is Trouble.NONE


def test_who_refuses_us_or_answers_during_our_outage_is_judged_as_ever() -> None:
    outcome, source = unreached(Verdict.BLOCKED)
    assert plan.forgiven(outcome, source, NOW, 1.0) is outcome
    answered = plan.unchanged(source, BODY, NOW, 1.0)
    assert plan.forgiven(answered, source, NOW, 1.0) is answered


def test_a_server_that_asks_to_wait_means_all_sources_of_its_host() -> None:
    source = watched()
    others = [a_watched_source(a_source(id=name, url=url)) for name, url in HOSTS.items()]
    neighbours = plan.on_same_host(source, [source, *others])
    error = FetchError(source.source.id, Verdict.BLOCKED, "429", retry_after=7200)
    asked = plan.failed(source, error, NOW, 0.9, neighbours)
    assert (asked.host_held, asked.held_until) == (("same-host",), NOW + timedelta(hours=2))
    assert asked.state.next_poll_at == NOW + timedelta(hours=2)
    silent = plan.failed(source, FetchError(source.source.id, Verdict.BLOCKED, "403"), NOW, 1.0, neighbours)
    assert (silent.host_held, silent.held_until) == ((), None)
    for_ever = FetchError(source.source.id, Verdict.BLOCKED, "429", retry_after=10**9)
    assert plan.failed(source, for_ever, NOW, 1.0, neighbours).held_until == NOW + timedelta(days=1)


HOSTS = {"same-host": "https://STEPPE.example.kz/tag/japan", "other-host": "https://other.example.kz/rss"}


def test_a_document_shows_its_rhythm_and_its_wish_and_both_are_kept() -> None:
    times = [NOW - timedelta(hours=hours) for hours in range(8)]
    entries = [an_entry(published=Moment(at, Precision.MINUTE)) for at in times]
    found = plan.Read(entries, plan.NOTHING, (), (), asked=timedelta(hours=1))
    state = plan.read(watched(), BODY, found, [], RULES, NOW, 1.0).state
    assert state.rhythm == Rhythm(timedelta(hours=1), timedelta(hours=8), timedelta(hours=1))
    assert state.newest_entry_at == NOW
    later = plan.unchanged(a_watched_source(rhythm=state.rhythm, newest_entry_at=NOW), BODY, NOW, 1.0).state
    assert later.rhythm == state.rhythm
    assert later.next_poll_at == NOW + timedelta(hours=1)


def test_failing_begins_with_the_first_failure_and_ends_with_an_answer() -> None:
    source = watched()
    error = FetchError(source.source.id, Verdict.DNS, "no")
    first = plan.failed(source, error, NOW, 1.0).state
    second = plan.failed(replace(source, state=first), error, NOW + timedelta(hours=1), 1.0).state
    assert (first.failing_since, second.failing_since) == (NOW, NOW)
    assert plan.unchanged(replace(source, state=second), BODY, NOW, 1.0).state.failing_since is None


def test_an_update_of_a_told_development_is_told_under_its_revision() -> None:
    updated = replace(change(NOW, kind=ChangeKind.UPDATED, announced=True), revision=2)
    repeated = replace(change(NOW, kind=ChangeKind.CONFIRMED, announced=True), revision=2)
    found = outcome(watched(), repeated, updated, repeated)
    assert [message.revision for message in found.messages] == [2, 2], "two subscribers, one message each"
    assert [each.kind for each in found.confirmed] == [ChangeKind.CONFIRMED, ChangeKind.UPDATED, ChangeKind.CONFIRMED]


def test_of_several_updates_in_one_poll_the_last_is_told() -> None:
    updates = [replace(change(NOW, kind=ChangeKind.UPDATED, announced=True), revision=number) for number in (2, 3)]
    assert {message.revision for message in outcome(watched(), *updates).messages} == {3}


def test_what_is_opened_and_updated_in_one_poll_is_told_once_as_new() -> None:
    updated = replace(change(NOW, kind=ChangeKind.UPDATED), revision=2)
    assert {message.revision for message in outcome(watched(), change(NOW), updated).messages} == {1}


def test_an_old_update_is_evidence_and_no_news() -> None:
    old = replace(change(NOW - timedelta(days=8), kind=ChangeKind.UPDATED, announced=True), revision=2)
    assert outcome(watched(), old).messages == ()


def test_the_first_report_that_counts_makes_a_development_evidence_and_leads_it() -> None:
    before = replace(change(NOW - timedelta(days=40)), leads=True)
    late_official = replace(change(NOW - timedelta(days=39), kind=ChangeKind.CONFIRMED), leads=True)
    counting = change(NOW - timedelta(hours=1), kind=ChangeKind.CONFIRMED)
    found = outcome(watched(), before, counting, late_official)
    assert not found.opened[0].counts
    joined, official = found.confirmed
    assert (joined.counted, joined.counts, joined.leads, joined.timely) == (False, True, True, True)
    assert (official.counted, official.leads, official.timely) == (True, False, False)


def heard(*changes: DevelopmentChange, **facets: Any) -> list[str]:
    """Developments and revisions that somebody with these facets is told of."""
    narrow = a_subscriber(facets=Facets(**facets))
    told = plan.tell(changes, [narrow], RULES, NOW)
    return [f"{each.development_id} {each.revision}" for each in told.messages]


def reported(kind: ChangeKind, revision: int = 1, *, announced: bool = True, **story: Any) -> DevelopmentChange:
    report = a_judged_story(a_story(published=Moment(NOW, Precision.MINUTE), **story))
    return DevelopmentChange(kind, DevelopmentId("d"), report, revision, announced)


def test_what_does_not_pass_the_facets_is_not_told() -> None:
    opening = reported(ChangeKind.OPENED, announced=False)
    assert heard(opening, countries=frozenset({"TJ"})) == []
    assert heard(opening, countries=frozenset({"KZ"})) == ["d 1"]


def test_who_wants_only_what_is_reviewed_has_a_message_that_waits_for_an_editor() -> None:
    opening = reported(ChangeKind.OPENED, announced=False)
    assert heard(opening, reviewed_only=True) == ["d 1"]
    assert heard(opening, reviewed_only=True, countries=frozenset({"TJ"})) == []


def test_a_report_that_only_confirms_tells_whoever_could_not_hear_of_the_first() -> None:
    press = reported(ChangeKind.OPENED, announced=False)
    ministry = reported(ChangeKind.CONFIRMED, tier=Tier.OFFICIAL, url="https://ministry.example/1")
    assert heard(press, official_only=True) == []
    assert heard(ministry, official_only=True) == ["d 1"]
    assert heard(press, ministry, official_only=True) == ["d 1"]
    assert heard(ministry) == []


def test_an_update_tells_by_the_facets_too() -> None:
    update = reported(ChangeKind.UPDATED, 2)
    assert heard(update, languages=frozenset({"ru"})) == ["d 2"]
    assert heard(update, languages=frozenset({"ja"})) == []


def test_a_report_of_a_hidden_outlet_tells_nobody_who_hides_it() -> None:
    opening = reported(ChangeKind.OPENED, announced=False)
    other = reported(ChangeKind.CONFIRMED, source_name="Harbour Wire", url="https://wire.example/1")
    hidden = frozenset({"steppe courier"})
    assert heard(opening, hidden_outlets=hidden) == []
    assert heard(opening, other, hidden_outlets=hidden) == ["d 1"]
