"""One occurrence, told by a ministry, a search engine and a newspaper in three languages: one alert."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from domain.development import Stage
from domain.match import Tie
from domain.source import SourceId
from domain.source import Tier as SourceTier
from tests.builders import NOON, a_source
from tests.integration.monitors.desk import Desk, an_open_desk
from tests.servers.feeds import Page
from tests.servers.newsroom import Article, Newsroom, rss

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from domain.ports import Matcher

SIGNED = NOON.replace(day=30)
MINISTRY, SEARCH, PAPER = "jp-ministry", "search", "kz-freight"
SOURCES = (
    a_source(
        id=SourceId(MINISTRY),
        name="Ministry",
        country="JP",
        languages=("ja",),
        tier=SourceTier.OFFICIAL,
        zone="Asia/Tokyo",
    ),
    a_source(
        id=SourceId(SEARCH), name="Search", country="INT", languages=("en",), tier=SourceTier.AGGREGATOR, zone="UTC"
    ),
    a_source(id=SourceId(PAPER), name="Freight Review", country="KZ", languages=("ru",)),
)
OF_THE_MINISTRY = Article(
    "mofa",
    "カザフスタン共和国に対する無償資金協力「アクタウ港税関における貨物検査機材整備計画」に関する書簡の署名・交換",
    "1月30日、アスタナで駐カザフスタン大使と運輸大臣が、供与額7.19億円を限度とする無償資金協力の書簡に署名・交換した。"
    "アクタウ港税関に貨物検査用の大型X線機材を整備し、カスピ海ルートの物流を円滑にする。「中央アジア＋日本」対話の"
    "首脳会合で採択された東京宣言の「コネクティビティ」を具体化する協力である。",
    SIGNED,
)
OF_THE_SEARCH = Article(
    "found",
    "Japan grants Kazakhstan up to 719 million yen for cargo X-ray equipment at Aktau port customs",
    "",
    SIGNED + timedelta(hours=5),
)
OF_THE_PAPER = Article(
    "freight",
    "Порт Актау получит рентгеновское оборудование для досмотра грузов на грант Японии",
    "Япония выделит Казахстану до 719 млн иен на крупногабаритные рентген-установки для таможни порта Актау на "
    "Транскаспийском международном транспортном маршруте. Ноты подписаны 30 января в Астане.",
    SIGNED + timedelta(hours=30),
)


@pytest.fixture
def desk(database: Path, matcher: Matcher) -> Iterator[Desk]:
    with (
        Newsroom(SOURCES) as newsroom,
        an_open_desk(database, matcher, newsroom, SIGNED - timedelta(days=1)) as desk,
    ):
        yield desk


def publish(desk: Desk, source: str, *articles: Article) -> None:
    language = next(each.languages[0] for each in SOURCES if each.id == source)
    chess = Article(f"{source}-chess", "Шахматный турнир завершён")
    desk.newsroom.serves(source, Page(rss(*articles, chess, language=language)))


@pytest.mark.parametrize("order", [(MINISTRY, SEARCH, PAPER), (PAPER, MINISTRY, SEARCH), (SEARCH, PAPER, MINISTRY)])
async def test_the_grant_for_aktau_is_one_development_and_one_alert(desk: Desk, order: tuple[str, ...]) -> None:
    await desk.poll()
    articles = {MINISTRY: OF_THE_MINISTRY, SEARCH: OF_THE_SEARCH, PAPER: OF_THE_PAPER}
    for place, source in enumerate(order):
        desk.clock.time = SIGNED + timedelta(hours=32 + place)
        publish(desk, source, articles[source])
        await desk.poll(source)
    [development] = desk.developments
    assert {match.number for match in development.judgement.matches} >= {25, 26}
    assert development.judgement.primary == 26
    assert (development.judgement.stage, development.judgement.tie) == (Stage.AGREED, Tie.EXPLICIT)
    assert development.judgement.countries == ("KZ",)
    assert (development.reports, development.revision) == (3, 1)
    assert development.lead.source_id == MINISTRY, "the official source stands for it, whoever came first"
    assert desk.messages == 1


async def test_a_later_report_that_it_was_called_off_is_told_as_an_update(desk: Desk) -> None:
    await desk.poll()
    desk.clock.time = SIGNED + timedelta(hours=1)
    publish(desk, MINISTRY, OF_THE_MINISTRY)
    await desk.poll(MINISTRY)
    desk.clock.time = SIGNED + timedelta(days=4)
    called_off = replace(
        OF_THE_PAPER,
        slug="called-off",
        title="Грант Японии на рентгеновское оборудование для таможни порта Актау отменён",
        summary="Казахстан и Япония отменили подписанный 30 января грант на 719 млн иен, поставка приостановлена.",
        at=SIGNED + timedelta(days=3),
    )
    publish(desk, PAPER, called_off)
    await desk.poll(PAPER)
    [development] = desk.developments
    assert development.revision == 2
    with desk.judging.open_unit_of_work(writes=False) as work:
        [revision] = work.groups.list_revisions(development.id)
    assert revision.stage is not None
    assert (revision.stage.before, revision.stage.after) == (Stage.AGREED, Stage.SETBACK)
    assert desk.messages == 2
