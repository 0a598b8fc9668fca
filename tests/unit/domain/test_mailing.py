"""Mail addresses, codes, links to unsubscribe, and what a subscription by mail is after each wish."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.facets import Facets
from domain.mailing import (
    ASKED_AGAIN_AFTER,
    CODE_VALID_FOR,
    agreed,
    asked,
    asked_consent,
    code_hash,
    code_of,
    mail_address,
    mail_timing,
    new_code,
    subscriber_of_reference,
    subscriber_of_token,
    taking_over,
)
from domain.subscriber import ChannelName, SubscriberId, SubscriberState
from domain.telling import Mode, Timing
from tests.builders import NOON, a_subscriber

CHAT = a_subscriber(
    language="ru",
    zone="Asia/Almaty",
    facets=Facets(countries=frozenset({"KZ"})),
    timing=Timing(digest_at=time(7), quiet_from=time(22), quiet_until=time(8), weekly=True, hold_until_reviewed=True),
)


@pytest.mark.parametrize("text", ["a@example.org", " First.Last+news@Mail.Example.ORG ", "o'neil@example-1.co.jp"])
def test_addresses_are_stored_in_one_form(text: str) -> None:
    assert mail_address(text) == text.strip().lower()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name@localhost",
        "a@b@example.org",
        "a..b@example.org",
        ".a@example.org",
        "a@-example.org",
        "a@example.org\r\nBcc: all@example.org",
        "a\n@example.org",
        "a b@example.org",
        "<a@example.org>",
        '"a b"@example.org',
        "имя@example.org",
        "a@example.1",
        "a" * 65 + "@example.org",
        "a@" + "b." * 126 + "org",
    ],
)
def test_what_is_no_plain_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="mail address"):
        mail_address(text)


@given(st.text())
def test_no_accepted_address_can_begin_another_header(text: str) -> None:
    try:
        address = mail_address(text)
    except ValueError:
        return
    assert address.isascii()
    assert address.isprintable()
    assert not set(address) & set(' ,;:<>()[]"\\')


def test_codes_are_read_however_they_are_typed() -> None:
    code = new_code()
    assert code != new_code()
    typed = f" {code.lower().replace('-', ' ')} "
    assert code_of(typed) == code_of(code)
    assert code_hash(typed) == code_hash(code)
    assert code_hash(code) != code_hash(new_code())


@pytest.mark.parametrize("text", ["", "ABCD", "name@example.org", "ABCD-EFGH-JKLM-NPQ0", "ABCD-EFGH-JKLM-NPQRS"])
def test_other_words_are_no_codes(text: str) -> None:
    assert code_of(text) is None


def test_mail_takes_choice_language_and_hour_of_the_chat_and_everything_comes_in_the_digest() -> None:
    mailed = asked(None, "a@example.org", CHAT, NOON)
    assert (mailed.channel, mailed.address, mailed.state) == (
        ChannelName.EMAIL,
        "a@example.org",
        SubscriberState.STOPPED,
    )
    assert (mailed.language, mailed.zone, mailed.facets) == ("ru", "Asia/Almaty", CHAT.facets)
    expected = Timing(digest_at=time(7), weekly=True, mode=Mode.ALL_IN_DIGEST, hold_until_reviewed=True)
    assert mailed.timing == expected
    assert not mailed.timing.has_quiet_hours
    assert "example" not in mailed.id


def test_asking_again_changes_nobody_who_gets_mail_and_revives_who_left() -> None:
    mailed = replace(asked(None, "a@example.org", CHAT, NOON), state=SubscriberState.ACTIVE)
    other = a_subscriber(language="ja", zone="Asia/Tokyo")
    assert asked(mailed, mailed.address, other, NOON) == mailed
    left = asked(replace(mailed, state=SubscriberState.STOPPED), mailed.address, other, NOON + timedelta(days=1))
    assert (left.id, left.created_at, left.language) == (mailed.id, mailed.created_at, "ja")


def test_taking_over_keeps_the_rhythm() -> None:
    mailed = asked(None, "a@example.org", a_subscriber(), NOON)
    assert not taking_over(mailed, CHAT).timing.weekly
    assert taking_over(mailed, CHAT).facets == CHAT.facets
    assert mail_timing(Timing(), weekly=True).weekly


def test_a_code_makes_its_asker_the_owner_and_works_once() -> None:
    chat, code = SubscriberId("telegram:1"), new_code()
    consent = asked_consent(None, SubscriberId("email:0123456789abcdef"), code, chat, NOON)
    assert (consent.expires_at - NOON, consent.code_hash) == (CODE_VALID_FOR, code_hash(code))
    assert not consent.is_used
    done = agreed(consent, NOON)
    assert (done.owner_id, done.confirmed_at, done.is_used) == (chat, NOON, True)
    later = NOON + ASKED_AGAIN_AFTER
    again = asked_consent(done, done.subscriber_id, new_code(), SubscriberId("telegram:2"), later)
    assert (again.owner_id, again.stop_key, again.is_used) == (chat, consent.stop_key, False)
    assert agreed(again, later).is_used


def test_a_link_stops_its_own_subscription_only() -> None:
    first = asked_consent(None, SubscriberId("email:0123456789abcdef"), new_code(), None, NOON)
    second = asked_consent(None, SubscriberId("email:0123456789abcdef"), new_code(), None, NOON)
    assert first.is_stopped_by(first.stop_token)
    assert not first.is_stopped_by(second.stop_token)
    assert not first.is_stopped_by("ключ")
    assert subscriber_of_token(first.stop_token) == first.subscriber_id
    assert subscriber_of_token(first.reference) is None
    assert subscriber_of_reference(first.reference) == first.subscriber_id
    assert subscriber_of_reference("../etc") is None
