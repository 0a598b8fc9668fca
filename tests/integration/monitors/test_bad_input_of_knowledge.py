"""Bad input of issue 5, from feed to ledger and status: each has a defined outcome, and nothing is silently dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from config.money import load_ledger_rules, load_rates
from domain.ledger import Counted, Ledger, Reason, ledger_of
from domain.source import SourceId, Tier
from tests.builders import NOON, a_source
from tests.integration.monitors.desk import DECLARATION, Desk, an_open_desk
from tests.servers.feeds import Page
from tests.servers.newsroom import Article, Newsroom, rss

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from domain.development import Development
    from domain.ports import Matcher

RULES, RATES = load_ledger_rules(), load_rates()
SIGNED = NOON.replace(day=30)
MINISTRY, PAPER = "jp-ministry", "kz-freight"
SOURCES = (
    a_source(
        id=SourceId(MINISTRY), name="Ministry", country="JP", languages=("en",), tier=Tier.OFFICIAL, zone="Asia/Tokyo"
    ),
    a_source(id=SourceId(PAPER), name="Freight Review", country="KZ", languages=("ru",)),
)
OFFICIAL = Article(
    "official",
    "Japan and Kazakhstan sign notes on a grant of up to 719 million yen for cargo X-ray equipment at Aktau customs",
    "The notes on the grant for X-ray equipment at the customs of Aktau port were exchanged in Astana on 30 January.",
    SIGNED,
)
IN_THE_PAPER = Article(
    "paper",
    "Япония и Казахстан подписали ноты о гранте в 719 млн иен на рентгеновское оборудование для таможни порта Актау",
    "Ноты о гранте на рентгеновское оборудование для таможни порта Актау подписаны 30 января в Астане.",
    SIGNED + timedelta(hours=3),
)


@pytest.fixture
def desk(database: Path, matcher: Matcher) -> Iterator[Desk]:
    with (
        Newsroom(SOURCES) as newsroom,
        an_open_desk(database, matcher, newsroom, SIGNED - timedelta(days=1)) as desk,
    ):
        yield desk


async def publish(desk: Desk, source: str, *articles: Article) -> None:
    """Poll a source whose feed holds these articles, an hour after the newest of them."""
    language = next(each.languages[0] for each in SOURCES if each.id == source)
    if desk.state(source).baseline_at is None:
        desk.newsroom.serves(source, Page(rss(Article(f"{source}-chess", "Шахматный турнир"), language=language)))
        await desk.poll(source)
    desk.clock.time = max(desk.clock.time, *(each.at for each in articles if each.at)) + timedelta(hours=1)
    desk.newsroom.serves(source, Page(rss(*articles, language=language)))
    await desk.poll(source)


def told(desk: Desk) -> list[Development]:
    with desk.judging.open_unit_of_work(writes=False) as work:
        return [each.development for each in work.assessments.list_told()]


def ledger(desk: Desk) -> Ledger:
    return ledger_of(told(desk), RATES, RULES)


def paper(**over: object) -> Article:
    return replace(IN_THE_PAPER, **over)  # type: ignore[arg-type]  # a keyword of any kind


async def test_contradicting_sums_the_official_one_stands_and_the_other_is_shown(desk: Desk) -> None:
    await publish(desk, PAPER, paper(title=IN_THE_PAPER.title.replace("719", "660"), at=SIGNED - timedelta(hours=2)))
    await publish(desk, MINISTRY, OFFICIAL)
    (deal,) = ledger(desk).deals
    assert [each.amount for each in (deal.money, *deal.differing)] == [719_000_000, 660_000_000]
    assert (deal.official, deal.source_name) == (True, "Ministry")


async def test_an_absurd_sum_is_listed_with_its_reason_and_added_nowhere(desk: Desk) -> None:
    await publish(desk, PAPER, paper(title=IN_THE_PAPER.title.replace("719 млн", "719 трлн"), summary=""))
    (deal,) = ledger(desk).deals
    assert (deal.counted, deal.reason) == (Counted.NO, Reason.ABSURD)
    assert ledger(desk).totals == {}


async def test_an_act_of_the_past_is_no_evidence_though_its_report_is_new(desk: Desk) -> None:
    late = SIGNED.replace(year=2025, month=12, day=22)
    desk.clock.time = late - timedelta(days=1)
    retold = paper(
        title=IN_THE_PAPER.title.replace(" в 719 млн иен", ""),
        summary="Ноты о гранте на рентгеновское оборудование для таможни порта Актау подписаны 10 декабря в Астане.",
        at=late,
    )
    await publish(desk, PAPER, retold)
    [development] = told(desk)
    assert development.counts
    with desk.judging.open_unit_of_work(writes=False) as work:
        [found] = work.assessments.list_told()
    assert found.happened == date(2025, 12, 10)
    assert found.happened < DECLARATION.adopted


async def test_a_day_that_lies_years_back_or_ahead_leaves_the_day_of_publication(desk: Desk) -> None:
    odd = "Ноты о гранте для таможни порта Актау подписаны 30 января 2015 года, проект завершат 30 января 2099 года."
    await publish(desk, PAPER, paper(summary=odd))
    [development] = told(desk)
    assert development.happening is None
    with desk.judging.open_unit_of_work(writes=False) as work:
        assert [each.happened for each in work.assessments.list_told()] == [None]


async def test_an_article_about_ten_deals_lists_them_and_counts_none_twice(desk: Desk) -> None:
    many = "; ".join(f"проект {place} на {place * 11} млн долларов" for place in range(1, 11))
    title = "Япония и Узбекистан подписали десять соглашений о промышленных проектах"
    await publish(desk, PAPER, paper(slug="ten", title=title, summary=f"Подписаны соглашения: {many}."))
    deals = ledger(desk).deals
    named = {each.amount for deal in deals for each in (deal.money, *deal.beside)}
    assert {Decimal(place * 11_000_000) for place in range(1, 11)} <= named
    assert sum(total.deals for total in ledger(desk).totals.values()) <= 1


async def test_a_translation_a_week_later_is_one_more_report_and_no_news(desk: Desk) -> None:
    await publish(desk, MINISTRY, OFFICIAL)
    await publish(desk, PAPER, paper(at=SIGNED + timedelta(days=6)))
    [development] = told(desk)
    assert (development.reports, development.revision) == (2, 1)
    assert development.happening is not None
    assert development.happening.day == SIGNED.date()
    assert (len(ledger(desk).deals), desk.messages) == (1, 1)


async def test_a_correction_of_the_sum_is_an_update_and_stands_in_the_ledger(desk: Desk) -> None:
    await publish(desk, PAPER, paper())
    corrected = paper(
        slug="corrected",
        title="Исправление: " + IN_THE_PAPER.title.replace("719", "917"),
        summary="В первой версии сообщения была неверно указана сумма. " + IN_THE_PAPER.summary,
        at=SIGNED + timedelta(days=1),
    )
    await publish(desk, PAPER, corrected)
    [development] = told(desk)
    assert development.revision == 2
    (deal,) = ledger(desk).deals
    assert deal.money.amount == Decimal(917_000_000)
    assert [each.amount for each in deal.differing] == [Decimal(719_000_000)]


async def test_a_retraction_is_told_as_one_and_the_development_stays_to_be_seen(desk: Desk) -> None:
    await publish(desk, PAPER, paper())
    taken_back = paper(
        slug="taken-back",
        title="Опровержение: ноты о гранте Японии на рентгеновское оборудование для таможни порта Актау не подписаны",
        summary="МИД Казахстана опроверг сообщение о подписании нот о гранте в 719 млн иен для таможни порта Актау.",
        at=SIGNED + timedelta(days=1),
    )
    await publish(desk, PAPER, taken_back)
    [development] = told(desk)
    with desk.judging.open_unit_of_work(writes=False) as work:
        [revision] = work.groups.list_revisions(development.id)
    assert revision.withdrawn
    assert desk.messages == 2


async def test_sums_too_far_apart_for_one_occurrence_are_one_deal_of_one_storyline(desk: Desk) -> None:
    await publish(desk, PAPER, paper(title=IN_THE_PAPER.title.replace("719", "500"), at=SIGNED - timedelta(hours=2)))
    await publish(desk, MINISTRY, OFFICIAL)
    found = [
        (deal.money.amount, {each.amount for each in (*deal.beside, *deal.differing)}) for deal in ledger(desk).deals
    ]
    named = {amount for main, others in found for amount in (main, *others)}
    assert named == {719_000_000, 500_000_000}
    assert sum(total.deals for total in ledger(desk).totals.values()) == len(found)
