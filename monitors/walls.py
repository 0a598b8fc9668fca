"""Pages by which protections ask for a person, answered in place of the document; pure.

They come with status 200 and are no document of the source: neither an empty feed, nor a changed layout, nor an
article. We solve no puzzles; a source behind one is shown as blocked.
"""

from __future__ import annotations

import re

LONGEST_WALL = 150_000
"""Bytes; such pages are a few kilobytes of notice and script."""

FEW_LINKS = 8
"""Links of a page that only asks for a person; an article with a comment form has dozens."""

_PAGE_START = re.compile(rb"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head)\b", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(rb"<a\s[^>]{0,500}href", re.IGNORECASE)
_TITLE = re.compile(
    r"<title[^>]{0,200}>[^<]{0,120}?(?:just a moment|attention required|access denied|ddos-guard|captcha"
    r"|checking your browser|security check|are you (?:a )?(?:human|robot)|verif(?:y|ying) you are"
    r"|pardon our interruption|проверка браузера|вы не робот|доступ ограничен|アクセスが拒否)",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"/cdn-cgi/challenge-platform/|cf-chl-|g-recaptcha|h-captcha|cf-turnstile|smartcaptcha|captcha-delivery\.com"
    r"|/_Incapsula_Resource|ddos-guard\.net|__ddg|awswafcaptcha|AwsWafIntegration|sucuri_cloudproxy|px-captcha",
    re.IGNORECASE,
)


def asks_for_a_person(body: bytes) -> bool:
    """Tell whether a document is a puzzle for browsers or people, put before the real one."""
    if len(body) > LONGEST_WALL or not _PAGE_START.match(body):
        return False
    if len(_LINK.findall(body)) > FEW_LINKS:
        return False
    page = body.decode("utf-8", "replace")
    return bool(_TITLE.search(page) or _MARK.search(page))
