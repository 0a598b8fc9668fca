"""Subscribers are found by where they are reached."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from domain.commitment import Pillar
from domain.development import Stage
from domain.errors import StorageError
from domain.facets import Facets
from domain.patience import UNREACHED_FOR, Unreached
from domain.subscriber import ChannelName, SubscriberId, SubscriberState
from tests.builders import NOON, a_subscriber

if TYPE_CHECKING:
    from domain.unit_of_work import OpenUnitOfWork


def test_a_subscriber_is_found_by_channel_and_address(open_work: OpenUnitOfWork) -> None:
    with open_work(writes=False) as work:
        assert work.subscribers.find(ChannelName.TELEGRAM, "1001") == a_subscriber()
        assert work.subscribers.find(ChannelName.CONSOLE, "1001") is None
        assert work.subscribers.get(SubscriberId("telegram:1001")) == a_subscriber()
        with pytest.raises(KeyError):
            work.subscribers.get(SubscriberId("unknown"))


def test_saving_replaces_what_is_stored_under_the_identifier(open_work: OpenUnitOfWork) -> None:
    changed = replace(
        a_subscriber(),
        address="-100",
        language="ja",
        zone="Asia/Tokyo",
        editor=True,
        is_group=True,
        state=SubscriberState.PAUSED,
    )
    with open_work() as work:
        work.subscribers.save(changed)
        work.commit()
    with open_work(writes=False) as work:
        assert work.subscribers.get(changed.id) == changed
        assert work.subscribers.find(ChannelName.TELEGRAM, "1001") is None


def test_only_active_subscribers_receive_alerts_in_order_of_their_identifiers(open_work: OpenUnitOfWork) -> None:
    names = {
        "telegram:3": SubscriberState.ACTIVE,
        "telegram:2": SubscriberState.STOPPED,
        "console": SubscriberState.ACTIVE,
    }
    with open_work() as work:
        for name, state in names.items():
            work.subscribers.save(a_subscriber(id=SubscriberId(name), address=name, state=state))
        active = [subscriber.id for subscriber in work.subscribers.list_active()]
    assert active == ["console", "telegram:1001", "telegram:3"]


def test_what_comes_up_is_kept_for_who_is_active_and_for_who_is_not_away_for_long(open_work: OpenUnitOfWork) -> None:
    with open_work() as work:
        for number, state in enumerate(SubscriberState):
            work.subscribers.save(a_subscriber(id=SubscriberId(f"telegram:{number}"), address=f"{number}", state=state))
            work.patience.note_unreached(SubscriberId(f"telegram:{number}"), Unreached(1, NOON), NOON)
        for wait, told in ((UNREACHED_FOR - timedelta(seconds=1), {"active", "paused"}), (UNREACHED_FOR, {"active"})):
            found = work.subscribers.list_told(NOON + wait)
            assert {each.state.value for each in found if each.unreached} == told
        work.subscribers.rest(a_subscriber().id)
        assert a_subscriber().id not in {each.id for each in work.subscribers.list_told(NOON)}


def test_one_address_has_one_subscriber(open_work: OpenUnitOfWork) -> None:
    with open_work() as work, pytest.raises(StorageError):
        work.subscribers.save(a_subscriber(id=SubscriberId("another")))


def test_facets_are_stored_whole(open_work: OpenUnitOfWork) -> None:
    facets = Facets(
        pillars=frozenset({Pillar.GREEN}),
        commitments=frozenset({26, 27}),
        countries=frozenset({"KZ"}),
        names=frozenset({"company:mitsui"}),
        official_only=True,
        central_asian_only=True,
        without_ministry="KZ",
        least_stage=Stage.AGREED,
        least_yen=Decimal(1_000_000_000),
        reviewed_only=True,
        certain_only=True,
        languages=frozenset({"ru", "ja"}),
        hidden_outlets=frozenset({"wire.example"}),
        phrases=("порт актау", "水素"),
        general_in_digest=False,
    )
    with open_work() as work:
        work.subscribers.save(replace(a_subscriber(), facets=facets))
        work.commit()
    with open_work(writes=False) as work:
        assert work.subscribers.get(SubscriberId("telegram:1001")).facets == facets
