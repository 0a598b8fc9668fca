"""Which stories wait for their lead, which page is read next, what comes of it, and what alerts do meanwhile."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.development import ChangeKind, DevelopmentChange, DevelopmentId
from domain.errors import FetchError, SourceGone
from domain.fetching import Fetched
from domain.lead import ALERTS_WAIT, AwaitedLead, Lead, LeadState
from domain.moment import Moment, Precision
from domain.source import SourceKind, Verdict
from domain.story import Sifted, Story, StoryId
from monitors import lead_plan, plan
from tests.builders import a_judged_story, a_source, a_story, a_subscriber, a_watched_source

NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
RULES = plan.AlertRules(adopted=date(2025, 12, 20), max_age=timedelta(days=7))
LATER = a_watched_source(baseline_at=NOW - timedelta(days=30))
FIRST = a_watched_source()


def published(days_ago: float) -> Moment:
    return Moment(NOW - timedelta(days=days_ago), Precision.MINUTE)


def awaited(number: int = 1, *, host: str = "steppe.example.kz", attempts: int = 0, **source: Any) -> AwaitedLead:
    story = a_story(id=StoryId(f"s{number}"), url=f"https://{host}/{number}")
    lead = Lead(story.id, NOW, attempts=attempts)
    return AwaitedLead(lead, story, a_watched_source(a_source(**source)), told=False)


NOT_WORTH_A_REQUEST = {
    "a summary that says enough": a_story(summary="а" * lead_plan.SHORT),
    "no address": a_story(url="", url_key=""),
    "a page shared with other items": a_story(url_key=""),
    "an address that is none of the web": a_story(url="mailto:press@example.kz"),
    "the link of a search": a_story(url="https://news.google.com/rss/articles/CBMiAAAAAAAA?oc=5"),
    "published before the declaration": a_story(published=Moment(datetime(2025, 12, 1, tzinfo=UTC), Precision.DAY)),
}


@pytest.mark.parametrize("story", NOT_WORTH_A_REQUEST.values(), ids=NOT_WORTH_A_REQUEST.keys())
def test_no_page_is_asked_for_in_vain(story: Story) -> None:
    assert lead_plan.may_have_lead(a_story(summary="а" * (lead_plan.SHORT - 1)), LATER, RULES, NOW)
    assert not lead_plan.may_have_lead(story, LATER, RULES, NOW)


def test_a_post_of_a_channel_is_whole_and_its_page_is_not_asked_for() -> None:
    channel = a_watched_source(a_source(kind=SourceKind.TELEGRAM_CHANNEL), baseline_at=NOW)
    assert not lead_plan.may_have_lead(a_story(summary="", url="https://t.me/steppe/43"), channel, RULES, NOW)


def test_a_source_can_keep_its_pages_to_itself() -> None:
    silent = a_watched_source(a_source(lead=False), baseline_at=NOW)
    assert not lead_plan.may_have_lead(a_story(), silent, RULES, NOW)


@pytest.mark.parametrize(("days", "asked"), [(0, True), (7, True), (8, False)])
def test_a_baseline_asks_for_nothing_older_than_a_week(days: int, *, asked: bool) -> None:
    story = a_story(published=published(days))
    assert lead_plan.may_have_lead(story, FIRST, RULES, NOW) is asked
    assert lead_plan.may_have_lead(story, LATER, RULES, NOW)


def test_a_batch_takes_the_first_of_each_host_and_not_all_of_one() -> None:
    waiting = [awaited(number) for number in range(9)] + [awaited(99, host="orchard.example.uz")]
    batch = lead_plan.next_batch(waiting)
    assert [each.lead.story_id for each in batch] == ["s0", "s1", "s2", "s3", "s4", "s99"]


def test_a_batch_has_an_end() -> None:
    waiting = [awaited(number, host=f"host{number}.example") for number in range(100)]
    assert lead_plan.next_batch(waiting) == waiting[: lead_plan.AT_ONCE]


def test_a_page_is_asked_for_as_a_page_and_under_the_name_its_source_wants() -> None:
    request = lead_plan.request_for_page(awaited(7, user_agent="Polite/1"))
    assert (request.url, request.user_agent, request.etag) == ("https://steppe.example.kz/7", "Polite/1", None)
    assert request.accept is not None
    assert request.accept.startswith("text/html")


@pytest.mark.parametrize("over", [{"lead": False}, {"enabled": False, "reason": "closed"}], ids=str)
def test_a_source_switched_off_meanwhile_is_not_asked(over: dict[str, Any]) -> None:
    refused = lead_plan.refusal(awaited(**over))
    assert refused is not None
    assert (refused.state, refused.detail) == (LeadState.SKIPPED, lead_plan.SWITCHED_OFF)


def test_after_two_attempts_broken_off_there_is_no_third() -> None:
    assert lead_plan.refusal(awaited(attempts=1)) is None
    refused = lead_plan.refusal(awaited(attempts=2))
    assert refused is not None
    assert (refused.state, refused.detail) == (LeadState.FAILED, lead_plan.TIRED)


def test_what_was_read_is_kept_with_its_hash() -> None:
    read = lead_plan.lead_read(Lead(StoryId("s"), NOW, attempts=1, detail="timed out"), "Текст.")
    assert (read.state, read.text, read.detail) == (LeadState.DONE, "Текст.", "")
    assert read.text_hash
    assert read.text_hash != lead_plan.lead_read(read, "Другой текст.").text_hash


def test_a_page_without_text_is_a_failure_that_is_not_repeated() -> None:
    assert lead_plan.lead_read(Lead(StoryId("s"), NOW, attempts=1), "").state is LeadState.FAILED


@pytest.mark.parametrize("verdict", sorted(lead_plan.HOPELESS))
def test_whoever_refuses_is_not_asked_again(verdict: Verdict) -> None:
    error = FetchError(a_source().id, verdict, "stay away")
    left = lead_plan.lead_not_had(Lead(StoryId("s"), NOW, attempts=1), error)
    assert (left.state, left.detail) == (LeadState.SKIPPED, "stay away")


def test_a_page_that_is_gone_is_not_asked_for_again() -> None:
    error = SourceGone(a_source().id, Verdict.GONE, "answered 404 (not found)")
    assert lead_plan.lead_not_had(Lead(StoryId("s"), NOW, attempts=1), error).state is LeadState.SKIPPED


@pytest.mark.parametrize(("attempts", "state"), [(1, LeadState.WAITING), (2, LeadState.FAILED)])
def test_what_may_pass_is_tried_twice(attempts: int, state: LeadState) -> None:
    error = FetchError(a_source().id, Verdict.TIMED_OUT, "no complete answer")
    assert lead_plan.lead_not_had(Lead(StoryId("s"), NOW, attempts=attempts), error).state is state


def test_both_attempts_lie_within_the_time_that_alerts_wait() -> None:
    assert lead_plan.REST * (lead_plan.MOST_ATTEMPTS - 1) < ALERTS_WAIT


def test_a_story_of_the_first_poll_is_recognised_later() -> None:
    state = a_watched_source(baseline_at=NOW)
    assert lead_plan.is_baseline(a_story(first_seen_at=NOW), state)
    assert not lead_plan.is_baseline(a_story(first_seen_at=NOW + timedelta(seconds=1)), state)
    assert lead_plan.is_baseline(a_story(), FIRST)


def test_an_alert_of_a_story_that_waits_for_its_lead_waits_too() -> None:
    waiting, ready = (a_judged_story(a_story(id=StoryId(each), published=published(0))) for each in ("w", "r"))
    changes = [
        DevelopmentChange(ChangeKind.OPENED, DevelopmentId(f"d-{each.story.id}"), each, 1) for each in (waiting, ready)
    ]
    found = plan.Read(
        [],
        Sifted((waiting.story, ready.story), (), ()),
        (waiting, ready),
        tuple(changes),
        frozenset({waiting.story.id}),
    )
    body = Fetched(a_source().id, "https://x.example/rss", b"", {}, "hash", 0.5)
    outcome = plan.read(LATER, body, found, [a_subscriber()], RULES, NOW, 1.0)
    assert {each.development_id: each.due_at - NOW for each in outcome.messages} == {
        "d-w": ALERTS_WAIT,
        "d-r": timedelta(),
    }
    assert outcome.leads == (Lead(StoryId("w"), NOW),)
