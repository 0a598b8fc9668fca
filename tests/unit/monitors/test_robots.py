from __future__ import annotations

import pytest

from monitors.failures import ExchangeFailed
from monitors.robots import KEPT_AFTER_SERVER_ERROR, KEPT_FOR, RobotsCache, RobotsRules, read_robots
from tests.fakes import FastPacer

US = "CAJADMonitor"
FORBIDS = b"User-agent: *\nDisallow: /private\nCrawl-delay: 7\n"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        pytest.param(404, b"", id="there is none"),
        pytest.param(403, b"", id="it is refused us"),
        pytest.param(200, b"", id="it is empty"),
        pytest.param(200, b"<html>not found</html>", id="it is a web page"),
        pytest.param(200, b"\xff\xfe\x00garbage\x80", id="it is garbage"),
    ],
)
def test_everything_is_allowed_where_no_rule_forbids_it(status: int, body: bytes) -> None:
    rules = read_robots(status, body)
    assert rules.refusal("http://a.example/private", US) == ""
    assert rules.crawl_delay(US) == 0.0


def test_rules_are_obeyed_also_behind_a_byte_order_mark() -> None:
    rules = read_robots(200, b"\xef\xbb\xbf" + FORBIDS)
    assert rules.refusal("http://a.example/private/rss", US)
    assert not rules.refusal("http://a.example/rss", US)
    assert rules.crawl_delay(US) == 7.0


def test_rules_that_name_us_go_before_rules_for_all() -> None:
    rules = read_robots(200, b"User-agent: *\nDisallow: /\n\nUser-agent: cajadmonitor\nAllow: /\n")
    assert not rules.refusal("http://a.example/rss", US)
    assert rules.refusal("http://a.example/rss", "OtherBot")


def test_nothing_is_allowed_while_the_server_cannot_give_its_rules() -> None:
    assert "503" in read_robots(503, b"").refusal("http://a.example/rss", US)


class Site:
    """Loads what it is told to, and counts."""

    def __init__(self, *answers: RobotsRules | ExchangeFailed) -> None:
        self.answers = list(answers)
        self.loads = 0

    async def __call__(self, _origin: str, _proxy: str) -> RobotsRules:
        self.loads += 1
        answer = self.answers.pop(0)
        if isinstance(answer, ExchangeFailed):
            raise answer
        return answer


CLOSED = RobotsRules(closed="no rules to be had")
OPEN = RobotsRules()


async def test_rules_are_kept_for_a_day_and_then_asked_for_again() -> None:
    pacer, site = FastPacer(), Site(OPEN, OPEN)
    cache = RobotsCache(site, pacer)
    await cache.rules_of("http://a.example")
    pacer.time = KEPT_FOR - 1
    await cache.rules_of("http://a.example")
    assert site.loads == 1
    pacer.time = KEPT_FOR
    await cache.rules_of("http://a.example")
    assert site.loads == 2


async def test_a_server_error_closes_the_site_for_an_hour() -> None:
    pacer, site = FastPacer(), Site(CLOSED, OPEN)
    cache = RobotsCache(site, pacer)
    assert (await cache.rules_of("http://a.example")).closed
    pacer.time = KEPT_AFTER_SERVER_ERROR
    assert not (await cache.rules_of("http://a.example")).closed


async def test_a_server_error_does_not_unmake_rules_known_from_before() -> None:
    pacer, site = FastPacer(), Site(read_robots(200, FORBIDS), CLOSED)
    cache = RobotsCache(site, pacer)
    await cache.rules_of("http://a.example")
    pacer.time = KEPT_FOR
    rules = await cache.rules_of("http://a.example")
    assert site.loads == 2
    assert rules.refusal("http://a.example/private", US)
    assert not rules.refusal("http://a.example/rss", US)


async def test_rules_had_through_a_proxy_are_kept_apart() -> None:
    site = Site(CLOSED, OPEN)
    cache = RobotsCache(site, FastPacer())
    assert (await cache.rules_of("http://a.example")).closed
    assert not (await cache.rules_of("http://a.example", "http://proxy.example:8080")).closed
    assert (await cache.rules_of("http://a.example")).closed
    assert site.loads == 2
