"""The facts of the gist."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from domain.match import Instrument, Item

if TYPE_CHECKING:
    from matching.matcher import LexicalMatcher


def test_a_grant_has_a_giver_a_receiver_a_sum_and_a_place(matcher: LexicalMatcher) -> None:
    item = Item(id="1", title="Япония выделит Казахстану грант в 5 млн долларов на сканеры для таможни порта Актау")
    facts = matcher.match(item).facts
    assert (facts.givers, facts.receivers, facts.instrument, facts.place) == (
        ("JP",),
        ("KZ",),
        Instrument.GRANT,
        "aktau",
    )
    assert facts.amount is not None
    assert facts.amount.amount == Decimal(5_000_000)


def test_what_is_not_said_is_left_out(matcher: LexicalMatcher) -> None:
    item = Item(id="1", title="Япония и Кыргызстан углубляют сотрудничество в сельском хозяйстве")
    facts = matcher.match(item).facts
    assert (facts.instrument, facts.amount, facts.place) == (None, None, None)
    assert facts.givers == ("JP", "KG")
