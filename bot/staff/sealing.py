"""Encrypts what only the console may read: stored TOTP secrets, and values that a browser keeps and
brings back."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken


class Seal:
    """Encrypts and decrypts with Fernet (AES-128-CBC and HMAC-SHA-256). The key is derived from
    `SECRET_KEY` and the purpose."""

    def __init__(self, secret_key: str, purpose: str) -> None:
        self._key = hmac.new(secret_key.encode(), f"console {purpose}".encode(), hashlib.sha256).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(self._key))

    def seal(self, value: Any) -> str:
        return self._fernet.encrypt(json.dumps(value).encode()).decode()

    def open(self, token: str | None, seconds: int | None = None) -> Any:
        """Returns the value, or None when the token is not ours or is older than `seconds`."""
        try:
            return json.loads(self._fernet.decrypt((token or "").encode(), ttl=seconds))
        except (InvalidToken, ValueError):
            return None

    def name(self, value: str) -> str:
        """Returns a keyed hash of the value. Equal values have equal hashes, and a hash does not
        reveal its value."""
        return hmac.new(self._key, value.encode(), hashlib.sha256).hexdigest()
