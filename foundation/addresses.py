"""Classifies IP addresses: says which belong to this machine, and which network stands for an
address when requests are counted for rate limits."""

from __future__ import annotations

import ipaddress


def is_loopback(host: str) -> bool:
    """Returns whether the host is `localhost` or a loopback address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def find_network(address: str) -> str:
    """Returns the unit for which limits count: an IPv4 address itself, or the IPv6 network of 64
    bits to which an address belongs, because one customer usually owns a whole such network."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def is_counted(address: str) -> bool:
    """Returns whether the address belongs to another machine. A demo does not limit its own
    machine, because all of its visitors come from there."""
    try:
        return not ipaddress.ip_address(find_network(address)).is_loopback
    except ValueError:
        return True
