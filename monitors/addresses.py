"""Which network addresses may be connected to. Pure: nothing is looked up here.

A feed's address, or a redirect, may point into the network the product runs in (cloud metadata, routers,
databases). So every address is judged just before it is connected to, whatever name led there.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

NOT_PUBLIC = tuple(
    ipaddress.ip_network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "2001::/23",
        "2001:db8::/32",
        "3fff::/20",
    )
)
"""Blocks that are not globally reachable by the IANA special-purpose registries (RFC 6890), with multicast, the
reserved block, the retired 6to4 relays and, as a whole, 2001::/23, whose few reachable parts (Teredo, ORCHID) hold no
web servers. Written out, because what ``ipaddress`` calls global differs between Python versions."""

GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
"""The only part of IPv6 that IANA has given out for public hosts."""

NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""Well-known prefix of RFC 6052: the last 32 bits are the IPv4 address really reached."""

HOST_NAME = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?")
ALL_NUMBERS = re.compile(r"[0-9.]+")


def is_public(address: IpAddress) -> bool:
    """Return whether an address belongs to the public Internet; one that wraps an IPv4 address is judged by that."""
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = wrapped_ipv4(address)
        if wrapped is not None:
            return is_public(wrapped)
        if address not in GLOBAL_UNICAST:
            return False
    return not any(address in block for block in NOT_PUBLIC)


def wrapped_ipv4(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that a mapped, NAT64 or 6to4 address stands for, or None."""
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


@dataclass(frozen=True, slots=True)
class OpenHosts:
    """Hosts that may be fetched although they are private: what ``CAJAD_PRIVATE_HOSTS`` declares.

    Attributes:
        names: lower-case host names, open whatever they resolve to.
        networks: open whatever name led there; a single address is a network of one.
    """

    names: frozenset[str] = frozenset()
    networks: tuple[IpNetwork, ...] = ()

    @classmethod
    def from_values(cls, values: Iterable[str]) -> OpenHosts:
        """Read host names, addresses and networks (``10.0.0.0/8``).

        Raises:
            ConfigError: a line for each value that is none of these.
        """
        names: set[str] = set()
        networks: list[IpNetwork] = []
        problems: list[str] = []
        for value in (each.strip().lower() for each in values):
            network = _network(value)
            if network is not None:
                networks.append(network)
            elif HOST_NAME.fullmatch(value) and not ALL_NUMBERS.fullmatch(value):
                names.add(value)
            else:
                problems.append(f"CAJAD_PRIVATE_HOSTS: {value!r} is neither a host name, an address nor a network")
        if problems:
            raise ConfigError(problems)
        return cls(frozenset(names), tuple(networks))

    def allow(self, host: str, address: IpAddress) -> bool:
        """Return whether ``address``, reached under the name ``host``, may be connected to."""
        if is_public(address) or host.lower() in self.names:
            return True
        wrapped = wrapped_ipv4(address) if isinstance(address, ipaddress.IPv6Address) else None
        real = wrapped or address
        return any(real in network for network in self.networks)


def _network(value: str) -> IpNetwork | None:
    try:
        return ipaddress.ip_network(value.strip("[]"), strict=False)
    except ValueError:
        return None
