"""The evaluation sets are in the form that the evaluation relies on."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from config.declarations import load_declaration
from domain.commitment import LANGUAGES
from domain.development import Stage

HERE = Path(__file__).parent
SETS = ("near_misses", "rare_commitments", "noise", "own_reports", "business_reports")
LABELLED = ("rare_commitments", "own_reports", "business_reports")
TRAINING = ("reports", "counterexamples")
FIVE = {"KZ", "KG", "TJ", "TM", "UZ"}
RARE = {12, 17, 32, 36, 41, 42, 45, 46, 48, 50, 53}
LANGUAGES_PER_COMMITMENT = 4

JAPAN = re.compile(r"япон|japan|日本|жапон|ҷопон|ýapon|yapon|tokyo|токио|tokio|東京|愛知|埼玉|奈良|円", re.IGNORECASE)
CENTRAL_ASIA = re.compile(
    r"казах|узбек|кыргы|киргиз|таджик|туркмен|центральн\w+ ази|"
    r"kazakh|uzbek|kyrgyz|tajik|turkmen|central asia|almaty|astana|tashkent|"
    r"カザフ|ウズベク|ウズベキ|キルギス|タジキ|トルクメ|中央アジア|"
    r"қазақ|өзбек|тәжік|қырғыз|орталық ази|казак|тажик|түркмөн|борбордук ази|тоҷик|ӯзбек|қирғиз|қазоқ|осиёи марказ|"
    r"ўзбек|қозоғ|тожик|туркман|марказий осиё|o‘zbek|qozog‘|qirg‘|markaziy osiyo|toshkent|тошкент|"
    r"türkmen|gazag|özbeg|gyrgyz|täjig|merkezi azi|daşkent|алмат|астан|ташкент|душанбе|бишкек",
    re.IGNORECASE,
)


def items(name: str) -> list[dict[str, Any]]:
    text = (HERE / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def verdicts() -> list[list[str]]:
    text = (HERE / "hard_both.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return [line.split("\t") for line in lines[1:]]


def words(item: dict[str, Any]) -> str:
    return f"{item['title']} {item.get('summary', '')}"


def is_cyrillic(item: dict[str, Any]) -> bool:
    return bool(re.search("[а-я]", item["title"], re.IGNORECASE))


def languages_of(name: str) -> Counter[str]:
    return Counter(item["lang"] for item in items(name))


def test_every_hard_headline_has_one_verdict_with_a_reason() -> None:
    rows = verdicts()
    assert len(rows) == len({sha for sha, _, _ in rows}) == 123
    assert all(re.fullmatch("[0-9a-f]{40}", sha) for sha, _, _ in rows)
    assert {verdict for _, verdict, _ in rows} == {"yes", "no"}
    assert all(reason.strip() for _, _, reason in rows)


@pytest.mark.parametrize(("name", "each"), [("near_misses", 30), ("noise", 50), ("own_reports", 30)])
def test_every_language_has_its_share(name: str, each: int) -> None:
    assert languages_of(name) == dict.fromkeys(LANGUAGES, each)


def test_half_of_the_uzbek_near_misses_are_cyrillic() -> None:
    uzbek = [item for item in items("near_misses") if item["lang"] == "uz"]
    assert sum(map(is_cyrillic, uzbek)) == len(uzbek) // 2


@pytest.mark.parametrize("name", SETS)
def test_no_id_and_no_title_stands_twice(name: str) -> None:
    rows = items(name)
    assert len({row["id"] for row in rows}) == len(rows)
    assert len({row["title"].casefold() for row in rows}) == len(rows)


def test_no_title_is_shared_with_another_set_or_with_the_training_reports() -> None:
    titles = Counter(title for name in (*SETS, *TRAINING) for title in {row["title"].casefold() for row in items(name)})
    assert [title for title, times in titles.items() if times > 1] == []


@pytest.mark.parametrize("name", ["near_misses", "rare_commitments"])
def test_reports_have_text_source_and_date(name: str) -> None:
    for row in items(name):
        assert row["title"].strip(), row["id"]
        assert row["summary"].strip(), row["id"]
        assert re.fullmatch(r"[a-z]+\.example\.[a-z]{2,3}", row["source"]), row["id"]
        assert date.fromisoformat(row["date"]).year == 2026, row["id"]


def test_near_misses_name_both_sides_and_carry_no_commitment() -> None:
    for row in items("near_misses"):
        assert row["relevant"] is False, row["id"]
        assert row["commitments"] == [], row["id"]
        assert JAPAN.search(words(row)), row["id"]
        assert CENTRAL_ASIA.search(words(row)), row["id"]


def test_near_misses_of_every_language_are_of_many_kinds() -> None:
    for language in LANGUAGES:
        kinds = {row["kind"] for row in items("near_misses") if row["lang"] == language}
        assert len(kinds) >= 14, language


def test_noise_never_names_both_sides() -> None:
    rows = items("noise")
    assert all(row["relevant"] is False for row in rows)
    assert [row["id"] for row in rows if JAPAN.search(words(row)) and CENTRAL_ASIA.search(words(row))] == []


def test_much_of_the_noise_names_one_side() -> None:
    rows = items("noise")
    assert sum(bool(JAPAN.search(words(row)) or CENTRAL_ASIA.search(words(row))) for row in rows) >= len(rows) // 4


@pytest.mark.parametrize("topic", sorted(RARE))
def test_every_rare_commitment_has_reports_and_as_many_near_misses(topic: int) -> None:
    rows = [row for row in items("rare_commitments") if row["topic"] == topic]
    reports = [row for row in rows if topic in row["core"]]
    assert len(reports) >= 5
    assert len(rows) - len(reports) >= len(reports)
    assert len({row["lang"] for row in reports}) >= LANGUAGES_PER_COMMITMENT
    assert all(topic in row["primary"] for row in reports)


def test_rare_reports_come_in_every_language() -> None:
    assert set(languages_of("rare_commitments")) == set(LANGUAGES)


def test_own_reports_cover_every_tracked_commitment_and_stage_and_both_uzbek_scripts() -> None:
    rows = items("own_reports")
    assert {number for row in rows for number in row["primary"]} == {each.number for each in load_declaration().tracked}
    assert {stage for row in rows for stage in row["stage"]} == {stage.value for stage in Stage}
    uzbek = [row for row in rows if row["lang"] == "uz"]
    assert len(uzbek) // 3 <= sum(map(is_cyrillic, uzbek)) <= len(uzbek) * 2 // 3


def test_a_quarter_of_the_own_reports_are_irrelevant_and_a_third_are_headlines_alone() -> None:
    rows = items("own_reports")
    assert sum(not row["relevant"] for row in rows) >= len(rows) // 4
    assert sum("summary" not in row for row in rows) >= len(rows) // 3


@pytest.mark.parametrize("name", LABELLED)
def test_labels_are_legal(name: str) -> None:
    declaration = load_declaration()
    tracked = {commitment.number for commitment in declaration.tracked}
    stages = {stage.value for stage in Stage}
    for row in items(name):
        found = set(row["commitments"])
        assert found <= tracked, row["id"]
        assert set(row["core"]) <= found, row["id"]
        assert set(row["primary"]) <= found, row["id"]
        assert set(row["stage"]) <= stages, row["id"]
        assert set(row["countries_core"]) <= set(row["countries"]) <= FIVE, row["id"]


def test_business_reports_come_in_every_language_and_a_fifth_are_irrelevant() -> None:
    rows = items("business_reports")
    assert set(languages_of("business_reports")) == set(LANGUAGES)
    assert sum(not row["relevant"] for row in rows) >= len(rows) // 5


@pytest.mark.parametrize("name", LABELLED)
def test_relevant_reports_are_labelled_in_full_and_others_not_at_all(name: str) -> None:
    labels = ("commitments", "core", "primary", "countries", "countries_core", "stage")
    for row in items(name):
        assert all(bool(row[label]) is row["relevant"] for label in labels), row["id"]
