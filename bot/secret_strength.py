"""Which secrets are none: short ones, one character again and again, and what stands in examples."""

from __future__ import annotations

LEAST_CHARACTERS = 32
"""256 bits written as hexadecimal digits are 64; RFC 7518 asks for 32 bytes for HS256, which our identities are signed with."""
LEAST_DIFFERENT = 6
_EXAMPLES = (
    "change",
    "secret",
    "password",
    "example",
    "default",
    "insecure",
    "django-insecure",
    "replace",
    "your",
    "test",
    "demo",
)
HINT = "at least 32 random characters, such as `openssl rand -hex 32` writes"


def weakness(secret: str) -> str | None:
    """What is wrong with a secret of ours, as the end of a sentence; None when nothing is. The secret itself is not in it."""
    if len(secret) < LEAST_CHARACTERS:
        return f"is too short: {HINT}"
    if len(set(secret)) < LEAST_DIFFERENT:
        return f"is easy to guess: {HINT}"
    if secret.casefold().lstrip("<[{ _-").startswith(_EXAMPLES):
        return f"is an example's: {HINT}"
    return None
