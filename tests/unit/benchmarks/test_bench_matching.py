"""The matching benchmark runs as its users run it, and its peers are fair."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.bench_matching import NOISE, at_least, items_of, lines_of
from benchmarks.figures import OURS, Row, table
from benchmarks.hostile import FILLINGS, hostile_items
from benchmarks.peers import COMMITMENTS, PEERS, STAGES, KeywordRule, RegexMatcher
from config.declarations import load_declaration
from domain.development import Stage
from domain.match import Item

ROOT = Path(__file__).resolve().parents[3]
SMALL = ("--limit", "10", "--rounds", "1", "--hostile-size", "200")


def bench(*arguments: str) -> str:
    command = [sys.executable, str(ROOT / "benchmarks" / "bench_matching.py"), *SMALL, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout


def item(title: str, summary: str = "") -> Item:
    return Item(id="1", title=title, summary=summary)


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bench("--json"))
    return found


def test_ten_items_give_every_figure_for_every_matcher(report: dict[str, Any]) -> None:
    figures = {each["figure"].split(" (")[0]: each for each in report["figures"]}
    assert {"relevance f1", "primary", "commitment f1", "stage", "countries"} < figures.keys()
    assert figures["peak memory, MB"]["values"][OURS] > 10
    assert figures["worst hostile item, ms"]["values"][OURS] > 0
    for name in ("ordinary headlines", "relevant reports in full"):
        assert all(value > 0 for value in figures[name]["values"].values())
        assert set(figures[name]["ours_divided_by"]) == set(PEERS)


def test_a_peer_without_an_answer_has_no_figure_and_no_ratio(report: dict[str, Any]) -> None:
    stages = [each for each in report["figures"] if each["figure"] == "stage"]
    assert all(each["values"]["keyword rule"] is None for each in stages)
    assert all(each["ours_divided_by"]["keyword rule"] is None for each in stages)
    assert all(each["values"]["regular expressions"] is not None for each in stages)


def test_the_table_shows_ours_beside_the_peers_and_the_ratio() -> None:
    rows = [Row("speed", "items", {OURS: 3000.0, "a": 1500.0}), Row("cost", "ms", {OURS: 0.5})]
    heads, _, speed, first, _, cost, second = table(rows, ["a"]).splitlines()
    assert heads.split() == ["ours", "a", "ours", ":", "a"]
    assert (speed, first.split()) == ("speed", ["items", "3,000", "1,500", "2.00"])
    assert (cost, second.split()) == ("cost", ["ms", "0.500", "-"])


def test_a_ratio_to_nothing_is_none() -> None:
    assert Row("", "", {OURS: 1.0, "a": 0.0}).ratio("a") is None


def test_a_compressed_file_is_read_like_a_plain_one(tmp_path: Path) -> None:
    packed = tmp_path / "noise.jsonl.gz"
    packed.write_bytes(gzip.compress(NOISE.read_bytes()))
    assert list(lines_of(packed, 7)) == list(lines_of(NOISE, 7))
    assert len(items_of(packed, 0)) == len(items_of(NOISE, 0))


def test_few_items_are_repeated_and_none_stay_none() -> None:
    one, two = item("one"), item("two")
    assert at_least([one, two], 3) == [one, two, one]
    assert at_least([one, two], 1) == [one, two]
    assert at_least([], 3) == []


def test_every_filling_is_tried_in_two_languages_at_full_length() -> None:
    items = hostile_items(1000)
    assert len(items) == 2 * len(FILLINGS)
    assert all(len(each.summary) >= 1000 for each in items)


def test_the_peers_know_every_tracked_commitment_and_every_stage_but_the_one_assumed() -> None:
    assert COMMITMENTS.keys() == {each.number for each in load_declaration().tracked}
    assert STAGES.keys() | {"said"} == {stage.value for stage in Stage}


@pytest.mark.parametrize(
    "title",
    [
        "Japan and Uzbekistan sign agreement on direct flights",
        "Япония и Узбекистан подписали соглашение о прямых рейсах: прямые рейсы откроют",
        "日本とウズベキスタン、直行便で合意文書に署名",
        "Жапония мен Өзбекстан тікелей рейс туралы келісімге қол қойды",
        "Жапония менен Өзбекстан түз каттам боюнча келишимге кол койду",
        "Ҷопон ва Ӯзбекистон оид ба парвоз созишнома имзо карданд",
        "Ýaponiýa bilen Özbegistan göni gatnaw barada ylalaşyga gol çekdi",
        "Yaponiya va O‘zbekiston parvoz bo‘yicha kelishuv imzoladi",
    ],
)
def test_both_peers_read_all_eight_languages(title: str) -> None:
    for peer in (KeywordRule(), RegexMatcher()):
        answer = peer.judge(item(title))
        assert (answer["relevant"], answer["primary"], answer["countries"]) == (True, 27, ["UZ"])
    assert RegexMatcher().judge(item(title))["stage"] == "agreed"


@pytest.mark.parametrize("title", ["Uzbekistan opens a hospital", "Japan opens a hospital", "Japan, Uzbekistan"])
def test_a_peer_asks_for_both_sides_and_a_subject(title: str) -> None:
    assert not any(build().judge(item(title))["relevant"] for build in PEERS.values())


def test_a_region_stands_for_all_five() -> None:
    for build in PEERS.values():
        answer = build().judge(item("Japan to train customs officers of Central Asia"))
        assert answer["countries"] == ["KZ", "KG", "TJ", "TM", "UZ"]


def test_expressions_keep_to_the_beginning_of_words_and_substrings_do_not() -> None:
    text = item("Japan and Kazakhstan: upbroadening")
    assert KeywordRule().judge(text)["primary"] == 25
    assert not RegexMatcher().judge(text)["relevant"]


def test_a_headline_that_names_the_region_hides_the_countries_of_the_text() -> None:
    answer = RegexMatcher().judge(item("Japan and Central Asia on customs", "In Tashkent they met."))
    assert len(answer["countries"]) == 5
