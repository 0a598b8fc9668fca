"""The ledger: each deal once, at its furthest stage, and only what the written rule counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.money import load_ledger_rules, load_rates
from domain.development import Stage
from domain.grouping import StorylineId
from domain.ledger import Counted, DealStage, Ledger, Payer, Rates, Reason, ledger_of
from domain.match import Facts, Instrument, Money
from domain.moment import Moment, Precision
from domain.money import ReportedSum
from domain.signals import Signals
from domain.source import Tier
from domain.story import StoryId
from tests.builders import a_development, a_judgement, a_story

if TYPE_CHECKING:
    from domain.development import Development

RULES, RATES = load_ledger_rules(), load_rates()
DAY = datetime(2026, 1, 30, 9, tzinfo=UTC)


def yen(amount: float, **over: Any) -> Money:
    return Money(Decimal(str(amount)), over.pop("currency", "JPY"), "", **over)


def told(  # noqa: PLR0913 - a development has many sides
    *sums: Money,
    key: str = "a",
    instrument: Instrument | None = Instrument.LOAN,
    stage: Stage = Stage.AGREED,
    names: tuple[str, ...] = ("institution:jbic",),
    storyline: str | None = None,
    days: int = 0,
    tier: Tier = Tier.OFFICIAL,
    receivers: tuple[str, ...] = ("UZ",),
    counts: bool = True,
) -> Development:
    lead = a_story(id=StoryId(key), tier=tier, published=Moment(DAY + timedelta(days=days), Precision.MINUTE))
    facts = Facts(givers=("JP",), receivers=receivers, instrument=instrument, amount=sums[0] if sums else None)
    judgement = a_judgement(13, stage=stage, facts=facts, signals=Signals(names=names, amounts=sums))
    return a_development(
        lead=lead, judgement=judgement, counts=counts, storyline_id=StorylineId(storyline) if storyline else None
    )


def made(*developments: Development) -> Ledger:
    return ledger_of(developments, RATES, RULES)


def test_a_loan_of_the_public_bank_counts_once_signed() -> None:
    ledger = made(told(yen(11.6e9)))
    (deal,) = ledger.deals
    assert (deal.counted, deal.reason, deal.payer) == (Counted.YES, Reason.BUSINESS, Payer.PUBLIC_FINANCE)
    assert deal.stage is DealStage.SIGNED
    assert ledger.total(Counted.YES, DealStage.SIGNED).yen == Decimal("11600000000.0")


@pytest.mark.parametrize(
    ("development", "counted", "reason"),
    [
        pytest.param(told(yen(719e6), instrument=Instrument.GRANT), Counted.NO, Reason.GRANT, id="grant"),
        pytest.param(
            told(yen(5e9), names=("institution:jica",)), Counted.UNCLEAR, Reason.STATE_LOAN, id="loan of the state"
        ),
        pytest.param(
            told(yen(5e9), names=(), instrument=Instrument.INVESTMENT), Counted.UNCLEAR, Reason.NO_PAYER, id="no payer"
        ),
        pytest.param(
            told(yen(5e9), names=("company:sojitz",), instrument=Instrument.CONTRACT),
            Counted.YES,
            Reason.BUSINESS,
            id="company",
        ),
        pytest.param(told(yen(12e9, portfolio=True)), Counted.NO, Reason.PORTFOLIO, id="portfolio"),
        pytest.param(told(yen(12e9, past=True)), Counted.NO, Reason.PAST, id="past"),
        pytest.param(told(yen(9e13)), Counted.NO, Reason.ABSURD, id="absurd"),
        pytest.param(told(yen(5e9), stage=Stage.SETBACK), Counted.NO, Reason.CANCELLED, id="cancelled"),
    ],
)
def test_the_written_rule_decides(development: Development, counted: Counted, reason: Reason) -> None:
    (deal,) = made(development).deals
    assert (deal.counted, deal.reason) == (counted, reason)


@pytest.mark.parametrize(
    ("stage", "instrument", "expected"),
    [
        (Stage.SAID, Instrument.LOAN, DealStage.ANNOUNCED),
        (Stage.PLANNED, Instrument.LOAN, DealStage.ANNOUNCED),
        (Stage.AGREED, Instrument.LOAN, DealStage.SIGNED),
        (Stage.STARTED, Instrument.PROJECT, DealStage.SIGNED),
        (Stage.DONE, Instrument.GRANT, DealStage.DISBURSED),
        (Stage.DONE, Instrument.FORUM, DealStage.SIGNED),
        (Stage.SETBACK, Instrument.LOAN, DealStage.CANCELLED),
    ],
)
def test_a_deal_is_as_far_as_its_development(stage: Stage, instrument: Instrument, expected: DealStage) -> None:
    assert made(told(yen(1e9), stage=stage, instrument=instrument)).deals[0].stage is expected


def test_a_storyline_is_one_deal_at_its_furthest_stage_with_the_official_sum() -> None:
    press = told(yen(20e9), key="a", storyline="s", stage=Stage.PLANNED, tier=Tier.PRESS)
    signed = told(yen(19.3e9), key="b", storyline="s", days=40)
    (deal,) = made(press, signed).deals
    assert (deal.stage, deal.money.amount, len(deal.developments)) == (DealStage.SIGNED, Decimal("19300000000.0"), 2)
    assert [money.amount for money in deal.beside] == [Decimal("20000000000.0")]


def reported(amount: float, tier: Tier = Tier.PRESS, days: int = 0, **over: Any) -> ReportedSum:
    url = f"https://{tier.value}.example/{days}"
    return ReportedSum(yen(amount, **over), (DAY + timedelta(days=days)).date(), tier, "Told", tier.value, url)


@pytest.mark.parametrize(
    ("lead_tier", "others", "stands"),
    [
        pytest.param(Tier.PRESS, [reported(30e9, Tier.OFFICIAL)], 30e9, id="official before press"),
        pytest.param(Tier.PRESS, [reported(30e9, Tier.AGENCY)], 30e9, id="agency before press"),
        pytest.param(Tier.OFFICIAL, [reported(30e9, Tier.AGENCY, 3)], 20e9, id="official before a later agency"),
        pytest.param(Tier.PRESS, [reported(30e9, days=1)], 30e9, id="a later one of the same rank corrects"),
        pytest.param(Tier.PRESS, [reported(9e13, Tier.OFFICIAL)], 20e9, id="any before one beyond all reason"),
    ],
)
def test_of_contradicting_sums_the_best_source_stands_and_the_others_are_shown(
    lead_tier: Tier, others: list[ReportedSum], stands: float
) -> None:
    (deal,) = made(replace(told(yen(20e9), tier=lead_tier), sums=tuple(others))).deals
    assert deal.money.amount == Decimal(str(stands))
    assert {each.amount for each in (deal.money, *deal.differing)} == {
        Decimal("20000000000.0"),
        *(each.money.amount for each in others),
    }


def test_a_sum_that_only_another_report_names_makes_a_deal_and_rounding_makes_no_difference() -> None:
    (deal,) = made(replace(told(), sums=(reported(20e9), reported(20.4e9, days=-1)))).deals
    assert (deal.money.amount, deal.differing, deal.url) == (Decimal("20000000000.0"), (), "https://press.example/0")
    (deal,) = made(replace(told(yen(20e9)), sums=(reported(128e6, currency="USD"),))).deals
    assert deal.differing == ()


def test_a_portfolio_of_another_report_is_no_sum_of_the_deal() -> None:
    assert made(replace(told(), sums=(reported(20e9, portfolio=True),))).deals == ()


def test_the_sum_in_another_currency_and_the_parts_of_a_sum_are_not_added() -> None:
    whole = told(yen(19.3e9), yen(145e6, currency="USD"), yen(11.6e9), yen(7.7e9))
    ledger = made(whole)
    assert ledger.total(Counted.YES, DealStage.SIGNED).yen == Decimal("19300000000.0")
    assert len(ledger.deals[0].beside) == 3


def test_an_article_about_many_deals_drops_none() -> None:
    sums = [yen(amount * 1e9) for amount in range(1, 11)]
    (deal,) = made(told(*sums)).deals
    assert {deal.money, *deal.beside} == set(sums)


def test_a_deal_announced_again_is_flagged_and_not_added() -> None:
    ledger = made(told(yen(5e9), key="a"), told(yen(5e9), key="b", days=60))
    assert [deal.reason for deal in ledger.deals] == [Reason.BUSINESS, Reason.REPEATED]
    assert ledger.total(Counted.YES, DealStage.SIGNED).deals == 1


def test_the_same_sum_for_another_country_is_another_deal() -> None:
    ledger = made(told(yen(5e9), key="a"), told(yen(5e9), key="b", receivers=("KZ",)))
    assert ledger.total(Counted.YES, DealStage.SIGNED).deals == 2


def test_a_sum_without_a_rate_is_shown_and_not_added() -> None:
    ledger = made(told(yen(5e9, currency="CHF")))
    assert (ledger.deals[0].yen, ledger.totals) == (None, {})


def test_what_was_published_before_the_declaration_is_left_out() -> None:
    assert made(told(yen(5e9), counts=False)).deals == ()


def test_a_sum_is_converted_at_the_newest_rate_not_after_its_day() -> None:
    rates = Rates(
        (date(2025, 12, 19), date(2026, 2, 1)),
        {date(2025, 12, 19): {"USD": Decimal(157)}, date(2026, 2, 1): {"USD": Decimal(160)}},
    )
    dollars = yen(1, currency="USD")
    assert rates.convert(dollars, date(2026, 1, 30)) == (Decimal(157), date(2025, 12, 19))
    assert rates.convert(dollars, date(2026, 3, 1)) == (Decimal(160), date(2026, 2, 1))
    assert rates.convert(dollars, date(2025, 1, 1)) == (Decimal(157), date(2025, 12, 19))


def test_the_order_of_developments_does_not_matter() -> None:
    several = (
        told(yen(5e9), key="a"),
        told(yen(5e9), key="b", days=9),
        told(yen(7e9), key="c", storyline="s", stage=Stage.SAID, tier=Tier.PRESS),
        told(yen(7.5e9), key="d", storyline="s", days=3),
    )
    assert len({repr(made(*order)) for order in permutations(several)}) == 1


@given(st.lists(st.tuples(st.integers(1, 10**14), st.sampled_from(list(Stage)), st.booleans()), max_size=8))
def test_totals_never_exceed_the_deals_that_make_them(rows: list[tuple[int, Stage, bool]]) -> None:
    developments = [
        told(yen(amount, portfolio=bundle), key=str(at), stage=stage) for at, (amount, stage, bundle) in enumerate(rows)
    ]
    ledger = made(*developments)
    for (counted, stage), total in ledger.totals.items():
        rows_of = [deal for deal in ledger.deals if (deal.counted, deal.stage) == (counted, stage)]
        assert total.yen <= sum((deal.yen or Decimal(0) for deal in rows_of), Decimal(0))
        assert 0 < total.official <= total.deals <= len(rows_of)
    assert all(
        deal.reason not in (Reason.PORTFOLIO, Reason.ABSURD) for deal in ledger.deals if deal.counted is Counted.YES
    )


def test_the_rate_table_may_be_replaced(tmp_path: Any) -> None:
    file = tmp_path / "rates.toml"
    file.write_text('[2026-01-01]\nUSD = "150"\n', encoding="utf-8")
    assert replace(load_rates(file)).convert(yen(2, currency="USD"), date(2026, 5, 5)) == (
        Decimal(300),
        date(2026, 1, 1),
    )
