"""Tells addresses apart: those of this machine, and those that one customer owns together."""

from __future__ import annotations

import ipaddress


def is_loopback(host: str) -> bool:
    """Returns whether the name or address means this machine, by a name that needs no resolving."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def find_network(address: str) -> str:
    """Returns the unit that is counted: an IPv4 address, or an IPv6 network of 64 bits, which one
    customer owns completely."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def is_counted(address: str) -> bool:
    """Returns whether the address belongs to another machine. A demo does not count its own
    machine: it listens only there, and all of its users come from there."""
    try:
        return not ipaddress.ip_address(find_network(address)).is_loopback
    except ValueError:
        return True
