"""When subscribers are told: nothing is lost or told twice, nothing comes in quiet hours, order is kept."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alert import MessageId
from domain.commitment import CommitmentNumber
from domain.development import DevelopmentId, Stage
from domain.facets import EVERYTHING, Facets
from domain.match import Match, Tie
from domain.telling import (
    EVERYTHING_AT_ONCE,
    REVIEWED_EVERY,
    USUAL,
    DigestKind,
    Mode,
    Timing,
    Urgency,
    Waiting,
    day_began,
    in_order,
    next_digest,
    quiet_until,
    telling,
    urgency_of,
)
from tests.builders import NOON, a_judgement

if TYPE_CHECKING:
    from domain.telling import Telling

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NIGHT = Timing(quiet_from=time(22), quiet_until=time(7))
ZONES = ("UTC", "Asia/Tashkent", "Asia/Tokyo", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe")


def waiting(name: str, at: datetime = NOON, urgency: Urgency = Urgency.AT_ONCE, **over: Any) -> Waiting:
    values = {"development_id": DevelopmentId(f"dev-{name}"), "created_at": at, "since": at, "due_at": at}
    return Waiting(id=MessageId(name), urgency=urgency, **{**values, **over})


def decide(*messages: Waiting, timing: Timing = USUAL, now: datetime = NOON, told: int = 0) -> Telling:
    return telling(messages, timing, "UTC", told, now)


def several(count: int, at: datetime = NOON, **over: Any) -> list[Waiting]:
    return [waiting(f"m{number}", at + timedelta(seconds=number), **over) for number in range(count)]


@pytest.mark.parametrize(
    ("stage", "tie", "numbers", "expected"),
    [
        (Stage.AGREED, Tie.TOPIC, (26,), Urgency.AT_ONCE),
        (Stage.SETBACK, Tie.TOPIC, (26,), Urgency.AT_ONCE),
        (Stage.PLANNED, Tie.TOPIC, (26,), Urgency.DIGEST),
        (Stage.SAID, Tie.EXPLICIT, (26,), Urgency.AT_ONCE),
        (Stage.DONE, Tie.EXPLICIT, (40, 51), Urgency.DIGEST),
        (Stage.DONE, Tie.TOPIC, (40, 26), Urgency.AT_ONCE),
        (Stage.DONE, Tie.TOPIC, (52,), Urgency.AT_ONCE),
    ],
)
def test_deeds_and_what_names_the_declaration_come_at_once(
    stage: Stage, tie: Tie, numbers: tuple[int, ...], expected: Urgency
) -> None:
    matches = tuple(Match(CommitmentNumber(number), 0.9, "") for number in numbers)
    judged = a_judgement(numbers[0], stage=stage, tie=tie, matches=matches)
    assert urgency_of(judged, EVERYTHING, USUAL) is expected
    assert urgency_of(judged, EVERYTHING, Timing(mode=Mode.ALL_AT_ONCE)) is Urgency.AT_ONCE
    assert urgency_of(judged, EVERYTHING, Timing(mode=Mode.ALL_IN_DIGEST)) is Urgency.DIGEST


def test_general_paragraphs_come_at_once_where_the_subscriber_wants_it() -> None:
    judged = a_judgement(45, stage=Stage.DONE, matches=(Match(CommitmentNumber(45), 0.9, ""),))
    assert urgency_of(judged, Facets(general_in_digest=False), USUAL) is Urgency.AT_ONCE


@pytest.mark.parametrize(
    ("after", "zone", "expected"),
    [
        ("2026-01-15T12:00", "UTC", "2026-01-16T09:00"),
        ("2026-01-15T09:00", "UTC", "2026-01-15T09:00"),
        ("2026-01-15T03:59", "Asia/Tashkent", "2026-01-15T04:00"),
        ("2026-01-15T04:01", "Asia/Tashkent", "2026-01-16T04:00"),
        ("2026-03-28T12:00", "Europe/Berlin", "2026-03-29T07:00"),
        ("2026-10-24T12:00", "Europe/Berlin", "2026-10-25T08:00"),
    ],
)
def test_the_digest_comes_at_nine_on_the_readers_clock(after: str, zone: str, expected: str) -> None:
    assert next_digest(utc(after), USUAL, zone) == utc(expected)


def test_a_weekly_digest_comes_on_monday() -> None:
    assert next_digest(NOON, Timing(weekly=True), "UTC") == utc("2026-01-19T09:00")


def test_a_digest_at_an_hour_that_a_day_does_not_have_comes_once_and_after_the_change() -> None:
    night = Timing(digest_at=time(2, 30))
    first = next_digest(utc("2026-03-28T12:00"), night, "Europe/Berlin")
    assert first.astimezone(ZoneInfo("Europe/Berlin")).time() == time(3, 30)
    assert next_digest(first + timedelta(seconds=1), night, "Europe/Berlin") == utc("2026-03-30T00:30")


@pytest.mark.parametrize(
    ("now", "quiet", "zone", "expected"),
    [
        ("2026-01-15T21:59", (22, 7), "UTC", None),
        ("2026-01-15T22:00", (22, 7), "UTC", "2026-01-16T07:00"),
        ("2026-01-16T06:59", (22, 7), "UTC", "2026-01-16T07:00"),
        ("2026-01-16T07:00", (22, 7), "UTC", None),
        ("2026-01-15T13:00", (12, 14), "UTC", "2026-01-15T14:00"),
        ("2026-01-15T18:00", (22, 7), "Asia/Tashkent", "2026-01-16T02:00"),
        ("2026-01-15T12:00", (0, 0), "UTC", None),
        ("2026-01-15T12:00", (9, 9), "UTC", None),
        ("2026-03-29T00:30", (22, 7), "Europe/Berlin", "2026-03-29T05:00"),
        ("2026-10-25T05:30", (22, 7), "Europe/Berlin", "2026-10-25T06:00"),
    ],
)
def test_quiet_hours_end_when_they_should(now: str, quiet: tuple[int, int], zone: str, expected: str | None) -> None:
    timing = Timing(quiet_from=time(quiet[0]), quiet_until=time(quiet[1]))
    assert quiet_until(utc(now), timing, zone) == (utc(expected) if expected else None)


def test_quiet_hours_that_end_in_the_hour_clocks_repeat_are_over_once() -> None:
    timing = Timing(quiet_from=time(22), quiet_until=time(2, 30))
    ends = quiet_until(utc("2026-10-25T00:10"), timing, "Europe/Berlin")
    assert ends == utc("2026-10-25T00:30")
    assert quiet_until(utc("2026-10-25T01:10"), timing, "Europe/Berlin") is None


def test_up_to_five_alerts_go_by_themselves_and_what_is_left_of_a_burst_at_once_as_a_digest() -> None:
    assert decide(*several(5), now=NOON + MINUTE).alone == ("m0", "m1", "m2", "m3", "m4")
    burst = decide(*several(8), now=NOON + MINUTE)
    assert burst.alone == ("m0", "m1", "m2", "m3", "m4")
    assert (burst.kind, burst.folded) == (DigestKind.BURST, ("m5", "m6", "m7"))


def test_what_is_more_than_the_day_has_room_for_waits_for_the_next_digest() -> None:
    decided = decide(*several(3), now=NOON + MINUTE, told=4)
    assert decided.alone == ("m0",)
    assert [(each.id, each.held_for) for each in decided.held] == [("m1", DigestKind.BURST), ("m2", DigestKind.BURST)]
    assert {each.until for each in decided.held} == {utc("2026-01-16T09:00")}


def test_what_is_no_alert_waits_for_the_digest_and_goes_with_it() -> None:
    message = waiting("one", urgency=Urgency.DIGEST)
    (held,) = decide(message).held
    assert (held.until, held.held_for) == (utc("2026-01-16T09:00"), DigestKind.DAILY)
    later = message._replace(due_at=held.until, held_for=held.held_for)
    assert decide(later, now=held.until).folded == ("one",)


def test_a_digest_that_was_missed_while_nothing_ran_goes_as_soon_as_possible() -> None:
    decided = decide(waiting("one", urgency=Urgency.DIGEST), now=NOON + 2 * DAY)
    assert (decided.kind, decided.folded) == (DigestKind.DAILY, ("one",))


def test_a_backlog_folds_and_a_single_old_alert_goes_by_itself() -> None:
    assert decide(*several(1), now=NOON + HOUR).alone == ("m0",)
    decided = decide(*several(3), waiting("fresh", NOON + HOUR), now=NOON + HOUR)
    assert decided.alone == ("fresh",)
    assert (decided.kind, decided.folded) == (DigestKind.BACKLOG, ("m0", "m1", "m2"))


def test_waiting_for_the_article_of_a_report_is_no_backlog() -> None:
    after_lead = several(2, due_at=NOON + 15 * MINUTE, since=NOON + 15 * MINUTE)
    assert decide(*after_lead, now=NOON + 16 * MINUTE).alone == ("m0", "m1")


def test_quiet_hours_hold_alerts_and_release_them_as_one_digest() -> None:
    night = utc("2026-01-15T23:00")
    held = decide(*several(3, night), timing=NIGHT, now=night + MINUTE)
    assert (held.alone, held.folded) == ((), ())
    assert {(each.until, each.held_for) for each in held.held} == {(utc("2026-01-16T07:00"), DigestKind.QUIET)}
    morning = [each._replace(due_at=utc("2026-01-16T07:00"), held_for=DigestKind.QUIET) for each in several(3, night)]
    released = decide(*morning, timing=NIGHT, now=utc("2026-01-16T07:00"))
    assert (released.kind, released.folded) == (DigestKind.QUIET, ("m0", "m1", "m2"))
    assert decide(morning[0], timing=NIGHT, now=utc("2026-01-16T07:00")).alone == ("m0",)


def test_a_pause_holds_everything_and_brings_it_at_its_end_as_one_digest() -> None:
    pause = Timing(paused_until=NOON + DAY)
    held = decide(*several(2), timing=pause, now=NOON + HOUR).held
    assert {(each.until, each.held_for) for each in held} == {(NOON + DAY, DigestKind.PAUSE)}
    due = [each._replace(due_at=NOON + DAY, held_for=DigestKind.PAUSE) for each in several(2)]
    later = waiting("digest", urgency=Urgency.DIGEST, due_at=NOON + 2 * DAY, held_for=DigestKind.DAILY)
    released = decide(*due, later, timing=pause, now=NOON + DAY)
    assert released.kind is DigestKind.PAUSE
    assert released.folded == ("digest", "m0", "m1")


def test_what_somebody_asked_for_again_comes_by_itself_whatever_else_waits() -> None:
    asked = waiting("again", asked=True)
    assert decide(asked, timing=Timing(paused_until=NOON + DAY), now=NOON + HOUR).alone == ("again",)
    assert decide(asked, *several(3), now=NOON + HOUR).alone == ("again",)


def test_an_update_takes_along_what_it_updates() -> None:
    first = waiting("first", urgency=Urgency.DIGEST, due_at=NOON + DAY, held_for=DigestKind.DAILY)
    update = waiting("update", NOON + MINUTE, development_id=first.development_id)
    assert decide(first, update, now=NOON + MINUTE).alone == ("first", "update")


def test_what_has_to_be_reviewed_waits_until_it_is() -> None:
    strict = Timing(hold_until_reviewed=True)
    decided = decide(waiting("one"), waiting("two", reviewed=True), timing=strict)
    assert decided.alone == ("two",)
    assert decided.held == (("one", NOON + REVIEWED_EVERY, None),)


def test_the_console_gets_everything_at_once_and_nothing_folded() -> None:
    assert len(decide(*several(30), timing=EVERYTHING_AT_ONCE, now=NOON + DAY).alone) == 30


def test_the_readers_day_begins_at_their_midnight() -> None:
    assert day_began(NOON, "Asia/Tokyo") == utc("2026-01-14T15:00")


TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - given a zone
TIMINGS = st.builds(
    Timing,
    digest_at=TIMES,
    quiet_from=TIMES,
    quiet_until=TIMES,
    alerts_a_day=st.sampled_from([None, 1, 5]),
    paused_until=st.none() | MOMENTS,
    weekly=st.booleans(),
    mode=st.sampled_from(Mode),
    hold_until_reviewed=st.booleans(),
)


@st.composite
def backlogs(draw: st.DrawFn) -> tuple[list[Waiting], datetime]:
    """Messages that wait, of a few developments, and a moment around them."""
    now = draw(MOMENTS)
    found = []
    for number in range(draw(st.integers(0, 12))):
        created = now - draw(st.timedeltas(timedelta(), 2 * DAY))
        found.append(
            waiting(
                f"m{number:02}",
                created,
                draw(st.sampled_from(Urgency)),
                development_id=DevelopmentId(draw(st.sampled_from("abcdef"))),
                due_at=created + draw(st.timedeltas(timedelta(), 3 * DAY)),
                asked=draw(st.integers(0, 9)) == 0,
                held_for=draw(st.none() | st.sampled_from(DigestKind)),
                reviewed=draw(st.booleans()),
            )
        )
    return found, now


@given(backlogs(), TIMINGS, st.sampled_from(ZONES), st.integers(0, 7))
def test_nothing_is_lost_and_nothing_is_told_twice(
    backlog: tuple[list[Waiting], datetime], timing: Timing, zone: str, told: int
) -> None:
    messages, now = backlog
    decided = telling(messages, timing, zone, told, now)
    parts = [*decided.alone, *decided.folded, *(each.id for each in decided.held)]
    assert len(parts) == len(set(parts))
    assert {each.id for each in messages if each.due_at <= now} <= set(parts)
    assert set(parts) <= {each.id for each in messages}
    assert bool(decided.folded) is (decided.kind is not None)
    assert all(each.until > now for each in decided.held)


@given(backlogs(), TIMINGS, st.sampled_from(ZONES), st.integers(0, 7))
def test_in_quiet_hours_and_in_a_pause_only_what_was_asked_for_comes(
    backlog: tuple[list[Waiting], datetime], timing: Timing, zone: str, told: int
) -> None:
    messages, now = backlog
    decided = telling(messages, timing, zone, told, now)
    asked = {each.id for each in messages if each.asked}
    is_still = quiet_until(now, timing, zone) is not None or (timing.paused_until or now) > now
    if is_still:
        assert set(decided.alone) <= asked
        assert decided.folded == ()
    elif timing.alerts_a_day is not None:
        assert len(set(decided.alone) - asked) <= max(0, timing.alerts_a_day - told) + 1


@given(backlogs(), TIMINGS, st.sampled_from(ZONES))
def test_order_is_kept_within_what_goes(backlog: tuple[list[Waiting], datetime], timing: Timing, zone: str) -> None:
    messages, now = backlog
    age = {each.id: (each.created_at, each.id) for each in messages}
    asked = {each.id for each in messages if each.asked}
    decided = telling(messages, timing, zone, 0, now)
    alone = [each for each in decided.alone if each not in asked]
    assert alone == sorted(alone, key=age.__getitem__)
    assert list(decided.folded) == sorted(decided.folded, key=age.__getitem__)


def test_nothing_younger_passes_what_is_to_be_tried_again() -> None:
    delayed = waiting("a", NOON, tried=True)._replace(due_at=NOON + HOUR)
    older, younger = waiting("b", NOON - MINUTE), waiting("c", NOON + MINUTE)
    wanted = waiting("d", NOON + MINUTE, asked=True)
    everything = [older, delayed, younger, wanted]
    assert in_order(everything, USUAL, NOON + 2 * MINUTE) == [older, delayed, wanted]
    assert in_order(everything, USUAL, NOON + HOUR) == everything


@pytest.mark.parametrize(
    "over", [{"tried": False}, {"tried": True, "held_for": DigestKind.QUIET}, {"tried": True, "reviewed": False}]
)
def test_what_waits_for_another_reason_is_passed_by(over: dict[str, Any]) -> None:
    waits = waiting("a", NOON, **{"reviewed": True, **over})._replace(due_at=NOON + HOUR)
    younger = waiting("b", NOON + MINUTE, reviewed=True)
    assert in_order([waits, younger], Timing(hold_until_reviewed=True), NOON + 2 * MINUTE) == [waits, younger]


@given(backlogs(), TIMINGS, st.sampled_from(ZONES))
def test_everything_comes_in_the_end(backlog: tuple[list[Waiting], datetime], timing: Timing, zone: str) -> None:
    messages, now = backlog
    left = {each.id: each._replace(reviewed=True) for each in messages}
    for _ in range(60):
        decided = telling(list(left.values()), timing, zone, 0, now)
        for message_id in (*decided.alone, *decided.folded):
            del left[message_id]
        for held in decided.held:
            left[held.id] = left[held.id]._replace(due_at=held.until, held_for=held.held_for)
        if not left:
            return
        now = max(now + MINUTE, min(each.due_at for each in left.values()))
    pytest.fail(f"{len(left)} messages never came")


@given(MOMENTS, TIMES, TIMES, st.sampled_from(ZONES))
def test_quiet_hours_always_end_within_a_day(now: datetime, begins: time, ends: time, zone: str) -> None:
    timing = Timing(quiet_from=begins, quiet_until=ends)
    until = quiet_until(now, timing, zone)
    assert until is None or now < until <= now + DAY + HOUR
    assert until is None or begins != ends


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
