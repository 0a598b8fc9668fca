"""What operators are told: the messages line by line, when they come and to whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.operators import MESSAGE_EVERY, SETTLE, is_time, messages_of
from bot.replies.health import health_line, poll_line
from bot.replies.notices import operator_message, review_reminder
from bot.texts import DEFAULT_ZONES, texts_for
from bot.weekly import last_week
from domain.alert import MessageKind
from domain.commitment import READER_LANGUAGES
from domain.coverage import AlertDelay, MissedStory, PolledSource, WatchRecord
from domain.health import Health, HealthState
from domain.notice import Notice, NoticeKind, Operator, make_notice
from domain.source import PollRecord, SourceId, Tier, Verdict
from domain.subscriber import ChannelName
from reports.coverage import as_data, coverage_of
from tests.builders import NOON
from tests.golden_files import assert_golden
from tests.servers.telegram_html import parse_html

if TYPE_CHECKING:
    from bot.markup import RenderedMessage

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def about(kind: NoticeKind, source_id: str = "kz-steppe", at: datetime = NOON, **over: Any) -> Notice:
    data = {
        "name": "Steppe <Courier> & Co",
        "verdict": "server_error",
        "detail": "HTTP 500",
        "failures": 5,
        "since": (NOON - 12 * HOUR).isoformat(),
        "newest_at": (NOON - 9 * DAY).isoformat(),
        "was": "",
    }
    return make_notice(kind, at, SourceId(source_id), data | over)


def the_week() -> Notice:
    sources = (
        PolledSource(SourceId("kz-steppe"), "KZ", ("ru", "kk"), 160, 158),
        PolledSource(SourceId("jp-wire"), "JP", ("ja",), 320, 320),
        PolledSource(SourceId("tm-state"), "TM", ("tk",), 30, 0),
        PolledSource(SourceId("int-search"), "INT", ("en",), 100, 99, is_search=True),
    )
    missed = (MissedStory("Japan backs <a> Tajik power line", "https://far.example/1?a=1&b=2", "en", "News search"),)
    delays = tuple(AlertDelay(Tier.OFFICIAL, timedelta(minutes=n)) for n in (11, 22, 44))
    record = WatchRecord(NOON - 7 * DAY, NOON, sources, missed, (*delays, AlertDelay(Tier.PRESS, 2 * HOUR)))
    return make_notice(NoticeKind.COVERAGE, NOON, data=as_data(coverage_of(record)))


DOWN = make_notice(NoticeKind.NETWORK_DOWN, NOON, data={"asked": 31, "unreached": 30})
BACK = make_notice(NoticeKind.NETWORK_BACK, NOON + HOUR, data={"since": NOON.isoformat()})

WRITTEN = [
    make_notice(
        NoticeKind.REPORT,
        NOON + n * HOUR,
        data={"since": "2026-01-05", "until": "2026-01-11", "folder": f"var/reports/weekly-2026-W0{n}<b>"},
    )
    for n in range(2)
]

WISHES = [{"address": str(1001 + n), "asked_at": (NOON + n * HOUR).isoformat()} for n in range(7)]


def failed(kind: MessageKind, reason: str) -> dict[str, str]:
    headline = "Япония даёт 719 млн иен на досмотр <грузов> & людей"
    return {
        "message_id": "9da3e455b7ef0123456789abcdef0123",
        "subscriber_id": "telegram:-1001234567890/7",
        "headline": headline if kind in (MessageKind.ALERT, MessageKind.CORRECTION) else "",
        "reason": reason,
        "kind": kind.value,
    }


MESSAGES = {
    "reports": WRITTEN,
    "source_failing": [about(NoticeKind.SOURCE_FAILING)],
    "several_sources": [
        about(NoticeKind.SOURCE_FAILING),
        about(NoticeKind.SOURCE_FAILING, "jp-wire", verdict="blocked", failures=8),
        about(NoticeKind.SOURCE_SILENT, "tm-state"),
        about(NoticeKind.SOURCE_RECOVERED, "uz-orchard"),
    ],
    "network_down": [DOWN],
    "network_back": [DOWN, BACK],
    "first_day": [make_notice(NoticeKind.FIRST_DAY, NOON, data={"answering": 151, "sources": 175})],
    "deliveries": [make_notice(NoticeKind.DELIVERIES, NOON, data={"refused": 1, "uncertain": 3})],
    "set_aside": [
        make_notice(
            NoticeKind.DELIVERIES,
            NOON,
            data={
                "refused": 5,
                "uncertain": 0,
                "set_aside": [
                    {
                        "message_id": "9da3e455b7ef0123456789abcdef0123",
                        "subscriber_id": "telegram:-1001234567890/7",
                        "headline": "Япония даёт 719 млн иен на досмотр <грузов> & людей",
                        "reason": 'Can\'t parse entities: unsupported start tag "x" at byte offset 0',
                    },
                    {
                        "message_id": "0f3e455b7ef0123456789abcdef01239",
                        "subscriber_id": "email:00ff00ff00ff00ff",
                        "headline": "",
                        "reason": "<b>mailbox</b> full",
                    },
                ],
            },
        )
    ],
    "failed_of_every_kind": [
        make_notice(
            NoticeKind.DELIVERIES,
            NOON,
            data={
                "refused": len(MessageKind),
                "uncertain": len(MessageKind) + 2,
                "set_aside": [failed(each, "Bad Request: <b>MESSAGE</b> & MEDIA_INVALID") for each in MessageKind],
                "in_doubt": [failed(each, "") for each in MessageKind],
            },
        )
    ],
    "admission": [make_notice(NoticeKind.ADMISSION, NOON, data={"waiting": 9, "told": [], "asking": WISHES[:1]})],
    "admissions": [
        make_notice(NoticeKind.ADMISSION, NOON, data={"waiting": 1, "told": []}),
        make_notice(NoticeKind.ADMISSION, NOON + HOUR, data={"waiting": 7, "told": [], "asking": WISHES}),
    ],
    "admissions_unnamed": [make_notice(NoticeKind.ADMISSION, NOON, data={"waiting": 2, "told": []})],
    "disk_low": [make_notice(NoticeKind.DISK_LOW, NOON, data={"free": 412_000_000})],
    "disk_back": [
        make_notice(NoticeKind.DISK_LOW, NOON, data={"free": 412_000_000}),
        make_notice(NoticeKind.DISK_BACK, NOON + HOUR, data={"free": 5_412_000_000}),
    ],
    "week": [the_week()],
    "lapsed_week": [
        make_notice(NoticeKind.COVERAGE, NOON, data=as_data(coverage_of(WatchRecord(NOON, NOON, (), lapsed=3))))
    ],
    "quiet_week": [make_notice(NoticeKind.COVERAGE, NOON, data=as_data(coverage_of(WatchRecord(NOON, NOON, ()))))],
}


@pytest.mark.parametrize("language", READER_LANGUAGES)
@pytest.mark.parametrize("name", MESSAGES)
def test_an_operator_message_reads_as_its_golden_file(name: str, language: str) -> None:
    message = operator_message(MESSAGES[name], texts_for(language, DEFAULT_ZONES[language]))
    parse_html(message.html)
    assert message.fits
    assert_golden(f"operators/{name}.{language}.txt", f"{message.html}\n")


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_a_reminder_of_editors_reads_as_its_golden_file(language: str) -> None:
    data = {"developments": 3, "chats": 2, "oldest": (NOON - 4 * DAY).isoformat()}
    notice = make_notice(NoticeKind.REVIEW_WAITING, NOON, data=data)
    message = review_reminder(notice, texts_for(language, DEFAULT_ZONES[language]))
    assert_golden(f"operators/review_waiting.{language}.txt", f"{message.html}\n")


def test_a_week_noted_before_messages_could_lapse_is_still_told() -> None:
    data = {key: value for key, value in the_week().data.items() if key != "lapsed"}
    assert told(make_notice(NoticeKind.COVERAGE, NOON, data=data)) == told(the_week())


def told(*notices: Notice) -> RenderedMessage:
    return operator_message(notices, texts_for("en", "UTC"))


def test_of_a_source_only_the_last_word_counts() -> None:
    text = told(about(NoticeKind.SOURCE_FAILING), about(NoticeKind.SOURCE_RECOVERED, at=NOON + HOUR)).plain
    assert "1 source works again" in text
    assert "fails" not in text


def test_a_network_that_came_back_is_told_in_one_line() -> None:
    text = told(DOWN, BACK).plain
    assert text.count("network") == 1
    assert "15 Jan 2026, 12:00 (UTC) to 15 Jan 2026, 13:00 (UTC)" in text


def test_any_number_of_notices_fits_into_one_message() -> None:
    many = [
        about(kind, f"source-{kind}-{n}", name="Ы" * 300) for n in range(200) for kind in NoticeKind if "source" in kind
    ]
    message = told(*many, the_week(), DOWN)
    assert message.fits
    assert "more" in message.plain
    assert "200 sources fail" in message.plain


def test_a_message_is_written_when_things_have_settled_and_once_a_day() -> None:
    waiting = [about(NoticeKind.SOURCE_FAILING)]
    assert not is_time([], None, NOON)
    assert not is_time(waiting, None, NOON + SETTLE - timedelta(seconds=1))
    assert is_time(waiting, None, NOON + SETTLE)
    assert not is_time(waiting, NOON + SETTLE - MESSAGE_EVERY + HOUR, NOON + SETTLE)
    assert is_time(waiting, NOON + SETTLE - MESSAGE_EVERY, NOON + SETTLE)


def test_what_has_stopped_is_told_at_once() -> None:
    assert is_time([about(NoticeKind.SOURCE_FAILING), DOWN], NOON, NOON)


def test_each_operator_gets_one_message_of_all_notices() -> None:
    people = [Operator(ChannelName.TELEGRAM, address, "en", "UTC") for address in ("1", "2")]
    notices = [about(NoticeKind.SOURCE_FAILING), DOWN]
    one, other = messages_of(notices, people, NOON)
    assert one.notice_ids == other.notice_ids == tuple(notice.id for notice in notices)
    assert (one.address, other.address, len({one.id, other.id})) == ("1", "2", 2)
    assert messages_of(notices, people, NOON + HOUR)[0].id == one.id
    assert messages_of(notices, [], NOON) == []


@pytest.mark.parametrize(
    ("now", "zone", "until"),
    [
        pytest.param(datetime(2026, 1, 15, 12, tzinfo=UTC), "UTC", datetime(2026, 1, 12, 9, tzinfo=UTC), id="Thursday"),
        pytest.param(
            datetime(2026, 1, 12, 9, tzinfo=UTC), "UTC", datetime(2026, 1, 12, 9, tzinfo=UTC), id="nine sharp"
        ),
        pytest.param(datetime(2026, 1, 12, 8, 59, tzinfo=UTC), "UTC", datetime(2026, 1, 5, 9, tzinfo=UTC), id="before"),
        pytest.param(
            datetime(2026, 1, 12, 3, tzinfo=UTC), "Asia/Tokyo", datetime(2026, 1, 12, 0, tzinfo=UTC), id="Tokyo"
        ),
        pytest.param(
            datetime(2026, 3, 30, 8, tzinfo=UTC), "Europe/Paris", datetime(2026, 3, 30, 7, tzinfo=UTC), id="summer"
        ),
    ],
)
def test_a_week_ends_on_monday_at_nine_on_the_operators_clock(now: datetime, zone: str, until: datetime) -> None:
    since, found = last_week(now, zone)
    assert found == until
    assert abs((found - since) - 7 * DAY) <= HOUR
    assert last_week(found, zone) == (since, found)


def a_health(state: HealthState, **over: Any) -> Health:
    values: dict[str, Any] = {
        "verdict": Verdict.UNCHANGED,
        "detail": "",
        "failures": 0,
        "failing_since": None,
        "newest_at": NOON - HOUR,
        "quiet_for": HOUR,
        "patience": 3 * DAY,
        "polls": 30,
        "answered": 29,
    }
    return Health(state, **{**values, **over})


HEALTHS = [
    a_health(HealthState.WORKING),
    a_health(HealthState.SILENT, newest_at=NOON - 9 * DAY),
    a_health(HealthState.FAILING, verdict=Verdict.TIMED_OUT, failures=3, answered=27),
    a_health(HealthState.BLOCKED, verdict=Verdict.BLOCKED, failures=12, answered=18),
    a_health(HealthState.UNVERIFIED, verdict=None, newest_at=None, polls=0, answered=0),
    a_health(HealthState.OWN_OUTAGE, verdict=Verdict.DNS),
    a_health(HealthState.DISABLED, detail="403 for scripts, 2026-09-07", polls=0, answered=0),
]
POLLS = [
    PollRecord(SourceId("kz-steppe"), NOON, Verdict.NEW, "", 0.4, 20, 3),
    PollRecord(SourceId("kz-steppe"), NOON, Verdict.UNCHANGED, "", 0.4, 0, 0),
    PollRecord(SourceId("kz-steppe"), NOON, Verdict.UNCHANGED, "", 0.4, 20, 0),
    PollRecord(SourceId("kz-steppe"), NOON, Verdict.GARBLED, "koi8-r", 0.4, 0, 0),
]


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_the_health_and_history_of_a_source_read_as_their_golden_file(language: str) -> None:
    texts = texts_for(language, DEFAULT_ZONES[language])
    lines = [*(health_line(each, texts) for each in HEALTHS), "", *(poll_line(each, texts) for each in POLLS)]
    assert_golden(f"operators/health_lines.{language}.txt", "\n".join(lines) + "\n")


def test_every_state_has_its_line() -> None:
    texts = texts_for("en", "UTC")
    assert {each.state for each in HEALTHS} == set(HealthState)
    assert all(health_line(replace(each, detail=""), texts) for each in HEALTHS)
