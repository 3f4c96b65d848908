"""Builds the environment variables of each process, with only the secrets that the process needs."""

from __future__ import annotations

import os
from collections.abc import Mapping

from bot.serving.settings.places import ROOT, VAR
from bot.serving.settings.settings import Settings

_LEADS_TO_SECRETS = frozenset({"secrets_dir", "caravan_var"})
"""Environment variables that are no settings of the gateway, but name folders that contain secrets."""
_NOT_THE_GATEWAYS = frozenset({"marketplace_database_url", "operator_database_url", "operator_url", "operator_secret"})


def build_outer_environment() -> dict[str, str]:
    """Returns this process's environment without any settings of Caravan, for programs that need
    none."""
    ours = {*Settings.model_fields} | _LEADS_TO_SECRETS
    return {name: value for name, value in os.environ.items() if name.lower() not in ours} | {"PYTHONPATH": str(ROOT)}


def build_valkey_environment() -> dict[str, str]:
    return build_outer_environment()


def build_rasa_environment(settings: Settings, ports: Mapping[str, int]) -> dict[str, str]:
    own = {
        "DEMO_NOW": settings.demo_now.isoformat() if settings.demo_now else "",
        "RASA_TOKEN": settings.rasa_token,
        "ACTIONS_TOKEN": settings.actions_token,
        "RASA_PORT": str(ports["rasa"]),
    }
    return build_outer_environment() | _build_common(settings, ports) | own


def build_actions_environment(settings: Settings, ports: Mapping[str, int]) -> dict[str, str]:
    own = {
        "DEMO": _flag(settings.demo),
        "DEMO_NOW": settings.demo_now.isoformat() if settings.demo_now else "",
        "MARKETPLACE_DATABASE_URL": settings.marketplace_database_url,
        "OPERATOR_DATABASE_URL": settings.operator_database_url,
        "OPERATOR_URL": settings.operator_url,
        "OPERATOR_SECRET": settings.operator_secret,
        "SEARCH_INDEX_PATH": str(VAR / "search"),
        "ACTION_CONTEXT_SECRET": settings.action_context_secret,
        "ACTIONS_TOKEN": settings.actions_token,
        "ACTIONS_PORT": str(ports["actions"]),
        "METRICS_TOKEN": settings.metrics_token,
    }
    return build_outer_environment() | _build_common(settings, ports) | own


def build_gateway_environment(settings: Settings, ports: Mapping[str, int], redis_url: str) -> dict[str, str]:
    """Returns the gateway's environment. The gateway reads most settings, so it gets this process's
    whole environment except the addresses of the marketplace's and the operator's databases."""
    outside = {name: value for name, value in os.environ.items() if name.lower() not in _NOT_THE_GATEWAYS}
    own = {
        "HOST": settings.host,
        "PORT": str(settings.port),
        "DEMO": _flag(settings.demo),
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": redis_url,
        "SECRET_KEY": settings.secret_key,
        "IDENTITY_SECRET": ",".join(f"{kid}:{key}" for kid, key in settings.identity_secret.items()),
        "ACTION_CONTEXT_SECRET": settings.action_context_secret,
        "RASA_TOKEN": settings.rasa_token,
        "RASA_URL": f"http://127.0.0.1:{ports['rasa']}",
        "ACTIONS_TOKEN": settings.actions_token,
    }
    return outside | _build_common(settings, ports) | own


def _build_common(settings: Settings, ports: Mapping[str, int]) -> dict[str, str]:
    return {
        "ACTIONS_URL": f"http://127.0.0.1:{ports['actions']}",
        "LOG_LEVEL": settings.log_level,
        "LOG_FORMAT": settings.log_format,
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }


def _flag(on: bool) -> str:
    return "1" if on else "0"
