"""Makes and checks the codes of the second sign-in step: time-based codes of an authenticator app
(TOTP, RFC 6238) and recovery codes."""

from __future__ import annotations

import base64
import secrets

import pyotp
import segno

from bot.staff.sealing import Seal
from bot.staff.store.accounts import use_recovery_code, use_totp_step
from foundation.clock import system_clock
from foundation.database.announcing import Connection
from foundation.secrets import fingerprint

STEP_SECONDS = 30
RECOVERY_CODES = 10
RECOVERY_BYTES = 10


class Codes:
    """Makes and checks the codes of the second sign-in step. The secrets from which an app computes
    codes are stored encrypted."""

    def __init__(self, secret_key: str) -> None:
        self._sealed = Seal(secret_key, "totp")

    def make_secret(self) -> str:
        """Returns a new secret for an authenticator app, encrypted."""
        return self._sealed.seal(pyotp.random_base32())

    def describe(self, sealed: str, username: str, issuer: str) -> tuple[str, str]:
        """Returns the data with which a member sets up their authenticator app: the secret in groups of four
        characters, for typing, and a QR code as a `data:` URL of a black and white image. The app shows the account
        under the name `issuer`."""
        secret = self._sealed.open(sealed) or ""
        address = pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=issuer)
        image = segno.make(address, error="m").svg_data_uri(scale=5, border=3, dark="#000", light="#fff")
        return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)), image

    async def accept(self, connection: Connection, agent_id: int, sealed: str, code: str) -> str | None:
        """Checks a code and marks it as used. Returns the kind of the code, `totp` or `recovery`,
        or None when the code is wrong or was used before.

        A time-based code is also accepted half a minute too early or too late, because clocks
        differ.
        """
        code = _normalise(code)
        if is_time_code(code):
            step = self._find_step(sealed, code)
            return "totp" if step and await use_totp_step(connection, agent_id, step) else None
        return "recovery" if await use_recovery_code(connection, agent_id, fingerprint(code), system_clock()) else None

    def _find_step(self, sealed: str, code: str) -> int | None:
        totp = pyotp.TOTP(self._sealed.open(sealed) or "")
        now = int(system_clock().timestamp()) // STEP_SECONDS
        right = [step for step in (now - 1, now, now + 1) if secrets.compare_digest(totp.at(step * STEP_SECONDS), code)]
        return right[0] if right else None


def is_time_code(code: str) -> bool:
    """Returns whether the code looks like that of an authenticator app. The codes of an app are
    short enough to be guessed."""
    code = _normalise(code)
    return code.isascii() and code.isdigit() and len(code) == 6


def _normalise(code: str) -> str:
    return "".join(code.split()).replace("-", "").upper()


def make_recovery_codes() -> tuple[list[str], list[str]]:
    """Returns ten new recovery codes of 80 random bits each: first as people see them, then their
    hashes."""
    plain = [base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode() for _ in range(RECOVERY_CODES)]
    shown = ["-".join(code[start : start + 4] for start in range(0, len(code), 4)) for code in plain]
    return shown, [fingerprint(code) for code in plain]
