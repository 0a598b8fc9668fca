"""Feeds as they are published: ten Japanese ministries, and the test documents of three other feed readers.

The collection is third-party text and lies outside the repository.
"""

from __future__ import annotations

import tarfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from domain.errors import ParseError
from domain.moment import Precision
from domain.source import SourceKind, Verdict
from monitors.normalise import normalise
from monitors.parsers import parser_for
from monitors.parsers.legibility import damage
from tests.builders import a_fetched, a_source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.entry import Entry, RawEntry
    from domain.source import Source

COLLECTION = Path(__file__).parents[3].parent / "shared" / "feeds" / "real-feeds.tar.gz"
NOW = datetime(2026, 8, 20, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not COLLECTION.exists(), reason="no collection of real feeds beside the repository")

ADDRESSES = {
    "cao": (SourceKind.RDF, "https://www.cao.go.jp/rss/news.rdf", 10),
    "digital": (SourceKind.RSS, "https://www.digital.go.jp/rss/news.xml", 21),
    "fsa": (SourceKind.RSS, "https://www.fsa.go.jp/fsanews.rss", 15),
    "kantei": (SourceKind.RSS, "https://www.kantei.go.jp/index-jnews.rdf", 25),
    "mext": (SourceKind.RDF, "https://www.mext.go.jp/b_menu/news/index.rdf", 21),
    "mhlw": (SourceKind.RDF, "https://www.mhlw.go.jp/stf/news.rdf", 67),
    "mlit": (SourceKind.RDF, "https://www.mlit.go.jp/pressrelease.rdf", 18),
    "mod": (SourceKind.RSS, "https://www.mod.go.jp/j/rss/news.xml", 126),
    "mof": (SourceKind.RSS, "https://www.mof.go.jp/news.rss", 100),
    "soumu": (SourceKind.RDF, "https://www.soumu.go.jp/news.rdf", 20),
}

