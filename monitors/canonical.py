"""Addresses of pages: one to open, and one form that is the same for all spellings of it."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

TRACKING_PARAMETERS = frozenset(
    {
        *("fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "_ga", "_gl"),
        *("yclid", "ysclid", "ymclid", "_openstat", "msclkid", "twclid", "ttclid", "li_fat_id", "igshid", "igsh"),
        *("mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "vero_id", "oly_enc_id", "oly_anon_id"),
        *("wt_mc", "wt.mc_id", "at_medium", "at_campaign", "at_custom1", "ns_campaign", "ns_mchannel", "ns_source"),
        *("xtor", "cmpid", "ito", "smid", "sref", "spm", "iref", "ref_src", "rb_clickid", "s_cid"),
    }
)
"""Query parameters that tell how a reader came, not what is read: click identifiers of Google, Yandex, Meta, Microsoft,
X, TikTok, LinkedIn; mailing tools (Mailchimp, Marketo, HubSpot); web counters (Matomo, AT Internet, comScore)."""

_TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "hsa_")
_TRACKING_PAIRS = frozenset({"ref=rss", "from=rss", "source=rss", "rss=1"})

_SCHEMES = ("http", "https")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_ANY_DEFAULT_PORT = re.compile(r":(?:80|443)\Z")
_PROPER = re.compile(r"https?://[a-z0-9.-]+/(?:[A-Za-z0-9/?&=#.,:;@!$'()*+_~-]|%[0-9A-Fa-f]{2})*")
"""An absolute address in which nothing has to be escaped, as nearly all are; it needs no further care."""
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?\.?|[0-9a-f]*:[0-9a-f:.]*")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_LONGEST = 2_000
"""Characters of an address; browsers and chat programs open no longer ones reliably."""


def open_address(link: str, document_url: str) -> str:
    """Return the absolute address behind ``link``, to be opened by a reader.

    Scheme and host stay as published; tracking parameters and a user name with password go. Redirecting addresses
    of aggregators stay as they are.

    Args:
        link: as in the document, may be relative to it.
        document_url: address of the document.

    Returns:
        An http or https address with everything beyond ASCII escaped, or an empty string where there is none.
    """
    parts = _split(link, document_url)
    if parts is None:
        return ""
    query = "&".join(_telling(parts.query))
    address = urlunsplit(parts._replace(netloc=_host_and_port(parts), query=query))
    return address if len(address) <= _LONGEST else ""


def address_key(address: str) -> str:
    """Return the form under which all spellings of an absolute address meet; empty where it is none.

    Folded are scheme, ``www.``, default port, trailing slash, fragment, order of parameters, tracking parameters, and
    the ways to escape a character. Applying it to its own result changes nothing.
    """
    parts = _split(address, "")
    if parts is None:
        return ""
    host = _ANY_DEFAULT_PORT.sub("", _host_and_port(parts)).removeprefix("www.")
    path = _same_escapes(parts.path).rstrip("/")
    query = "&".join(sorted(_same_escapes(pair) for pair in _telling(parts.query)))
    return urlunsplit(SplitResult("https", host, path, query, ""))


def _split(link: str, document_url: str) -> SplitResult | None:
    try:
        link = link.strip()
        parts = urlsplit(link if _PROPER.fullmatch(link) else safe_url_string(urljoin(document_url, link)))
        port = parts.port
    except (ValueError, UnicodeError):
        return None
    usable = parts.scheme in _SCHEMES and _HOST.fullmatch((parts.hostname or "").rstrip("."))
    return parts if usable and port != 0 else None


def _host_and_port(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    if parts.port is None or parts.port == _DEFAULT_PORTS[parts.scheme]:
        return host
    return f"{host}:{parts.port}"


def _telling(query: str) -> list[str]:
    """Return the parameters of a query that tell what is read, in order."""
    return [pair for pair in query.split("&") if pair and not _is_tracking(pair.lower())]


def _is_tracking(pair: str) -> bool:
    name = pair.partition("=")[0]
    return name in TRACKING_PARAMETERS or name.startswith(_TRACKING_PREFIXES) or pair in _TRACKING_PAIRS


def _same_escapes(text: str) -> str:
    """Undo the escaping of characters that need none and write the other escapes in capitals (RFC 3986, 6.2.2)."""
    return _ESCAPE.sub(_same_escape, text)


def _same_escape(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return character if character in _UNRESERVED else escape.group().upper()
