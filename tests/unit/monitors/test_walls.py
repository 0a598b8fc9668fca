"""Puzzles for browsers are told from documents."""

from __future__ import annotations

import pytest

from monitors.walls import LONGEST_WALL, asks_for_a_person


def page(title: str = "News", body: str = "", links: int = 0) -> bytes:
    anchors = "".join(f'<a href="/{n}">Story {n}</a>' for n in range(links))
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}{anchors}</body></html>".encode()


@pytest.mark.parametrize(
    "body",
    [
        page("Just a moment..."),
        page("Attention Required! | Cloudflare"),
        page("DDoS-Guard"),
        page("Проверка браузера"),
        page("アクセスが拒否されました"),
        page(body='<script src="/cdn-cgi/challenge-platform/x"></script>'),
        page(body='<div class="g-recaptcha"></div>', links=3),
        b"\n<!-- cached --><html><head></head><body><script src='/_Incapsula_Resource?x'></script></body></html>",
    ],
)
def test_a_page_that_asks_for_a_person_is_a_wall(body: bytes) -> None:
    assert asks_for_a_person(body)


@pytest.mark.parametrize(
    "body",
    [
        page(),
        page("Captcha solved: how ministries fight bots", links=40),
        page(body='<div class="g-recaptcha"></div>', links=40),
        page("Just a moment...", "x" * LONGEST_WALL),
        b"<?xml version='1.0'?><rss><channel><title>Just a moment...</title></channel></rss>",
        b'{"title": "captcha"}',
        b"",
    ],
)
def test_a_document_that_only_mentions_such_things_is_none(body: bytes) -> None:
    assert not asks_for_a_person(body)
