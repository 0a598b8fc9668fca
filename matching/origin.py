"""Where an item comes from: the publisher's country, read off its address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.match import Item

DOMAINS = {"kz": "KZ", "kg": "KG", "tj": "TJ", "tm": "TM", "uz": "UZ", "jp": "JP"}
"""Country of a top-level domain, for the six parties; other domains say nothing of use."""

_HOST = re.compile(r"^(?:[a-z][a-z0-9+.-]*://)?(?:[^/@\s]*@)?([\w.-]+\.[a-z]{2,})(?:[:/?#]|$)", re.IGNORECASE)
_EMBASSY = re.compile(r"^(?:www\.)?(kz|kg|tj|tm|uz)\.emb-japan\.go\.jp$")
_CODED = re.compile(r"[.-](kz|kg|tj|tm|uz)\.[a-z]{2,4}$")


def host_of(address: str) -> str:
    """Return the host name in an address or in the name of an outlet, in lower case; empty where there is none."""
    match = _HOST.match(address.strip())
    return match.group(1).lower() if match else ""


def country_of(item: Item) -> str:
    """Return the ISO code of the publisher's country where it is one of the six parties, else an empty string."""
    if item.country:
        return item.country if item.country in DOMAINS.values() else ""
    for host in (host_of(item.source), host_of(item.url)):
        if code := DOMAINS.get(host.rpartition(".")[2]):
            return code
        if match := _CODED.search(host):
            return match.group(1).upper()
    return ""


def embassy_country(item: Item) -> str:
    """Return the Central Asian country whose Japanese embassy published the item, else an empty string."""
    for host in (host_of(item.source), host_of(item.url)):
        if match := _EMBASSY.match(host):
            return match.group(1).upper()
    return ""
