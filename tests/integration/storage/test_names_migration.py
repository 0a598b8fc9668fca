"""The migration that brings invitations for several: codes used before stay used up, and stored choices stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text

from domain.facets import Facets
from domain.subscriber import SubscriberId
from storage.engine import begin, create_engine
from storage.migrate import check, downgrade, upgrade
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON, a_subscriber

BEFORE = "20260121_0900"
SOON = NOON + timedelta(days=1)


def test_a_code_used_before_the_migration_stays_used_up(empty_url: str) -> None:
    engine = create_engine(empty_url)
    upgrade(engine)
    opens = open_unit_of_work(engine)
    with opens() as work:
        for code in ("ABCDEF-234567", "ABCDEF-234568"):
            work.invitations.add(code, SOON)
        work.invitations.redeem("ABCDEF-234567", NOON)
        work.commit()
    downgrade(engine, BEFORE)
    upgrade(engine)
    with opens() as work:
        assert not work.invitations.redeem("ABCDEF-234567", NOON)
        (kept,) = work.invitations.list_open(NOON)
        assert (kept.uses, kept.used, kept.editor) == (1, 0, True)
        assert work.invitations.redeem("ABCDEF-234568", NOON)
    assert check(empty_url) == []
    engine.dispose()


def test_a_choice_stored_before_names_could_be_written_is_read_as_it_was(empty_url: str) -> None:
    engine = create_engine(empty_url)
    upgrade(engine)
    opens = open_unit_of_work(engine)
    chosen = Facets(names=frozenset({"company:mitsui"}), phrases=("порт",))
    with opens() as work:
        work.subscribers.save(replace(a_subscriber(), facets=chosen))
        work.commit()
    with begin(engine, writes=True) as connection:
        stored = '{"names": ["company:mitsui"], "phrases": ["порт"]}'
        connection.execute(text("UPDATE subscribers SET facets = :facets"), {"facets": stored})
        connection.commit()
    with opens(writes=False) as work:
        assert work.subscribers.get(SubscriberId("telegram:1001")).facets == chosen
    engine.dispose()
