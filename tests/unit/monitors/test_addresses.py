from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import ConfigError
from monitors.addresses import NOT_PUBLIC, OpenHosts, is_public

V4 = st.ip_addresses(v=4)
CLOSED_V4 = st.sampled_from([block for block in NOT_PUBLIC if block.version == 4]).flatmap(
    lambda block: st.ip_addresses(network=block)
)


@given(CLOSED_V4)
def test_no_address_of_a_special_block_is_public(address: ipaddress.IPv4Address) -> None:
    assert not is_public(address)


@given(V4)
def test_whatever_python_calls_private_or_special_is_not_public(address: ipaddress.IPv4Address) -> None:
    special = address.is_private or address.is_loopback or address.is_link_local or address.is_multicast
    if special or address.is_reserved or address.is_unspecified:
        assert not is_public(address)


@given(V4)
def test_an_ipv4_address_wrapped_in_ipv6_is_judged_as_itself(address: ipaddress.IPv4Address) -> None:
    mapped = ipaddress.IPv6Address(f"::ffff:{address}")
    nat64 = ipaddress.IPv6Address(int(ipaddress.IPv6Address("64:ff9b::")) | int(address))
    six_to_four = ipaddress.IPv6Address((0x2002 << 112) | (int(address) << 80) | 1)
    assert {is_public(mapped), is_public(nat64), is_public(six_to_four)} == {is_public(address)}


@given(st.ip_addresses(v=6))
def test_ipv6_outside_global_unicast_is_never_public_unless_it_wraps_ipv4(address: ipaddress.IPv6Address) -> None:
    if is_public(address):
        wraps = address.ipv4_mapped is not None or address in ipaddress.IPv6Network("64:ff9b::/96")
        assert wraps or address in ipaddress.IPv6Network("2000::/3")


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "100.64.0.1",
        "0.1.2.3",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "2001::1",
        "2001:db8::1",
        "64:ff9b:1::1",
    ],
)
def test_known_special_addresses_are_not_public(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", ["8.8.8.8", "193.0.6.139", "2a00:1450::1", "2606:4700::1111", "64:ff9b::808:808"])
def test_ordinary_addresses_are_public(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))


@given(V4)
def test_with_nothing_opened_only_public_addresses_are_allowed(address: ipaddress.IPv4Address) -> None:
    assert OpenHosts().allow("feeds.example", address) is is_public(address)


def test_an_opened_address_is_allowed_under_any_name_and_mapped_as_well() -> None:
    opened = OpenHosts.from_values(["127.0.0.1"])
    assert opened.allow("feeds.example", ipaddress.ip_address("127.0.0.1"))
    assert opened.allow("feeds.example", ipaddress.ip_address("::ffff:127.0.0.1"))
    assert not opened.allow("feeds.example", ipaddress.ip_address("127.0.0.2"))


def test_an_opened_network_is_allowed_and_its_neighbours_are_not() -> None:
    opened = OpenHosts.from_values(["10.8.0.0/16", "fd00::/8"])
    assert opened.allow("a", ipaddress.ip_address("10.8.3.4"))
    assert opened.allow("a", ipaddress.ip_address("fd12::1"))
    assert not opened.allow("a", ipaddress.ip_address("10.9.0.1"))


def test_an_opened_name_is_allowed_wherever_it_leads_and_in_any_case() -> None:
    opened = OpenHosts.from_values([" Mirror.Local "])
    assert opened.allow("MIRROR.local", ipaddress.ip_address("192.168.1.5"))
    assert not opened.allow("other.local", ipaddress.ip_address("192.168.1.5"))


def test_what_is_no_host_is_named_all_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        OpenHosts.from_values(["10.0.0.0/33", "ok.local", "a b", "10.0.0.300", "*", ""])
    assert [problem.split("'")[1] for problem in caught.value.problems] == ["10.0.0.0/33", "a b", "10.0.0.300", "*", ""]
