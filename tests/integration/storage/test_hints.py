"""What readers told the editors: once each, settled once, kept without the reader."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from domain.hint import HintKind, HintOutcome, HintReason, missed_link, wrong_match
from domain.subscriber import SubscriberId
from storage.engine import begin, create_engine
from storage.migrate import check, downgrade, upgrade
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON, a_source, a_subscriber
from tests.integration.storage.outcomes import a_declaration, a_report, an_opening, an_outcome

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from domain.development import DevelopmentId
    from domain.unit_of_work import OpenUnitOfWork

READER, OTHER = SubscriberId("telegram:1001"), SubscriberId("telegram:1002")
LATER = NOON + timedelta(hours=1)
LINK = "https://steppe.example/missed"


@pytest.fixture
def told(open_work: OpenUnitOfWork) -> DevelopmentId:
    report = a_report("grant")
    opening = an_opening(report)
    with open_work() as work:
        work.subscribers.save(a_subscriber(id=OTHER, address="1002"))
        work.record(an_outcome(report, opened=(opening,)), "m1")
        work.commit()
    return opening.change.development_id


def test_a_reader_says_the_same_once_while_it_is_open(open_work: OpenUnitOfWork, told: DevelopmentId) -> None:
    first = wrong_match(READER, told, HintReason.OFF_TOPIC, NOON)
    with open_work() as work:
        assert work.hints.add(first)
        assert not work.hints.add(wrong_match(READER, told, HintReason.DUPLICATE, LATER))
        assert work.hints.add(wrong_match(OTHER, told, HintReason.DUPLICATE, LATER))
        assert work.hints.add(missed_link(READER, LINK, LATER))
        assert not work.hints.add(missed_link(READER, LINK, LATER + timedelta(hours=1)))
        assert work.hints.counts() == {HintKind.WRONG_MATCH: 2, HintKind.MISSED_LINK: 1}
        assert work.hints.list_open()[0] == first
        assert [each.url for each in work.hints.list_open(HintKind.MISSED_LINK)] == [LINK]


def test_a_hint_is_settled_once_and_may_be_given_again_then(open_work: OpenUnitOfWork, told: DevelopmentId) -> None:
    hint = wrong_match(READER, told, HintReason.OFF_TOPIC, NOON)
    with open_work() as work:
        work.hints.add(hint)
        assert work.hints.settle([hint.id], HintOutcome.DECIDED, "tg:1", LATER) == 1
        assert work.hints.settle([hint.id], HintOutcome.NO_MATTER, "tg:2", LATER) == 0
        [settled] = work.hints.list_settled(HintOutcome.DECIDED)
        assert (settled.settled_at, settled.settled_by, settled.outcome) == (LATER, "tg:1", HintOutcome.DECIDED)
        assert work.hints.list_open() == []
        assert work.hints.add(wrong_match(READER, told, HintReason.OFF_TOPIC, LATER))


def test_the_beginning_of_an_id_finds_a_hint(open_work: OpenUnitOfWork, told: DevelopmentId) -> None:
    hint = wrong_match(READER, told, HintReason.OTHER, NOON)
    with open_work() as work:
        work.hints.add(hint)
        assert work.hints.resolve(hint.id[:12]) == [hint]
        assert work.hints.resolve("%") == []


def test_a_hint_stays_without_the_reader_who_had_their_data_deleted(
    engine: Engine, open_work: OpenUnitOfWork, told: DevelopmentId
) -> None:
    with open_work() as work:
        work.hints.add(wrong_match(OTHER, told, HintReason.OTHER, NOON))
        work.commit()
    with begin(engine, writes=True) as connection:
        connection.execute(text("DELETE FROM subscribers WHERE id = 'telegram:1002'"))
        connection.commit()
    with open_work(writes=False) as work:
        [hint] = work.hints.list_open()
    assert (hint.subscriber_id, hint.development_id) == (None, told)


def test_deleting_all_that_is_stored_about_a_reader_leaves_what_they_told(
    open_work: OpenUnitOfWork, told: DevelopmentId
) -> None:
    with open_work() as work:
        work.hints.add(wrong_match(OTHER, told, HintReason.OTHER, NOON))
        work.own_data.delete(work.subscribers.get(OTHER))
        [hint] = work.hints.list_open()
    assert (hint.subscriber_id, hint.reason) == (None, HintReason.OTHER)


@pytest.mark.parametrize(
    "url", ["steppe.example/a", "ftp://steppe.example/a", "https://", f"https://a.example/{'a' * 2000}"]
)
def test_only_an_address_of_the_web_can_have_been_missed(url: str) -> None:
    with pytest.raises(ValueError, match="no web address"):
        missed_link(READER, url, NOON)


def test_the_migration_leads_down_and_up_with_what_was_stored_before(empty_url: str) -> None:
    engine = create_engine(empty_url)
    upgrade(engine)
    opens = open_unit_of_work(engine)
    with opens() as work:
        work.seed(a_declaration(), [a_source()])
        work.subscribers.save(a_subscriber())
        work.commit()
    downgrade(engine, "20260111_0900")
    upgrade(engine)
    with opens(writes=False) as work:
        assert work.subscribers.get(READER).address == "1001"
        assert work.hints.list_open() == []
    assert check(empty_url) == []
    engine.dispose()
