"""Defines the types of values that settings may have. Each type parses and checks the text of an environment variable.
The error about a wrong value is one line of text for the operator."""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from limits import parse_many
from pydantic import AfterValidator, BeforeValidator
from pydantic_settings import NoDecode

from bot.staff.roles import ROLES
from foundation.addresses import is_loopback
from foundation.secrets import read_keys


def _check_database_url(value: str) -> str:
    if not re.match(r"(sqlite(\+aiosqlite)?|postgres(ql(\+asyncpg)?)?):", value):
        raise ValueError("must begin with sqlite: or postgresql:")
    return value


def _check_redis_url(value: str) -> str:
    if value and not value.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("must begin with redis://, rediss:// or unix://")
    return value


def _read_keys(value: Any) -> Any:
    return read_keys(value) if isinstance(value, str) else value


def _read_urls(value: Any) -> Any:
    urls = [url.strip().rstrip("/") for url in value.split(",")] if isinstance(value, str) else value
    if not urls or not all(re.fullmatch(r"https?://[^\s/?#,]+", url) for url in urls):
        raise ValueError("must be http://host:port, several with commas")
    return urls


def _read_proxies(value: Any) -> Any:
    parts = [part.strip() for part in value.split(",")] if isinstance(value, str) else value
    try:
        networks = [ipaddress.ip_network(part) for part in parts if part]
    except ValueError:
        raise ValueError("must be addresses or networks such as 10.0.0.0/8, several with commas") from None
    of_4 = ipaddress.collapse_addresses(each for each in networks if isinstance(each, ipaddress.IPv4Network))
    of_6 = ipaddress.collapse_addresses(each for each in networks if isinstance(each, ipaddress.IPv6Network))
    whole: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = [*of_4, *of_6]
    for network in whole:
        if network.prefixlen < 2:
            raise ValueError(
                f"{network} is half the internet or more: anybody could say to be anybody; name your proxies"
            )
    return [str(network) for network in networks]


def _check_rate(value: str) -> str:
    try:
        readable = bool(value.strip()) and bool(parse_many(value))
    except ValueError:
        readable = False
    if not readable:
        raise ValueError("must be such as 60/10 second, several with semicolons")
    return value


def _read_roles(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    pairs = [pair.strip().rpartition("=") for pair in value.split(",") if pair.strip()]
    if any(not given or role not in ROLES for given, _, role in pairs):
        raise ValueError(f"must be value=role, several with commas; roles are {', '.join(ROLES)}")
    return {given: role for given, _, role in pairs}


def _check_issuer(value: str) -> str:
    parts = urlsplit(value or "https://issuer")
    if not parts.hostname or (parts.scheme != "https" and not is_loopback(parts.hostname)):
        raise ValueError("must be an https address")
    return value


def _check_zone(value: dt.datetime) -> dt.datetime:
    if value.tzinfo is None:
        raise ValueError("must carry a zone, such as 2026-11-25T10:00:00+08:00")
    return value


def is_public_address(url: str) -> bool:
    """Returns whether the URL is an origin that people can be sent to: https, or http on this machine."""
    found = re.fullmatch(r"(https?)://(\[[0-9A-Fa-f:.]+\]|[^\s/?#;,@:\[\]]+)(:\d{1,5})?/?", url)
    return found is not None and (found[1] == "https" or is_loopback(found[2].strip("[]")))


DatabaseUrl = Annotated[str, AfterValidator(_check_database_url)]
RedisUrl = Annotated[str, AfterValidator(_check_redis_url)]
Keys = Annotated[dict[str, str], NoDecode, BeforeValidator(_read_keys)]
"""Secrets by their ids, written `id:secret` with commas between."""
Urls = Annotated[list[str], NoDecode, BeforeValidator(_read_urls)]
"""Addresses of servers of one kind, without a path."""
Proxies = Annotated[list[str], NoDecode, BeforeValidator(_read_proxies)]
Rate = Annotated[str, AfterValidator(_check_rate)]
"""How much may happen in how much time, in the notation of the library `limits`."""
Roles = Annotated[dict[str, str], NoDecode, BeforeValidator(_read_roles)]
"""Maps values that the identity provider sends to roles of the staff."""
Issuer = Annotated[str, AfterValidator(_check_issuer)]
ZonedMoment = Annotated[dt.datetime, AfterValidator(_check_zone)]
