"""Sums of money: 160 phrases in the eight languages, every sum of the labelled reports, and hostile digits."""

from __future__ import annotations

import json
import time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.lexicons import load_language_data
from domain.match import Bound
from matching.amounts import LONGEST, MOST, AmountReader

if TYPE_CHECKING:
    from domain.match import Money

EVALUATION = Path(__file__).parents[2] / "evaluation"
READER = AmountReader(load_language_data().amounts)


def phrases() -> list[Any]:
    """The phrases of ``amount_phrases.txt``: language, phrase, then the sum it names, if it names one."""
    lines = (EVALUATION / "amount_phrases.txt").read_text(encoding="utf-8").splitlines()
    rows = [[part.strip() for part in line.split("|")] for line in lines if not line.startswith("#")]
    return [pytest.param(row[1], row[2:], id=f"{row[0]}-{number}") for number, row in enumerate(rows)]


@pytest.mark.parametrize(("phrase", "expected"), phrases())
def test_a_sum_is_read_as_newspapers_write_it(phrase: str, expected: list[str]) -> None:
    found = [(money.amount, money.currency, money.bound, money.highest) for money in READER.amounts_in(phrase)]
    if expected == ["-"]:
        assert found == []
        return
    amount, currency, bound, *highest = expected
    assert found == [(Decimal(amount), currency, Bound(bound), Decimal(highest[0]) if highest else None)]


def test_the_phrases_cover_every_language() -> None:
    languages = [each.id.partition("-")[0] for each in phrases()]
    assert len(languages) >= 150
    assert all(languages.count(code) >= 15 for code in ("ru", "en", "ja", "kk", "ky", "tg", "tk", "uz"))


def test_every_sum_of_the_labelled_reports_is_read() -> None:
    """Asked is an F1 of 0.95 of the sums annotated by hand (value, currency and bound all right)."""
    wanted = {each["id"]: each["sums"] for each in _lines("amounts.jsonl")}
    hits = found_in_all = wanted_in_all = 0
    for report in _lines("reports.jsonl"):
        found = [_key(money) for field in ("title", "summary") for money in READER.amounts_in(report.get(field) or "")]
        right = [(Decimal(amount), code, bound) for amount, code, bound in wanted.get(report["id"], [])]
        hits += sum(min(found.count(key), right.count(key)) for key in set(right))
        found_in_all, wanted_in_all = found_in_all + len(found), wanted_in_all + len(right)
    assert wanted_in_all >= 90
    assert 2 * hits / (found_in_all + wanted_in_all) >= 0.95


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (EVALUATION / name).read_text(encoding="utf-8").splitlines()]


def _key(money: Money) -> tuple[Decimal, str, str]:
    return money.amount, money.currency, money.bound.value


@pytest.mark.parametrize(
    ("text", "past", "portfolio"),
    [
        ("Since 1996 the programme has carried out 470 projects worth $39.2 million", True, True),
        ("過去18年で78億ドル以上を投資", True, False),
        ("уже реализовано проектов на 783,6 млн долларов", True, True),
        ("a portfolio of joint projects has passed $5 billion", False, True),
        ("a loan of $393 million", False, False),
    ],
)
def test_background_and_bundles_are_told_apart_from_a_deal(text: str, *, past: bool, portfolio: bool) -> None:
    money = READER.amounts_in(text)[0]
    assert (money.past, money.portfolio) == (past, portfolio)


@pytest.mark.parametrize("text", ["1" * 298 + "円", "1," * 149 + "円", "1" * 298 + "$", "1 " * 149 + "иен", "$" * 300])
def test_a_passage_of_digits_costs_no_more_than_words(text: str) -> None:
    start = time.process_time()
    for _ in range(20):
        READER.amounts_in(text)
    assert time.process_time() - start < 20 * 0.02


def test_only_so_many_sums_of_a_passage_are_read() -> None:
    assert len(READER.amounts_in("$1, " * 100)) == MOST


def test_an_absurd_sum_is_none() -> None:
    assert READER.amounts_in("a loan of 900000000000 trillion dollars") == []


@given(st.text(max_size=LONGEST + 50))
def test_any_text_is_read_without_fault(text: str) -> None:
    assert all(money.amount > 0 for money in READER.amounts_in(text + " 5 円"))
