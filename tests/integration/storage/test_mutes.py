"""A mute covers the storyline of the development under which it was asked for, whatever becomes of either."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from domain.alert import DeliveryState
from domain.grouping import StorylineId
from domain.subscriber import SubscriberId
from tests.builders import NOON, a_subscriber
from tests.integration.storage.outcomes import a_message, a_report, an_opening, an_outcome

if TYPE_CHECKING:
    from domain.development import DevelopmentId
    from domain.unit_of_work import OpenUnitOfWork

READER = a_subscriber()
OTHER = a_subscriber(id=SubscriberId("telegram:1002"), address="1002")


def opened(opens: OpenUnitOfWork, slug: str, storyline: str | None = None) -> DevelopmentId:
    """A development of which both readers are to be told."""
    opening = an_opening(a_report(slug))
    line = StorylineId(storyline) if storyline else None
    opening = replace(opening, change=replace(opening.change, storyline_id=line))
    messages = tuple(a_message(opening, subscriber_id=each.id) for each in (READER, OTHER))
    with opens() as work:
        for each in (READER, OTHER):
            work.subscribers.save(each)
        work.record(an_outcome(a_report(slug), opened=(opening,), messages=messages), "m1")
        work.commit()
    return opening.change.development_id


def covered(opens: OpenUnitOfWork, *developments: DevelopmentId) -> list[bool]:
    with opens(writes=False) as work:
        return [work.mutes.covers(READER.id, each) for each in developments]


def state(opens: OpenUnitOfWork, development: DevelopmentId, reader: SubscriberId) -> DeliveryState:
    opening = next(each for each in map(an_opening, map(a_report, SLUGS)) if each.change.development_id == development)
    with opens(writes=False) as work:
        message = work.outbox.find(a_message(opening, subscriber_id=reader).id)
    assert message is not None
    return message.state


SLUGS = ("one", "two", "three")


def test_a_mute_covers_its_storyline_for_its_reader_alone(open_work: OpenUnitOfWork) -> None:
    one, two, three = (opened(open_work, slug, line) for slug, line in zip(SLUGS, ("a", "a", "b"), strict=True))
    with open_work() as work:
        work.mutes.set(READER.id, one, NOON)
        work.mutes.set(READER.id, one, NOON)
        work.commit()

    assert covered(open_work, one, two, three) == [True, True, False]
    with open_work(writes=False) as work:
        assert not work.mutes.covers(OTHER.id, one)


def test_what_waits_of_a_muted_storyline_is_cancelled_at_once_and_what_comes_later_when_it_is_due(
    open_work: OpenUnitOfWork,
) -> None:
    one = opened(open_work, "one", "a")
    with open_work() as work:
        assert work.mutes.cancel(NOON, [READER.id]) == 0
        work.mutes.set(READER.id, one, NOON)
        work.commit()
    assert state(open_work, one, READER.id) is DeliveryState.CANCELLED
    assert state(open_work, one, OTHER.id) is DeliveryState.DUE

    two, three = opened(open_work, "two", "a"), opened(open_work, "three")
    with open_work() as work:
        assert work.mutes.cancel(NOON, [READER.id]) == 1
        work.commit()
    assert state(open_work, two, READER.id) is DeliveryState.CANCELLED
    assert state(open_work, three, READER.id) is DeliveryState.DUE


def test_a_development_without_a_storyline_is_muted_alone(open_work: OpenUnitOfWork) -> None:
    one, two = opened(open_work, "one"), opened(open_work, "two")
    with open_work() as work:
        work.mutes.set(READER.id, one, NOON)
        work.commit()

    assert covered(open_work, one, two) == [True, False]


def test_unmuting_under_any_message_of_the_storyline_lets_all_of_it_come_again(open_work: OpenUnitOfWork) -> None:
    one, two = opened(open_work, "one", "a"), opened(open_work, "two", "a")
    with open_work() as work:
        work.mutes.set(READER.id, one, NOON)
        work.mutes.clear(READER.id, two)
        work.commit()

    assert covered(open_work, one, two) == [False, False]
