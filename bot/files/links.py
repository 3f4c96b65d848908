"""Signs links to files. A link is valid for one file, one reader and a short time, and needs no
cookie.

When a link is opened, the reader's session must still be valid and must still be allowed to read
the file (`serving.py`).
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
    """Says for whom a link is. `id` is the hash of the session's secret; `kind` says whether that
    is a session of the web chat (`session`) or of the staff console (`staff`), and `reviewer` is a
    session of the console that opens a file which waits for a decision."""

    kind: Literal["session", "staff", "reviewer"]
    id: str


@dataclass(frozen=True)
class Link:
    """Holds the content of a signed link. `variant` is the file itself or a picture's preview."""

    file_id: str
    variant: Variant
    reader: Reader


class FileLinks:
    """Signs and reads links to files. `base` is the start of a link's URL: empty for the same host,
    or the separate origin that serves only files (`FILES_URL`)."""

    def __init__(self, secret: str, base: str = "", lifetime: dt.timedelta = LIFETIME) -> None:
        self._key = hmac.new(secret.encode(), b"links to files", "sha256").hexdigest()
        self._base, self._lifetime = base.rstrip("/"), lifetime

    def sign(self, file_id: str, name: str, reader: Reader, variant: Variant = "file") -> str:
        """Returns the URL at which this reader may read the file until the link expires. The file's
        name at the end of the URL is only informative."""
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
        """Returns the content of a link from the token in its URL, or None if the signature is
        wrong or the link has expired."""
        try:
            required = ["aud", "exp", "file", "as", "for", "id"]
            claims = jwt.decode(
                token, self._key, algorithms=["HS256"], audience=AUDIENCE, options={"require": required}
            )
        except jwt.InvalidTokenError:
            return None
        return Link(claims["file"], claims["as"], Reader(claims["for"], claims["id"]))
