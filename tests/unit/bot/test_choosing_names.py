"""Lists of companies and agencies: every one stands on one page, and is recognised by what it is called."""

from __future__ import annotations

import pytest

from bot.choosing_names import PAGE, is_page, key_in, key_of, page_of, pages_of, recognised
from config.organisations import load_organisations
from domain.commitment import Texts
from domain.organisation import Organisation, Sector

ORGANISATIONS = load_organisations()
WIND = Organisation("company:wind", Sector.ENERGY, Texts("Steppe Wind (SW)", "Степной ветер", "草原の風（SW）"))


def test_every_organisation_stands_on_one_page_in_its_order() -> None:
    pages = pages_of(ORGANISATIONS)
    assert [each for page in pages.values() for each in page] == list(ORGANISATIONS)
    assert all(0 < len(page) <= PAGE for page in pages.values())
    for name, page in pages.items():
        assert all(page_of(key_in(each), ORGANISATIONS) == name for each in page)
        assert page_of(name, ORGANISATIONS) == name
    assert not is_page("energy.0", ORGANISATIONS)


def test_a_key_comes_back_from_callback_data() -> None:
    assert [key_of(key_in(each)) for each in ORGANISATIONS] == [each.key for each in ORGANISATIONS]


@pytest.mark.parametrize("written", ["steppe  WIND", "Степной ветер", "草原の風", "sw", "STEPPE WIND (SW)"])
def test_a_label_is_recognised_without_the_gazetteer(written: str) -> None:
    assert recognised(written, (WIND,), lambda _: ()) == ("company:wind",)


def test_what_the_gazetteer_finds_counts_only_if_it_is_listed() -> None:
    found = ("company:wind", "company:other")
    assert recognised("anything", (WIND,), lambda _: found) == ("company:wind",)
    assert recognised("anything", (), lambda _: found) == ()
