"""One line an event on standard error, as JSON or for a person at a terminal, from our own code and the libraries alike."""

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
"""Loggers that `level` is about. Libraries are heard from WARNING on: below it they tell addresses, which at Telegram hold the
bot token, and whole messages."""
ONLY_WARNINGS = (
    *("httpx", "httpx2", "httpcore", "telegram", "aiosqlite", "alembic", "sqlalchemy", "uvicorn", "websockets"),
    *("asyncio", "rasa", "rasa_sdk", "sanic", "aiohttp", "matplotlib", "urllib3"),
)


def configure(process: str, *, level: str = "INFO", form: Form = "auto", secrets: Iterable[str | None] = ()) -> None:
    """Sets up what this process writes.

    Args:
        process: stands in each line: `gateway`, `actions`, `rasa`.
        level: of our own lines; a library's are written from WARNING on.
        form: `auto` is `console` on a terminal, else `json`.
        secrets: the installation's own, never written.
    """
    chain: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _named(process),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        Redaction(secrets),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[ExtraAdder(), *chain],
            processors=[ProcessorFormatter.remove_processors_meta, _renderer(form)],
        )
    )
    _listen(handler, level)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *chain, ProcessorFormatter.wrap_for_formatter],
        # Rasa tells much at DEBUG with every turn: what nobody hears must cost nothing.
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


def _named(process: str) -> Processor:
    def add(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        line["process"] = process
        return line

    return add


def _renderer(form: Form) -> Processor:
    if form == "console" or (form == "auto" and sys.stderr.isatty()):
        return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    return structlog.processors.JSONRenderer(ensure_ascii=False)
