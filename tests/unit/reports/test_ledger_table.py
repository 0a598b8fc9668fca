"""The ledger in Markdown, in the readers' languages."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bot.ledger_labels import LedgerLabels
from bot.texts import texts_for
from domain.development import Stage
from domain.match import Bound, Instrument
from domain.source import Tier
from reports.ledger_table import ledger_lines
from tests.golden_files import assert_golden
from tests.unit.domain.test_ledger import made, told, yen

if TYPE_CHECKING:
    from domain.ledger import Ledger


def text(ledger: Ledger, language: str = "en") -> str:
    texts = texts_for(language, "UTC")
    return "\n".join(ledger_lines(ledger, texts, LedgerLabels(texts))) + "\n"


@pytest.mark.parametrize("language", ["en", "ru", "ja"])
def test_the_ledger_reads_as_its_golden_file(language: str) -> None:
    ledger = made(
        told(yen(393e6, currency="USD", bound=Bound.UP_TO), key="a"),
        told(yen(719e6, bound=Bound.UP_TO), key="b", days=1, instrument=Instrument.GRANT, receivers=("KZ",)),
        told(yen(12e9, currency="USD", portfolio=True), key="c", days=2, stage=Stage.SAID, tier=Tier.PRESS),
        told(yen(3e6, currency="USD", bound=Bound.RANGE, highest=Decimal(5_000_000)), key="d", days=3, names=()),
        told(yen(8e9, currency="CHF"), yen(4e9), key="e", days=4, names=("company:sojitz",), instrument=None),
        told(yen(3.4e9), key="f", days=5, stage=Stage.SETBACK),
    )
    assert_golden(f"reports/ledger.{language}.md", text(ledger, language))


def test_an_empty_ledger_says_so() -> None:
    assert "No sums of money were reported." in text(made())


def test_what_a_publisher_wrote_has_no_effect() -> None:
    ledger = made(told(yen(1e9), key="<b>*x*</b>"))
    assert "<b>" not in text(ledger)
