"""Checks the secrets that the operator sets."""

from __future__ import annotations

from typing import Protocol

from foundation.secrets import find_weakness


class Secrets(Protocol):
    """Declares the settings in which secrets are looked for and checked."""

    secret_key: str
    identity_secret: dict[str, str]
    events_secret: dict[str, str]
    action_context_secret: str
    rasa_token: str
    actions_token: str
    metrics_token: str


def find_bad_secrets(settings: Secrets) -> list[str]:
    """Returns a line of text for each secret that is missing, too easy to guess, or used twice."""
    given = {"SECRET_KEY": settings.secret_key} | {
        f"IDENTITY_SECRET: the secret of {kid}": secret for kid, secret in settings.identity_secret.items()
    }
    given |= {f"EVENTS_SECRET: the secret of {kid}": secret for kid, secret in settings.events_secret.items()}
    missing = [name for name in ("SECRET_KEY", "IDENTITY_SECRET") if not getattr(settings, name.lower())]
    between = ("action_context_secret", "rasa_token", "actions_token", "metrics_token")
    given |= {name.upper(): getattr(settings, name) for name in between}
    weak = [f"{name} {problem}" for name, secret in given.items() if secret and (problem := find_weakness(secret))]
    reused = [
        f"IDENTITY_SECRET: the secret of {kid} is SECRET_KEY, too: the marketplace must not know that one"
        for kid, secret in settings.identity_secret.items()
        if secret == settings.secret_key
    ]
    reused += [
        f"EVENTS_SECRET: the secret of {kid} is another secret, too: use one of its own"
        for kid, secret in settings.events_secret.items()
        if secret in (settings.secret_key, *settings.identity_secret.values())
    ]
    return [*(f"{name} is missing: without DEMO it must be set" for name in missing), *weak, *reused]
