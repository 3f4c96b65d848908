"""Encrypts values that only the console may read: stored secrets of the second sign-in step (TOTP),
and values in cookies."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken


class Seal:
    """Encrypts and decrypts values with Fernet (AES-128-CBC and HMAC-SHA-256). The key is derived
    from `secret_key` and `purpose`, so that a value for one purpose cannot be used for another."""

    def __init__(self, secret_key: str, purpose: str) -> None:
        self._key = hmac.new(secret_key.encode(), f"console {purpose}".encode(), hashlib.sha256).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(self._key))

    def seal(self, value: Any) -> str:
        return self._fernet.encrypt(json.dumps(value).encode()).decode()

    def open(self, token: str | None, seconds: int | None = None) -> Any:
        """Returns the value in an encrypted token, or None when the token is not valid or is older
        than `seconds`."""
        try:
            return json.loads(self._fernet.decrypt((token or "").encode(), ttl=seconds))
        except (InvalidToken, ValueError):
            return None

    def name(self, value: str) -> str:
        """Returns a keyed hash of the value, under which something about the value can be stored
        without revealing it."""
        return hmac.new(self._key, value.encode(), hashlib.sha256).hexdigest()
