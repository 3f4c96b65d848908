"""Reads the address and the browser's name from a request."""

from __future__ import annotations

from fastapi import Request

_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def read_client_address(request: Request) -> str:
    """Returns the IP address from which the request comes. Behind a proxy, the address is the
    client's only if the server trusts the proxy's headers."""
    return request.client.host if request.client else ""


def read_browser_name(request: Request) -> str | None:
    """Returns a name such as `Firefox, Linux`, which is enough to recognise one's own browser.
    Returns None for an unknown browser on an unknown system."""
    agent = request.headers.get("user-agent", "")
    found = [next((name for mark, name in known if mark in agent), None) for known in (_BROWSERS, _SYSTEMS)]
    return ", ".join(name for name in found if name) or None
