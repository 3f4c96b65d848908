"""What is known of the browser at the other end."""

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


def client_address(request: Request) -> str:
    """The address that the server sees; behind a proxy the client's only if the server trusts the proxy's headers."""
    return request.client.host if request.client else ""


def browser_name(request: Request) -> str | None:
    """Such as `Firefox, Linux`: enough to know one's own browser by. None when it says nothing that is known."""
    agent = request.headers.get("user-agent", "")
    found = [next((name for mark, name in known if mark in agent), None) for known in (_BROWSERS, _SYSTEMS)]
    return ", ".join(name for name in found if name) or None
