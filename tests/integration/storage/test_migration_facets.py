"""The migration that brings facets: subscribers who are there go on hearing everything."""

from __future__ import annotations

from dataclasses import replace

from domain.facets import EVERYTHING, Facets
from domain.subscriber import SubscriberId
from storage.engine import create_engine
from storage.migrate import check, downgrade, upgrade
from storage.unit_of_work import open_unit_of_work
from tests.builders import a_subscriber

BEFORE = "20260108_0900"


def test_who_subscribed_before_hears_everything_after(empty_url: str) -> None:
    engine = create_engine(empty_url)
    upgrade(engine)
    opens = open_unit_of_work(engine)
    with opens() as work:
        work.subscribers.save(replace(a_subscriber(), facets=Facets(official_only=True)))
        work.commit()
    downgrade(engine, BEFORE)
    upgrade(engine)
    with opens(writes=False) as work:
        assert work.subscribers.get(SubscriberId("telegram:1001")) == replace(a_subscriber(), facets=EVERYTHING)
    assert check(empty_url) == []
    engine.dispose()
