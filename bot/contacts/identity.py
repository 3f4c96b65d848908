"""Verifies the identities that the marketplace signs, and signs the context that the action server
receives. The identities and the context are JSON Web Tokens."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import jwt
import structlog

from foundation.errors import Explain
from foundation.secrets import make_secret

log = structlog.get_logger()
AUDIENCE = "caravan"
CONTEXT_AUDIENCE = "caravan-actions"
LONGEST = dt.timedelta(hours=1)
CONTEXT_LIFETIME = dt.timedelta(minutes=5)
ROLES = frozenset({"buyer", "supplier"})
_CLOCK_SKEW = dt.timedelta(seconds=30)
SESSION_ENDED = Explain("session_ended", "gateway.session_ended")
IDENTITY_EXPIRED = Explain("identity_expired", "gateway.identity_expired")


@dataclass(frozen=True)
class Identity:
    """Describes a verified person of a marketplace account. `jti` is the token's id. At `until` the
    sign-in expires; None means that it lasts until somebody ends it.

    `company` is the name of the account's company, if the marketplace gives it. `manages_links`
    says whether the person may sign out other people of the account.
    """

    account: str
    role: str
    person: str
    name: str
    jti: str
    until: dt.datetime | None
    company: str | None = None
    manages_links: bool = True


def verify_identity(token: str, keys: dict[str, str]) -> Identity:
    """Checks an identity token of the marketplace (docs/contract.md; HS256 with `kid`) and returns
    the identity. `keys` are the marketplace's keys by key id.

    Raises:
        Explain: the token has expired (`identity_expired`) or is not valid (`identity_refused`).
    """
    try:
        key = keys[jwt.get_unverified_header(token)["kid"]]
        required = ["sub", "account", "role", "name", "aud", "iat", "exp", "jti"]
        claims = jwt.decode(token, key, algorithms=["HS256"], audience=AUDIENCE, options={"require": required})
        until = dt.datetime.fromtimestamp(claims["exp"], dt.UTC)
        issued = dt.datetime.fromtimestamp(claims["iat"], dt.UTC)
        short = until - issued <= LONGEST + _CLOCK_SKEW
        known = claims["role"] in ROLES and all(_is_name(claims[name]) for name in ("sub", "account", "name", "jti"))
        company, manages = claims.get("company"), claims.get("manages_links", True)
        known = known and (company is None or _is_name(company)) and isinstance(manages, bool)
    except jwt.ExpiredSignatureError as error:
        raise Explain("identity_expired", "gateway.identity_expired") from error
    except (jwt.InvalidTokenError, KeyError, TypeError, ValueError, OverflowError, OSError) as error:
        log.warning("an identity was refused", reason=_explain(error, keys))
        raise Explain("identity_refused", "gateway.identity_refused") from error
    if not (short and known):
        log.warning("an identity was refused", reason="it lasts too long" if not short else "a claim is not valid")
        raise Explain("identity_refused", "gateway.identity_refused")
    who = claims["account"], claims["role"], claims["sub"], claims["name"], claims["jti"]
    return Identity(*who, until, company, manages)


def _explain(error: Exception, keys: dict[str, str]) -> str:
    """Returns the reason why a token is refused, without any content of the token."""
    if isinstance(error, KeyError):
        return f"its kid is none of IDENTITY_SECRET: {', '.join(keys)}"
    return f"{type(error).__name__}: {error}" if isinstance(error, jwt.InvalidTokenError) else "a claim is not valid"


def sign_identity(
    keys: dict[str, str], account: str, role: str, name: str, now: dt.datetime, **claims_besides: Any
) -> str:
    """Returns an identity token, signed as the marketplace would sign it, for the demo and tests."""
    kid, key = next(iter(keys.items()))
    claims = {
        "sub": f"{account}:demo",
        "account": account,
        "role": role,
        "name": name,
        "aud": AUDIENCE,
        "iat": now,
        "exp": now + LONGEST,
        "jti": make_secret(),
        **claims_besides,
    }
    return jwt.encode(claims, key, algorithm="HS256", headers={"kid": kid})


def sign_context(key: str, claims: dict[str, Any]) -> str:
    """Returns the signed context of one message, which tells the action server who writes
    (docs/architecture.md)."""
    now = dt.datetime.now(dt.UTC)
    return jwt.encode({**claims, "aud": CONTEXT_AUDIENCE, "iat": now, "exp": now + CONTEXT_LIFETIME}, key, "HS256")


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 80
