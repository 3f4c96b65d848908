"""Encrypts what only the console may read: TOTP secrets at rest, and what it hands a browser to bring back."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken


class Sealed:
    """Fernet (AES-128-CBC and HMAC-SHA-256), with a key that follows from `SECRET_KEY` and the purpose."""

    def __init__(self, secret_key: str, purpose: str) -> None:
        self._key = hmac.new(secret_key.encode(), f"console {purpose}".encode(), hashlib.sha256).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(self._key))

    def seal(self, value: Any) -> str:
        return self._fernet.encrypt(json.dumps(value).encode()).decode()

    def open(self, token: str | None, seconds: int | None = None) -> Any:
        """The value, or None when the token is not ours or older than `seconds`."""
        try:
            return json.loads(self._fernet.decrypt((token or "").encode(), ttl=seconds))
        except (InvalidToken, ValueError):
            return None

    def name(self, value: str) -> str:
        """A keyed hash: the same value gets the same name, and the name does not tell the value."""
        return hmac.new(self._key, value.encode(), hashlib.sha256).hexdigest()
