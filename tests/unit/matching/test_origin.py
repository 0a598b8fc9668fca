"""The publisher's country is read off its address."""

from __future__ import annotations

import pytest

from domain.match import Item
from matching.origin import country_of, embassy_country, host_of


@pytest.mark.parametrize(
    ("fields", "country"),
    [
        ({"country": "KG", "source": "example.kz"}, "KG"),
        ({"country": "DE"}, ""),
        ({"source": "example.kz"}, "KZ"),
        ({"source": "24.kg"}, "KG"),
        ({"source": "Titles of example.kz, example.uz", "url": "https://news.example.tj/a/1"}, "TJ"),
        ({"url": "https://user@www.example.tm:8080/x"}, "TM"),
        ({"source": "example-kg.com"}, "KG"),
        ({"source": "example.com"}, ""),
        ({}, ""),
    ],
)
def test_the_domain_tells_the_country(fields: dict[str, str], country: str) -> None:
    assert country_of(Item(id="1", title="", **fields)) == country


def test_an_embassys_page_speaks_of_its_host_country() -> None:
    assert embassy_country(Item(id="1", title="", url="https://www.uz.emb-japan.go.jp/x.html")) == "UZ"
    assert embassy_country(Item(id="1", title="", url="https://example.jp")) == ""


def test_a_name_is_no_host() -> None:
    assert host_of("Steppe Courier") == ""
