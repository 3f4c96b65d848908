"""Sets up logging: one line for each event of Caravan and its libraries is written to standard
error, as JSON or, for terminals, as text."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any, Literal

import structlog
from structlog.stdlib import ExtraAdder, LoggerFactory, ProcessorFormatter
from structlog.typing import Processor

from telemetry.redaction import Redaction

Form = Literal["auto", "json", "console"]

OURS = ("bot", "actions", "nlu", "telemetry")
"""The loggers of Caravan's own packages, to which `level` applies. Libraries log only from WARNING
on, because below that level they log whole messages and URLs, and Telegram's URLs contain the bot
token."""
ONLY_WARNINGS = (
    *("httpx", "httpx2", "httpcore", "telegram", "aiosqlite", "alembic", "sqlalchemy", "uvicorn", "websockets"),
    *("asyncio", "rasa", "rasa_sdk", "sanic", "aiohttp", "matplotlib", "urllib3"),
)
"""The loggers of libraries that set a level or handlers themselves."""


def configure(process: str, *, level: str = "INFO", form: Form = "auto", secrets: Iterable[str | None] = ()) -> None:
    """Sets up the logging of this process.

    Args:
        process: the name of the process in each line: `gateway`, `actions` or `rasa`.
        level: the level of Caravan's own lines. Libraries log from WARNING on.
        form: `auto` means `console` on a terminal, else `json`.
        secrets: the secrets of the installation, which are replaced in every line.
    """
    chain: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_process(process),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        Redaction(secrets),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[ExtraAdder(), *chain],
            processors=[ProcessorFormatter.remove_processors_meta, _pick_renderer(form)],
        )
    )
    _listen(handler, level)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *chain, ProcessorFormatter.wrap_for_formatter],
        # Drops lines below the level early, because Rasa logs many DEBUG lines for every message.
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _listen(handler: logging.Handler, level: str) -> None:
    logging.captureWarnings(True)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())
    for name in ONLY_WARNINGS:
        library = logging.getLogger(name)
        library.setLevel(max(library.level, logging.WARNING))
        library.handlers.clear()
        library.propagate = True


def _add_process(process: str) -> Processor:
    """Returns a structlog processor that adds the process's name to each line."""

    def add(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        line["process"] = process
        return line

    return add


def _pick_renderer(form: Form) -> Processor:
    if form == "console" or (form == "auto" and sys.stderr.isatty()):
        return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    return structlog.processors.JSONRenderer(ensure_ascii=False)
