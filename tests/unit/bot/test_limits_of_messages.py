"""Whatever the world writes, every message keeps Telegram's limits: alerts, digests, posts, what operators are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.broadcasting import TEXT_LIMIT, wording_of
from bot.digests import ITEMS_MOST, DigestWriter
from bot.markup import utf16_length
from bot.messages import alert_parts
from bot.replies import operating
from bot.replies.inviting import SHOWN, admitted, requests_list
from bot.replies.notices import operator_message
from bot.replies.weekly_post import post_data, weekly_post, written_post
from bot.replies.withdrawn import withdrawal_reply
from bot.texts import texts_for
from config.ladders import load_ladders
from domain.alert import Earlier
from domain.amendment import ClaimedReply, WithdrawalReply, WithdrawalReplyId
from domain.commitment import READER_LANGUAGES, CommitmentNumber, Texts
from domain.development import DevelopmentId, Stage
from domain.due import DueNotice
from domain.facets import Facets
from domain.grouping import Change, Revision
from domain.health import HealthState
from domain.match import Facts, Instrument, Match, Money, Tie
from domain.moment import Moment, Precision
from domain.notice import NoticeId, NoticeKind, make_notice
from domain.place import AdmissionRequest
from domain.review import CorrectionKind
from domain.source import SourceId
from domain.story import StoryId
from domain.subscriber import Access
from domain.telling import DigestKind
from domain.weekly_post import Week, WeeklyPost
from tests.builders import NOON, a_development, a_judgement, a_message, a_story, a_subscriber, an_alert
from tests.telegram_takes import ADDRESSES, NAMES, WORDS, assert_taken, promises
from tests.unit.bot.test_digests import a_digest, an_item, no_chart
from tests.unit.bot.test_operating_replies import health
from tests.unit.bot.test_weekly_post import a_found, a_passed, an_event

LADDERS = load_ladders()
LANGUAGES = st.sampled_from(READER_LANGUAGES)
MANY = st.lists(WORDS, min_size=1, max_size=9)
SUMS = st.sampled_from([Money(Decimal(each), "JPY", "") for each in ("719", "1E+15", "1E+400")])
STAGES, DAYS = Change(Stage.PLANNED, Stage.AGREED), Change("2026-02-20", "2026-03-05")
REVISED = Revision(DevelopmentId("d"), 2, StoryId("s"), NOON, STAGES, None, DAYS)
WITHDRAWN_REVISION = Revision(DevelopmentId("d"), 2, StoryId("s"), NOON, withdrawn=True)
LOST = tuple(a_message(revision=each, created_at=NOON) for each in range(10, 16))
BEFORE = Earlier(Stage.PLANNED, Moment(NOON - timedelta(days=30), Precision.MINUTE))
HIDING = Facets(hidden_outlets=frozenset({"steppe.example.kz"}))
few = settings(max_examples=30)


def reported(names: list[str], title: str, url: str, amount: Money) -> Any:
    """A development with all that can be known of it, in these words."""
    facts = Facts(("JP",), ("KZ", "UZ", "TM"), Instrument.SCHOLARSHIP, amount, "there")
    matches = tuple(Match(CommitmentNumber(each), 0.9, title) for each in range(1, 7))
    judgement = a_judgement(1, tie=Tie.EXPLICIT, stage=Stage.AGREED, facts=facts, matches=matches)
    lead = a_story(title=names[-1], url=url, source_name=names[0])
    return a_development(lead=lead, judgement=judgement, reports=99, source_names=tuple(names), found_late=True)


@few
@given(MANY, WORDS, ADDRESSES, NAMES, SUMS, LANGUAGES, st.booleans())
def test_an_alert_in_any_words(
    names: list[str],
    said: str,
    url: str,
    label: Texts,
    amount: Money,
    language: str,
    hides: bool,  # noqa: FBT001 - filled in by hypothesis
) -> None:
    declaration, places = promises(label, 20), {"there": label}
    reader = a_subscriber(language=language, facets=HIDING if hides else Facets())
    alert = an_alert(reported(names, said, url, amount), reader, LOST, revision=2)
    alert = replace(alert, reports=tuple((each, said, url) for each in names), translation=said, earlier=BEFORE)
    for shown in (
        alert,
        replace(alert, revised=REVISED, reviewed=True, muted=True),
        replace(alert, revised=WITHDRAWN_REVISION),
        replace(alert, withdrawn=said),
    ):
        assert_taken(alert_parts(shown, declaration, places, LADDERS), plain=True)


@few
@given(WORDS, WORDS, ADDRESSES, NAMES, LANGUAGES, st.sampled_from(CorrectionKind))
def test_a_due_day_and_a_reply_about_a_withdrawal_in_any_words(
    title: str, reason: str, url: str, label: Texts, language: str, kind: CorrectionKind
) -> None:
    declaration, reader = promises(label, 20), a_subscriber(language=language)
    notice = DueNotice(
        DevelopmentId("d"), date(2026, 3, 1), (3, 4), 120, 4, NOON, headline=title, source_name=reason, url=url,
        announced_by=DevelopmentId("a"),
    )  # fmt: skip
    for due in (notice, replace(notice, title=label, headline="")):
        alert = an_alert(replace(a_development(judgement=a_judgement(3)), due=due), reader, LOST)
        assert_taken(alert_parts(alert, declaration, {}, LADDERS), plain=True)
    development = a_development(lead=a_story(title=title, url=url))
    row = WithdrawalReply(
        WithdrawalReplyId("r"), reader.id, development.id, "7", reason, channel=reader.channel, created_at=NOON,
        due_at=NOON, kind=kind,
    )  # fmt: skip
    assert_taken(withdrawal_reply(ClaimedReply(row, reader, development)), plain=True)


@few
@given(MANY, ADDRESSES, NAMES, LANGUAGES, st.sampled_from(DigestKind), st.integers(1, ITEMS_MOST + 20))
def test_a_digest_in_any_words_is_divided_into_messages_that_are_taken(
    names: list[str], url: str, label: Texts, language: str, kind: DigestKind, items: int
) -> None:
    writer = DigestWriter(promises(label, 20), {}, no_chart)
    shown = [an_item(str(each), 1 + each % 20, title=names[each % len(names)]) for each in range(items)]
    shown = [
        replace(
            each,
            development=replace(each.development, lead=replace(each.development.lead, url=url)),
            translation=names[0],
            revised=REVISED,
        )
        for each in shown
    ]
    whole = a_digest(*shown, subscriber=a_subscriber(language=language), kind=kind)
    parts, counted = writer.divide(whole)
    assert sum(map(len, parts)) + len(counted) == items
    for each in parts:
        part = replace(whole, items=tuple(each), more=len(counted), uncertain=LOST)
        assert_taken(writer.message(part), plain=True)


def test_no_more_is_formatted_in_one_part_of_a_digest_than_telegram_shows() -> None:
    writer = DigestWriter(promises(Texts("x", "x", "x"), 20), {}, no_chart)
    items = [replace(an_item(str(each), 1, title="x", found_late=True), translation="y") for each in range(ITEMS_MOST)]
    whole = a_digest(*items)
    parts, _ = writer.divide(whole)
    assert len(parts) > 1
    for each in parts:
        message = writer.message(replace(whole, items=tuple(each)))
        assert utf16_length(message.plain) < 4096
        assert_taken(message, plain=True)


@few
@given(WORDS, ADDRESSES, NAMES, LANGUAGES, st.integers(0, 12))
def test_a_weekly_post_in_any_words(title: str, url: str, label: Texts, language: str, items: int) -> None:
    post = WeeklyPost(
        Week(date(2026, 11, 23), "UTC"),
        175,
        6,
        found=tuple(a_found(str(n), 1 + n, Stage.AGREED, title=title, url=url) for n in range(items)),
        due=tuple(an_event(str(n), n, title=title, url=url) for n in range(items)),
        passed=tuple(a_passed(str(n), title=None, headline=title, url=url) for n in range(items)),
    )
    message = weekly_post(post, promises(label, 20), {}, texts_for(language, "UTC"), page="https://monitor.example.org")
    assert_taken(message, plain=True)
    assert written_post(make_notice(NoticeKind.WEEKLY_POST, NOON, data=post_data(message))) == message


@few
@given(WORDS, WORDS, LANGUAGES, st.integers(0, 60))
def test_what_operators_are_told_in_any_words(name: str, reason: str, language: str, sources: int) -> None:
    texts = texts_for(language, "UTC")
    failing = [
        make_notice(
            NoticeKind.SOURCE_FAILING, NOON, SourceId(f"source-{each}"),
            {"name": name, "verdict": "server_error", "failures": 5, "since": NOON.isoformat()},
        )
        for each in range(sources)
    ]  # fmt: skip
    aside = {"message_id": "0" * 32, "subscriber_id": "telegram:-1001234567890/77", "headline": name, "reason": reason}
    refused = make_notice(NoticeKind.DELIVERIES, NOON, data={"refused": 9, "uncertain": 2, "set_aside": [aside] * 3})
    assert_taken(operator_message([*failing, refused], texts), plain=True)
    assert_taken(operating.troubled([(name, health(HealthState.FAILING))] * sources, texts))
    asked = [(AdmissionRequest(f"-100{each:013}", "ru", is_group=True, asked_at=NOON), name) for each in range(SHOWN)]
    assert_taken(requests_list(asked, Access.LIST, texts, said=admitted(name, texts)))


@few
@given(WORDS, LANGUAGES)
def test_a_broadcast_is_taken_with_its_preview_or_not_at_all(said: str, language: str) -> None:
    # Nobody can send more than Telegram's own limit to the bot.
    wording = wording_of(said.encode("utf-16-le", "ignore")[: 2 * 4080].decode("utf-16-le", "ignore"))
    if wording is None:
        return
    texts, notice_id, readers = texts_for(language, "UTC"), NoticeId("0" * 32), list(READER_LANGUAGES) * 400
    assert_taken(operating.preview(wording.text, notice_id, readers, texts))
    assert_taken(operating.broadcast_result(wording.text, 10**6, texts))
    assert_taken(operating.broadcast(wording.text, texts), plain=True)


@pytest.mark.parametrize(("text", "taken"), [("😀" * (TEXT_LIMIT // 2), True), ("😀" * (TEXT_LIMIT // 2 + 1), False)])
def test_the_length_of_a_broadcast_is_counted_as_telegram_counts(text: str, *, taken: bool) -> None:
    assert (wording_of(text) is not None) is taken
