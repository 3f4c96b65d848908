"""Sets the console's cookies and security headers, and checks the paths to which a sign-in may
return. Pages have no inline scripts or styles, load nothing from other hosts, and may not be framed
or cached."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from fastapi import Response

PREFIX = "/console"
SESSION_COOKIE = "caravan_staff"
SIGN_IN_COOKIE = "caravan_sign_in"
SECOND_STEP_COOKIE = "caravan_second_step"
PROVIDER_COOKIE = "caravan_provider"
DEVICE_COOKIE = "caravan_device"
THEME_COOKIE = "caravan_theme"

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def build_policy(images: str = "") -> str:
    """Returns the value of the header `Content-Security-Policy`. `images` is a further origin from
    which pictures may come, or empty."""
    policy = {**_POLICY, "img-src": f"{_POLICY['img-src']} {images}".rstrip()}
    return "; ".join(f"{name} {value}" for name, value in policy.items())


HEADERS = {
    "Content-Security-Policy": build_policy(),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def set_cookie(
    response: Response,
    name: str,
    value: str,
    *,
    seconds: int,
    secure: bool,
    same_site: Literal["strict", "lax"] = "strict",
) -> None:
    """Sets a cookie that scripts cannot read. With `strict`, browsers do not send the cookie with
    requests from other sites."""
    response.set_cookie(name, value, max_age=seconds, path=PREFIX, secure=secure, httponly=True, samesite=same_site)


def safe_return(path: str | None) -> str:
    """Returns the path if it is a page of the console, else the path of the queue. The check
    prevents links that lead to another site after the sign-in."""
    parts = urlsplit(path or "")
    inside = parts.path == PREFIX or parts.path.startswith(PREFIX + "/")
    if parts.scheme or parts.netloc or not inside or "\\" in (path or ""):
        return PREFIX
    return parts.path + (f"?{parts.query}" if parts.query else "")
