"""Which network an address counts as. Pure."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address

# What a provider gives one household; whoever has it has 2^64 addresses to write from.
_HOUSEHOLD_BITS = 64


def network_of(address: str) -> str:
    """An IPv4 address as it is, an IPv6 address as its /64, anything else as it is written."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(IPv6Network((int(parsed), _HOUSEHOLD_BITS), strict=False))
