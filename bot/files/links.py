"""Signs links to files. A link is for one file, one reader and a short time, and needs no cookie.

A link alone opens nothing: when it is followed, the reader must still be who they were, and the
file must still be theirs (`serving.py`).
"""

from __future__ import annotations

import datetime as dt
import hmac
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

import jwt

from foundation.clock import system_clock

AUDIENCE = "caravan-files"
LIFETIME = dt.timedelta(minutes=15)
PATH = "/files"
Variant = Literal["file", "preview"]


@dataclass(frozen=True)
class Reader:
    """Says for whom a link is. `kind` is declared with the check that knows such readers
    (`bot/bootstrap.py`): `session`, a web session by the hash of its token; `staff`, a session of
    the staff by the hash of its secret."""

    kind: Literal["session", "staff"]
    id: str


@dataclass(frozen=True)
class Link:
    """Holds what a link says."""

    file_id: str
    variant: Variant
    reader: Reader


class FileLinks:
    """Signs and reads links. `base` is the address before the path: empty for the same host, or the
    origin that serves files alone (`FILES_URL`)."""

    def __init__(self, secret: str, base: str = "", lifetime: dt.timedelta = LIFETIME) -> None:
        self._key = hmac.new(secret.encode(), b"links to files", "sha256").hexdigest()
        self._base, self._lifetime = base.rstrip("/"), lifetime

    def sign(self, file_id: str, name: str, reader: Reader, variant: Variant = "file") -> str:
        """Returns the address at which this reader may read the file until the link expires. The
        name at its end is only for people."""
        claims = {
            "aud": AUDIENCE,
            "exp": system_clock() + self._lifetime,
            "file": file_id,
            "as": variant,
            "for": reader.kind,
            "id": reader.id,
        }
        return f"{self._base}{PATH}/{jwt.encode(claims, self._key, 'HS256')}/{quote(name, safe='')}"

    def read(self, token: str) -> Link | None:
        """Returns what a link says, or None if it is not ours, was changed or has expired."""
        try:
            required = ["aud", "exp", "file", "as", "for", "id"]
            claims = jwt.decode(
                token, self._key, algorithms=["HS256"], audience=AUDIENCE, options={"require": required}
            )
        except jwt.InvalidTokenError:
            return None
        return Link(claims["file"], claims["as"], Reader(claims["for"], claims["id"]))