DATES = [
    ("cao", 0, "機械受注統計調査報告（令和8年6月実績", "2026-08-18T23:50:00"),
    ("cao", 2, "四半期別ＧＤＰ速報", "2026-08-16T23:30:00"),
    ("cao", 3, "第8回人工知能（AI）技術の利用と消費者問題", "2026-08-13T06:26:00"),
    ("cao", 8, "第82回食品表示部会", "2026-08-06T06:18:00"),
    ("cao", 9, "評価技術企画ワーキンググループ（第38回）", "2026-08-06T06:00:00"),
    ("digital", 0, "マイナンバーカードを用いた公的個人認証サービス（JPKI）", "2026-08-19T06:00:00"),
    ("digital", 5, "熊本地震の被災自治体等へ、ガバメントAI", "2026-08-19T01:18:06"),
    ("digital", 11, "GDPの四半期別速報", "2026-08-17T03:00:00"),
    ("digital", 12, "令和8年熊本地震罹災証明書", "2026-08-14T06:08:09"),
    ("digital", 20, "一般競争入札：公共SaaSコントロールプレーン", "2026-08-13T06:00:00"),
    ("fsa", 0, "その他,令和８年熊本地震関連", "2026-08-19T08:00:00"),
    ("fsa", 5, "採用,職員を募集しています。（国内金融", "2026-08-18T01:55:00"),
    ("fsa", 7, "記者会見,片山財務大臣", "2026-08-17T02:14:00"),
    ("fsa", 11, "人事異動（令和８年８月７日付）", "2026-08-07T08:15:00"),
    ("fsa", 14, "採用,職員を募集しています。（金融モニタリング", "2026-08-07T03:00:00"),
    ("kantei", 0, "高市総理はエルドアン・トルコ共和国大統領", "2026-08-19T18:13:00"),
    ("kantei", 2, "高市総理は第１１回令和８年熊本地震", "2026-08-18T15:00:00"),
    ("kantei", 12, "高市総理はプーチン・ロシア大統領による択捉島訪問", "2026-08-13T16:30:00"),
    ("kantei", 16, "北朝鮮による弾道ミサイル発射事案", "2026-08-12T08:20:00"),
    ("kantei", 24, "高市総理は長崎原爆犠牲者慰霊平和祈念式典で挨拶", "2026-08-09T10:45:00"),
    ("mext", 0, "中央教育審議会大学分科会質向上・質保証システム部会", "2026-08-19T05:00:00"),
    ("mext", 8, "教育委員会月報 令和8年8月号", "2026-08-18T20:57:00"),
    ("mext", 9, "業務説明会・職員訪問", "2026-08-18T06:24:00"),
    ("mext", 14, "デジタルな形態を含む教科書の発行", "2026-08-18T00:45:00"),
    ("mext", 20, "火山調査研究推進本部政策委員会 第4回", "2026-08-14T03:00:00"),
    ("mhlw", 0, "第226回労働政策審議会職業安定分科会", "2026-08-19T09:00:00"),
    ("mhlw", 14, "建設業・運輸業の働き方改革", "2026-08-17T10:23:00"),
    ("mhlw", 39, "第39回社会福祉士国家試験の 施行について", "2026-08-07T08:00:00"),
    ("mhlw", 65, "人事労務マガジン 定例第190号", "2026-08-05T00:00:00"),
    ("mhlw", 66, "毎月勤労統計調査ー2026（令和8）年６月分", "2026-08-04T23:30:00"),
    ("mlit", 0, "「第２回 気候変動関連データの活用", "2026-08-18T20:00:00"),
    ("mlit", 8, "リコールの届出について（三菱 ふそう", "2026-08-17T20:00:00"),
    ("mlit", 12, "佐々木副大臣によるウズベキスタン出張の結果概要", "2026-08-17T20:00:00"),
    ("mlit", 14, "建設総合統計（令和8年6月分）", "2026-08-16T20:00:00"),
    ("mlit", 17, "次世代船舶の世界トップシェア獲得", "2026-08-16T20:00:00"),
    ("mod", 0, "令和８年度体験飛行及び自衛隊音楽まつり", "2026-08-19T09:02:36"),
    ("mod", 4, "小泉防衛大臣の海外出張予定", "2026-08-14T09:06:41"),
    ("mod", 63, "日米合同委員会合意について", "2026-07-03T09:02:20"),
    ("mod", 123, "２０２６年オペレーション・レンダー・セーフ", "2026-06-02T09:00:47"),
    ("mod", 125, "日シンガポール防衛相会談", "2026-06-01T09:01:58"),
    ("mof", 0, "昭和100年記念貨幣の販売要領", "2026-08-19T08:00:00"),
    ("mof", 7, "新型窓口販売方式による5年利付国債（第187回）", "2026-08-18T23:50:00"),
    ("mof", 46, "貿易統計(令和8年7月上中旬分速報)", "2026-08-06T23:50:00"),
    ("mof", 97, "片山財務大臣兼内閣府特命担当大臣臨時閣議後記者会見", "2026-07-30T09:20:00"),
    ("mof", 99, "大韓民国及び中華人民共和国", "2026-07-30T05:21:00"),
    ("soumu", 0, "令和8年度地方財政審議会（8月19日）議事要旨", "2026-08-18T20:00:00"),
    ("soumu", 8, "令和8年8月19日付 総務省人事", "2026-08-18T20:00:00"),
    ("soumu", 9, "革新的情報通信技術（Beyond 5G（6G））基金事業", "2026-08-17T20:00:00"),
    ("soumu", 13, "情報通信審議会 情報通信政策部会", "2026-08-16T20:00:00"),
    ("soumu", 19, "スポーツを観る機会の確保", "2026-08-13T20:00:00"),
]
"""Read by eye from the documents: feed, place in it, beginning of the title, and its time less Tokyo's nine hours."""


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("feeds")
    with tarfile.open(COLLECTION) as archive:
        archive.extractall(folder, filter="data")
    return folder


@pytest.fixture(scope="module")
def ministries(collection: Path) -> dict[str, list[Entry]]:
    return {name: entries_of(collection / "ministries" / f"{name}.xml", source_of(name)) for name in ADDRESSES}


def source_of(name: str) -> Source:
    kind, url, _ = ADDRESSES[name]
    return a_source(id=f"jp-{name}", kind=kind, url=url, country="JP", languages=("ja",), zone="Asia/Tokyo")


def raw_entries_of(document: Path, source: Source) -> Sequence[RawEntry]:
    return parser_for(source)(a_fetched(document.read_bytes(), source_id=source.id, url=source.url), source)


def entries_of(document: Path, source: Source) -> list[Entry]:
    return normalise(raw_entries_of(document, source), source, source.url, NOW)


def outcome_of(document: Path) -> list[Entry] | Verdict:
    source = a_source(kind=SourceKind.JSON if document.suffix == ".json" else SourceKind.RSS)
    try:
        return entries_of(document, source)
    except ParseError as refused:
        return refused.verdict


