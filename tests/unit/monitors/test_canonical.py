"""Addresses: one to open, one to compare."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.canonical import TRACKING_PARAMETERS, address_key, open_address

HERE = "https://www.steppe.example.kz/rss/main.xml"

ADDRESSES = st.builds(
    "{}://{}{}{}{}{}".format,
    st.sampled_from(["http", "https", "HTTPS"]),
    st.sampled_from(["www.a.example", "A.example.", "пример.example", "a.example", "xn--e1afmkfd.example", "[::1]"]),
    st.sampled_from(["", ":80", ":443", ":8080"]),
    st.text(alphabet="/abя%2f41~ .-", max_size=12).map("/".__add__),
    st.text(alphabet="abяutm_x=&%2f41+", max_size=20).map(lambda query: f"?{query}" if query else ""),
    st.sampled_from(["", "#top", "#/a/b"]),
)


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/news/1", "https://www.steppe.example.kz/news/1"),
        ("news/1", "https://www.steppe.example.kz/rss/news/1"),
        ("?id=7", "https://www.steppe.example.kz/rss/main.xml?id=7"),
        ("//cdn.example/x", "https://cdn.example/x"),
        (" http://A.Example/Path \n", "http://a.example/Path"),
        ("http://a.example/x?utm_source=rss&id=7&fbclid=z#part", "http://a.example/x?id=7#part"),
        ("https://a.example/x?id=7&ysclid=1&b=2", "https://a.example/x?id=7&b=2"),
        ("https://a.example/x?from=rss&from=page", "https://a.example/x?from=page"),
        ("https://a.example:443/x", "https://a.example/x"),
        ("https://a.example:8443/x", "https://a.example:8443/x"),
        ("https://пример.рф/путь?к=я", "https://xn--e1afmkfd.xn--p1ai/%D0%BF%D1%83%D1%82%D1%8C?%D0%BA=%D1%8F"),
        ("https://me:secret@a.example/x", "https://a.example/x"),
        ("http://[2001:db8::1]:8080/x", "http://[2001:db8::1]:8080/x"),
        ("https://news.google.com/rss/articles/CBMiX?oc=5", "https://news.google.com/rss/articles/CBMiX?oc=5"),
        ("https://www.mof.example/insideLink/20260818.html", "https://www.mof.example/insideLink/20260818.html"),
    ],
)
def test_an_address_is_made_absolute_and_stays_openable(link: str, address: str) -> None:
    assert open_address(link, HERE) == address


@pytest.mark.parametrize(
    "link",
    [
        "mailto:a@a.example",
        "javascript:alert(1)",
        "tag:a.example,2025:1",
        "ftp://a.example/x",
        "http://",
        "http://a b.example/",
        "http://a.example:99999/",
        "http://a.example:0/",
        "http://[::1/",
        "http://a.example/\ud800",
        "https://a.example/" + "x" * 3000,
    ],
)
def test_what_no_browser_should_open_is_no_address(link: str) -> None:
    assert open_address(link, HERE) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://www.a.example/x/", "https://a.example/x"),
        ("https://a.example", "http://a.example:80/"),
        ("https://a.example/x#top", "https://a.example/x"),
        ("https://a.example/x?b=2&a=1", "https://a.example/x?a=1&b=2"),
        ("https://a.example/x?a=1&&utm_id=5", "https://a.example/x?a=1"),
        ("https://a.example/%7euser/%d1%8f", "https://a.example/~user/я"),
        ("https://пример.рф/", "https://xn--e1afmkfd.xn--p1ai"),
        ("https://a.example./x", "https://a.example/x"),
    ],
)
def test_spellings_of_one_address_share_a_key(one: str, other: str) -> None:
    assert address_key(one) == address_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/x", "https://a.example/X"),
        ("https://a.example/x?id=1", "https://a.example/x?id=2"),
        ("https://a.example/x", "https://b.a.example/x"),
        ("https://a.example/x", "https://a.example:8080/x"),
        ("https://a.example/a%2Fb", "https://a.example/a/b"),
    ],
)
def test_different_addresses_have_different_keys(one: str, other: str) -> None:
    assert address_key(one) != address_key(other)


@pytest.mark.parametrize("nothing", ["", "/news/1", "mailto:a@a.example"])
def test_what_is_no_absolute_address_has_no_key(nothing: str) -> None:
    assert address_key(nothing) == ""


@given(ADDRESSES)
def test_folding_twice_changes_nothing(address: str) -> None:
    key = address_key(address)
    assert address_key(key) == key
    opened = open_address(address, HERE)
    assert open_address(opened, HERE) == opened
    assert address_key(opened) == key


@given(st.text(max_size=60))
def test_no_link_breaks_the_reader(link: str) -> None:
    opened = open_address(link, HERE)
    assert opened == "" or opened.startswith(("http://", "https://"))
    assert opened.isascii()


@pytest.mark.parametrize("name", sorted(TRACKING_PARAMETERS))
def test_every_tracking_parameter_is_removed(name: str) -> None:
    assert open_address(f"https://a.example/x?{name.upper()}=1&id=2", HERE) == "https://a.example/x?id=2"
