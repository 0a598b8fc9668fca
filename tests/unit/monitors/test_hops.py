from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.source import Verdict
from monitors import hops
from monitors.failures import ExchangeFailed, RedirectRefused


@pytest.mark.parametrize(
    ("here", "location", "there"),
    [
        pytest.param("http://a.example/x/rss", "feed", "http://a.example/x/feed", id="a relative address"),
        pytest.param("http://a.example/rss", "/feed?k=1", "http://a.example/feed?k=1", id="a path"),
        pytest.param("https://a.example/rss", "//b.example/f", "https://b.example/f", id="without scheme"),
        pytest.param("http://a.example/rss", " https://a.example/rss ", "https://a.example/rss", id="to https"),
        pytest.param("http://a.example/", "http://u:p@b.example/f", "http://b.example/f", id="credentials dropped"),
        pytest.param("http://u:p@a.example/", "/f", "http://a.example/f", id="own credentials dropped"),
        pytest.param("http://a.example/", "/f#top", "http://a.example/f", id="fragment dropped"),
        pytest.param("https://www.a.example/", "http://a.example/", "http://a.example/", id="to http on one host"),
    ],
)
def test_a_redirect_leads_to(here: str, location: str, there: str) -> None:
    assert hops.next_hop([here], location, sets_cookie=False) == there


@pytest.mark.parametrize(
    "location",
    ["ftp://a.example/x", "javascript:alert(1)", "file:///etc/passwd", "https:///x", "http://[::1", "http://a:99999/"],
)
def test_a_redirect_to_something_else_than_a_web_address_is_refused(location: str) -> None:
    with pytest.raises(RedirectRefused) as caught:
        hops.next_hop(["http://a.example/"], location, sets_cookie=False)
    assert caught.value.verdict is Verdict.REFUSED_ADDRESS


def test_a_redirect_from_https_to_plain_http_elsewhere_is_refused() -> None:
    with pytest.raises(RedirectRefused) as caught:
        hops.next_hop(["https://a.example/"], "http://b.example/feed?key=1", sets_cookie=False)
    assert caught.value.words == "redirects from https to plain http at http://b.example/feed"


@pytest.mark.parametrize(("sets_cookie", "verdict"), [(False, Verdict.SERVER_ERROR), (True, Verdict.BLOCKED)])
def test_a_circle_is_a_fault_and_with_a_cookie_a_wall(verdict: Verdict, *, sets_cookie: bool) -> None:
    with pytest.raises(RedirectRefused) as caught:
        hops.next_hop(["http://a.example/1", "http://a.example/2"], "/1", sets_cookie=sets_cookie)
    assert caught.value.verdict is verdict


def test_five_redirects_are_followed_and_the_sixth_is_not() -> None:
    trail = ["http://a.example/0"]
    for n in range(1, hops.MOST_REDIRECTS + 1):
        trail.append(hops.next_hop(trail, f"/{n}", sets_cookie=False))
    with pytest.raises(RedirectRefused, match="more than 5 times"):
        hops.next_hop(trail, "/last", sets_cookie=False)


@given(st.text())
def test_no_location_can_do_worse_than_be_refused(location: str) -> None:
    try:
        target = hops.next_hop(["http://a.example/"], location, sets_cookie=False)
    except RedirectRefused:
        return
    assert target.startswith(("http://", "https://"))


@pytest.mark.parametrize("url", ["ftp://a.example/", "a.example/rss", "http://", "", "http://a:b/"])
def test_only_web_addresses_are_fetched(url: str) -> None:
    with pytest.raises(ExchangeFailed) as caught:
        hops.check_scheme(url)
    assert caught.value.verdict is Verdict.REFUSED_ADDRESS


def test_an_address_is_shown_without_what_may_be_secret() -> None:
    assert hops.shown("https://u:pass@a.example:8443/feed?token=x#y") == "https://a.example:8443/feed"
    assert len(hops.shown("https://a.example/" + "x" * 500)) == hops.LONGEST_SHOWN


def test_http_and_https_of_a_host_queue_together_and_other_ports_apart() -> None:
    urls = ["http://a.example/1", "https://a.example/2", "https://a.example:443/3", "http://a.example:8080/4"]
    assert [hops.host_key(url) for url in urls] == ["a.example", "a.example", "a.example", "a.example:8080"]