@pytest.mark.parametrize("name", ADDRESSES)
def test_every_item_of_a_ministry_becomes_an_entry(ministries: dict[str, list[Entry]], name: str) -> None:
    entries = ministries[name]
    assert len(entries) == ADDRESSES[name][2]
    assert len({entry.id for entry in entries}) == len(entries)
    assert {entry.language for entry in entries} == {"ja"}
    assert {entry.published.precision for entry in entries} == {Precision.MINUTE}


def test_the_ten_ministries_have_423_entries_without_mojibake(ministries: dict[str, list[Entry]]) -> None:
    titles = [entry.title for entries in ministries.values() for entry in entries]
    assert len(titles) == 423
    assert damage("".join(titles)) == 0
    assert all(any("\u3041" <= letter <= "\u9fff" for letter in title) for title in titles)
    assert not [title for title in titles if "<" in title or "&" in title]


@pytest.mark.parametrize(("name", "place", "title", "utc"), DATES)
def test_dates_are_those_that_a_person_reads(
    ministries: dict[str, list[Entry]], name: str, place: int, title: str, utc: str
) -> None:
    entry = ministries[name][place]
    assert entry.title.startswith(title)
    assert entry.published.at == datetime.fromisoformat(f"{utc}+00:00")


def test_the_item_without_a_link_is_kept(ministries: dict[str, list[Entry]]) -> None:
    without = [entry for entries in ministries.values() for entry in entries if not entry.url]
    assert [entry.title for entry in without] == ["北朝鮮による弾道ミサイル発射事案に係る関連情報について"]
    assert without[0].url_key == ""


def test_guids_that_number_the_items_are_not_trusted(ministries: dict[str, list[Entry]], collection: Path) -> None:
    """Otherwise each new item of the Prime Minister's Office would pass for an edit of the one before it."""
    raw = raw_entries_of(collection / "ministries" / "kantei.xml", source_of("kantei"))
    assert [item.guid for item in raw[:2]] == ["item_1", "item_2"]
    assert max(len(entry.keys) for entry in ministries["kantei"]) == 2


def test_relative_links_are_resolved_and_redirecting_ones_left(ministries: dict[str, list[Entry]]) -> None:
    assert ministries["mod"][0].url == "https://www.mod.go.jp/j/press/news/2026/08/19a.html"
    assert ministries["mof"][0].url == "https://www.mof.go.jp/insideLink/20260818170645.html"


def test_summaries_that_repeat_the_title_are_gone(ministries: dict[str, list[Entry]]) -> None:
    assert not [entry for entry in ministries["soumu"] if entry.summary]
    assert [bool(entry.summary) for entry in ministries["fsa"]].count(True) == 1


def test_pages_of_ministries_are_called_web_pages(collection: Path) -> None:
    for name in ("env", "maff", "meti", "mofa", "moj"):
        with pytest.raises(ParseError, match="a web page") as refused:
            raw_entries_of(collection / "ministries" / f"{name}.html", source_of("cao"))
        assert refused.value.verdict is Verdict.NOT_A_FEED


def test_the_samples_of_other_readers_are_read(collection: Path) -> None:
    samples = {
        "miniflux/parser/testdata/large_rss.xml": 25,
        "miniflux/parser/testdata/large_atom.xml": 25,
        "miniflux/parser/testdata/encoding_WINDOWS-1251.xml": 50,
        "miniflux/parser/testdata/rdf_UTF8.xml": 60,
        "trafilatura/feed.json": 25,
    }
    counts = {
        name: len(entries_of(collection / name, a_source(kind=SourceKind.JSON if "json" in name else SourceKind.RSS)))
        for name in samples
    }
    assert counts == samples


def test_no_document_of_other_readers_crashes_ours(collection: Path) -> None:
    """Each ends in entries or in a verdict, and all of them together in seconds."""
    documents = [path for path in collection.rglob("*") if path.is_file()]
    started = time.process_time()
    outcomes = [outcome_of(document) for document in documents]
    assert time.process_time() - started < 30
    assert len([path for path in documents if "feedparser" in path.parts]) == 2106
    verdicts = {outcome for outcome in outcomes if isinstance(outcome, Verdict)}
    assert verdicts == {Verdict.NOT_A_FEED, Verdict.EMPTY, Verdict.GARBLED}
    assert sum(isinstance(outcome, list) for outcome in outcomes) > 1000
