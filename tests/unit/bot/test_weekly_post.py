"""The weekly post as it is sent: whole items within the limit, hostile titles escaped, in three languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.markup import MESSAGE_LIMIT, RenderedMessage, utf16_length
from bot.replies.weekly_post import post_data, weekly_post, written_post
from bot.texts import DEFAULT_ZONES, texts_for
from config.declarations import load_declaration
from config.units import load_units
from domain.calendar import Event, EventKind
from domain.commitment import READER_LANGUAGES, CommitmentNumber, Texts
from domain.development import DevelopmentId, Stage
from domain.due import DueNotice
from domain.match import Facts, Instrument, Money
from domain.notice import NoticeKind, make_notice
from domain.review import MatchState
from domain.showing import ShownDevelopment
from domain.status import Coverage, Overlay, Status
from domain.weekly_post import Silence, StatusMove, Week, WeeklyPost
from tests.builders import a_development, a_judgement, a_story
from tests.golden_files import assert_golden
from tests.servers.telegram_html import parse_html

DECLARATION = load_declaration()
UNITS = load_units(DECLARATION)
PLACES = {"aktau": Texts("Aktau", "Актау", "アクタウ")}
MONDAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
WATCHED = Coverage(175, 6)
PAGE = "https://monitor.example.org"


def a_move(number: int, before: Status, after: Status, *overlays: Overlay, reviewed: bool = False) -> StatusMove:
    unit = next(each for each in UNITS if each.number == number)
    return StatusMove(unit, before, after, overlays, WATCHED, reviewed, ())


def a_found(name: str, number: int, stage: Stage, *, state: MatchState = MatchState.PROPOSED, **over: Any) -> Any:
    lead = a_story(
        title=over.pop("title", f"<{name}> & more"), url=over.pop("url", f"https://steppe.example.kz/{name}")
    )
    judged = a_judgement(number, stage=stage, facts=over.pop("facts", Facts()))
    development = a_development(id=DevelopmentId(name), lead=lead, judgement=judged, **over)
    return ShownDevelopment(development, {CommitmentNumber(number): state})


def an_event(name: str, ahead: int, *, title: str = "", url: str = "", **over: Any) -> Event:
    day = MONDAY + timedelta(days=ahead)
    values: dict[str, Any] = {"key": name, "kind": EventKind.ANNOUNCED, "day": day, "last": day, "commitments": (27,)}
    return Event(**{**values, "title": title or f"<{name}> & more", "url": url or f"https://x.example/{name}", **over})


def a_passed(name: str, **over: Any) -> DueNotice:
    day = MONDAY - timedelta(days=8)
    values: dict[str, Any] = {"title": Texts("Joint study", "Совместное исследование", "共同調査")}
    return DueNotice(DevelopmentId(name), day, (19,), 120, 4, AT, **{**values, **over})


def a_post(**over: Any) -> WeeklyPost:
    grant = Facts(instrument=Instrument.GRANT, place="aktau", amount=Money(Decimal(719_000_000), "JPY", "719 млн иен"))
    deadline: dict[str, Any] = {"kind": EventKind.DEADLINE, "title": "", "url": "", "commitments": (9,)}
    values: dict[str, Any] = {
        "week": Week(MONDAY, "UTC"),
        "watched": 175,
        "unreachable": 6,
        "moves": (
            a_move(21, Status.NOT_STARTED, Status.LIMITED),
            a_move(17, Status.LIMITED, Status.LIMITED, Overlay.DELAYED, reviewed=True),
        ),
        "found": (
            a_found("scanners", 26, Stage.AGREED, facts=grant, title="Япония даёт 719 млн иен на досмотр <в Актау>"),
            a_found("flights", 27, Stage.STARTED, state=MatchState.ACCEPTED),
            a_found("late", 34, Stage.PLANNED, found_late=True),
            a_found("talks", 12, Stage.SAID),
            a_found("more", 12, Stage.SAID),
        ),
        "due": (
            an_event("forum", 3, last=MONDAY + timedelta(days=4)),
            an_event("unit", 12, **deadline, unit_title=Texts("First meeting", "Первая встреча", "第1回会合")),
        ),
        "passed": (a_passed("passed"),),
        "silent": (
            Silence(13, None, WATCHED),
            Silence(18, None, WATCHED),
            Silence(24, None, Coverage(10, 9)),
            Silence(33, AT - timedelta(days=70), WATCHED),
            Silence(35, AT - timedelta(days=65), WATCHED),
        ),
    }
    return WeeklyPost(**{**values, **over})


QUIET = WeeklyPost(Week(MONDAY, "UTC"), 175, 6)
POSTS = {
    "weekly_post": a_post(),
    "weekly_post_quiet": QUIET,
    "weekly_post_only_silent": replace(QUIET, silent=(Silence(13, None, None),)),
}


def written(post: WeeklyPost, language: str = "en", page: str = "") -> RenderedMessage:
    return weekly_post(post, DECLARATION, PLACES, texts_for(language, DEFAULT_ZONES[language]), page=page)


@pytest.mark.parametrize("language", READER_LANGUAGES)
@pytest.mark.parametrize("name", POSTS)
def test_posts_are_as_their_golden_files(name: str, language: str) -> None:
    message = written(POSTS[name], language, PAGE if name == "weekly_post" else "")
    parse_html(message.html)
    assert message.fits
    assert message.buttons == (), "channels cannot press what belongs to a chat's settings"
    assert_golden(f"digests/{name}.{language}.txt", f"{message.html}\n")


def test_a_quiet_week_takes_two_lines() -> None:
    assert len(written(QUIET).lines) == 2


def test_what_an_editor_accepted_needs_no_mark() -> None:
    reviewed = a_post(moves=(), found=(a_found("grant", 26, Stage.DONE, state=MatchState.ACCEPTED),))
    marker = "not all of it has been reviewed"
    assert marker not in written(reviewed).plain
    assert marker in written(a_post()).plain


def test_a_post_comes_back_from_its_notice_as_it_was() -> None:
    message = written(a_post(), "ja", PAGE)
    notice = make_notice(NoticeKind.WEEKLY_POST, AT, data=post_data(message))
    assert written_post(notice) == message
    assert not notice.kind.is_for_operators


LONG = st.text(min_size=1, max_size=5000) | st.sampled_from(
    ["<b>" * 900, "&amp;" * 900, "😀" * 2500, "\u202e\u0000x", " "]
)


@given(LONG, st.integers(0, 12), st.sampled_from(READER_LANGUAGES))
def test_any_title_and_any_number_of_items_make_one_message_that_telegram_takes(
    title: str, items: int, language: str
) -> None:
    url = f"https://steppe.example.kz/{'x' * 1900}"
    post = a_post(
        moves=tuple(a_move(21, Status.NOT_STARTED, Status.LIMITED, *Overlay) for _ in range(items)),
        found=tuple(a_found(str(n), 26, Stage.AGREED, title=title, url=url) for n in range(items)),
        due=tuple(an_event(str(n), n, title=title, url=url) for n in range(items)),
        passed=tuple(a_passed(str(n), title=None, headline=title, url=url) for n in range(items)),
        silent=tuple(Silence(n + 13, None, Coverage(n + 9, n)) for n in range(items)),
    )
    message = written(post, language, f"https://{'p' * 60}.example/")
    parse_html(message.html)
    assert utf16_length(message.plain) <= MESSAGE_LIMIT
    assert message.fits
