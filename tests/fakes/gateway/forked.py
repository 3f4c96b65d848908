"""Starts gateways for tests faster than `python -m bot serve` does, most of whose time goes into imports: reads one line of JSON
for each, its environment, forks a gateway, and writes its process id.

Each gateway imports two things by itself: what reads settings when it is imported, and what starts threads, which a fork
would not have."""

from __future__ import annotations

import json
import os
import signal
import sys

import pydantic_settings  # noqa: F401
import telegram.ext  # noqa: F401
import typer  # noqa: F401
import uvicorn  # noqa: F401
import uvloop  # noqa: F401

from bot.channels.telegram import channel as of_telegram  # noqa: F401
from bot.console import console_router  # noqa: F401
from bot.database import migrations  # noqa: F401
from bot.demo import installation, playing, replies  # noqa: F401
from bot.marketplace import effects, events, notices, operator  # noqa: F401
from bot.privacy import commands as of_privacy  # noqa: F401
from bot.rendering.catalogues import load_catalogues
from bot.staff import commands as of_staff  # noqa: F401
from bot.support import answers, figures  # noqa: F401
from bot.understanding import commands as of_understanding  # noqa: F401
from bot.words import handover, serving  # noqa: F401


def main() -> None:
    assert not {"bot.serving.settings.places", "minify"} & sys.modules.keys()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who ends leaves nothing behind
    load_catalogues()  # which keeps what it has read
    for line in sys.stdin:
        if not (process := os.fork()):
            _serve(json.loads(line))
        print(process, flush=True)


def _serve(environment: dict[str, str]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    os.environ.clear()
    os.environ.update(environment)
    from bot.serving.command_line import app

    app(["serve"])


if __name__ == "__main__":
    main()
