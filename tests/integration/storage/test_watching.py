"""Read models of watching: histories, what was covered, what only a search found, how soon alerts came."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from domain.alert import DeliveryState
from domain.coverage import AlertDelay, MissedStory, PolledSource
from domain.moment import Moment, Precision
from domain.source import PollRecord, SourceId, SourceKind, Tier, Verdict
from domain.story import CarriedEntry, Sifted
from tests.builders import NOON, a_source, an_irrelevant_judgement
from tests.integration.storage.outcomes import (
    OTHER_SOURCE,
    SOURCE,
    a_confirmation,
    a_declaration,
    a_message,
    a_report,
    an_opening,
    an_outcome,
    entry_of,
)

if TYPE_CHECKING:
    from domain.source import Source
    from domain.unit_of_work import OpenUnitOfWork

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SEARCH = a_source(id=SourceId("int-search"), name="News search", kind=SourceKind.NEWS_SEARCH, country="INT")
PLANET = a_source(id=SourceId("int-planet"), name="Planet", tier=Tier.AGGREGATOR, country="INT", languages=("en", "ru"))
OFF = a_source(id=SourceId("kz-off"), enabled=False)
EVERYBODY = [SOURCE, OTHER_SOURCE, SEARCH, PLANET, OFF]


def poll(work: Any, source: Source, at: datetime, verdict: Verdict = Verdict.UNCHANGED) -> None:
    record = PollRecord(source.id, at, verdict, "", 0.1, 0, 0)
    work.record(replace(an_outcome(source=source), record=record), "m1")


def test_each_source_has_its_newest_thirty_polls(open_work: OpenUnitOfWork) -> None:
    with open_work() as work:
        for n in range(40):
            poll(work, SOURCE, NOON - n * HOUR, Verdict.NEW if n % 2 else Verdict.DNS)
        work.commit()
    with open_work(writes=False) as work:
        quiet, busy = work.watch.health_of_all()
        assert work.watch.history_of(SOURCE.id) == busy
        assert work.watch.history_of(OTHER_SOURCE.id) == quiet
        assert work.watch.history_of(SourceId("unknown")) is None
        assert list(busy.polls) == list(work.sources.list_polls(SOURCE.id, 30))
    assert (quiet.watched.source, quiet.polls) == (OTHER_SOURCE, ())
    assert (busy.watched.source, len(busy.polls)) == (SOURCE, 30)


def test_coverage_counts_the_polls_of_the_period_by_enabled_source(open_work: OpenUnitOfWork) -> None:
    with open_work() as work:
        work.seed(a_declaration(), EVERYBODY)
        for source in (SOURCE, PLANET, OFF):
            poll(work, source, NOON - 8 * DAY)
            poll(work, source, NOON - 7 * DAY, Verdict.NEW)
            poll(work, source, NOON - DAY, Verdict.TIMED_OUT)
            poll(work, source, NOON)
        work.commit()
    with open_work(writes=False) as work:
        record = work.watch.record_of(NOON - 7 * DAY, NOON, 30 * DAY)
    assert (record.since, record.until) == (NOON - 7 * DAY, NOON)
    assert record.sources == (
        PolledSource(PLANET.id, "INT", ("en", "ru"), 2, 1, is_search=True),
        PolledSource(SEARCH.id, "INT", ("ru",), 0, 0, is_search=True),
        PolledSource(OTHER_SOURCE.id, "JP", ("ja",), 0, 0),
        PolledSource(SOURCE.id, "KZ", ("ru",), 2, 1),
    )


def test_what_only_a_search_found_was_missed(open_work: OpenUnitOfWork) -> None:
    alone, planet = a_report("alone", source=SEARCH), a_report("planet", source=PLANET)
    irrelevant = a_report("chess", source=SEARCH, judgement=an_irrelevant_judgement())
    carried, grouped = a_report("carried", source=SEARCH), a_report("grouped", source=SEARCH)
    own = a_report("own")
    opened = an_opening(own)
    twin = replace(entry_of(carried), id="own-entry", source_id=SOURCE.id, keys=())
    with open_work() as work:
        work.seed(a_declaration(), EVERYBODY)
        work.record(an_outcome(alone, irrelevant, carried, source=SEARCH), "m1")
        work.record(an_outcome(planet, source=PLANET), "m1")
        work.record(an_outcome(own, opened=(opened,)), "m1")
        work.record(
            an_outcome(grouped, at=NOON + HOUR, source=SEARCH, confirmed=(a_confirmation(grouped, opened),)), "m1"
        )
        sifted = Sifted((), (CarriedEntry(twin, carried.story.id),), ())
        work.record(replace(an_outcome(at=NOON + 2 * HOUR), sifted=sifted), "m1")
        work.commit()
    with open_work(writes=False) as work:
        found = work.watch.record_of(NOON - DAY, NOON + DAY, DAY).missed
        assert work.watch.record_of(NOON + DAY, NOON + 2 * DAY, DAY).missed == ()
    expected = [MissedStory(each.story.title, each.story.url, "ru", each.story.source_name) for each in (alone, planet)]
    assert sorted(found, key=lambda each: each.url) == sorted(expected, key=lambda each: each.url)


def test_the_delay_is_from_publication_to_the_first_alert_where_the_time_is_known(open_work: OpenUnitOfWork) -> None:
    sent = {"state": DeliveryState.SENT}
    with open_work() as work:
        for slug, source, precision, minutes in (
            ("fast", OTHER_SOURCE, Precision.MINUTE, (20, 15)),
            ("slow", SOURCE, Precision.MINUTE, (90,)),
            ("dateless", SOURCE, Precision.DAY, (5,)),
            ("ahead", SOURCE, Precision.MINUTE, (-10,)),
            ("unsent", SOURCE, Precision.MINUTE, ()),
        ):
            report = a_report(slug, source=source)
            report = replace(report, story=replace(report.story, published=Moment(NOON, precision)))
            opened = an_opening(report)
            messages = [
                a_message(opened, id=f"{slug}{n}", revision=n, sent_at=NOON + timedelta(minutes=each), **sent)
                for n, each in enumerate(minutes, 1)
            ] or [a_message(opened)]
            work.record(an_outcome(report, source=source, opened=(opened,), messages=tuple(messages)), "m1")
        work.commit()
    with open_work(writes=False) as work:
        delays = work.watch.delays(NOON - DAY, NOON + DAY)
        assert work.watch.delays(NOON + DAY, NOON + 2 * DAY) == []
        assert work.watch.record_of(NOON, NOON + DAY, 2 * DAY).delays == tuple(delays)
    assert delays == [
        AlertDelay(Tier.PRESS, timedelta()),
        AlertDelay(Tier.AGENCY, timedelta(minutes=15)),
        AlertDelay(Tier.PRESS, timedelta(minutes=90)),
    ]
