"""Keeps the bot token out of all logs. A token could easily be logged, because it is a part of
every URL of Telegram's Bot API."""

from __future__ import annotations

import logging

REDACTED = "<telegram token>"
LIBRARIES = ("httpx", "httpcore", "telegram")
"""Libraries that log addresses and whole messages at levels below WARNING."""
MAY_QUOTE = (
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
    "telegram.Bot",
    "telegram.request.HTTPXRequest",
    "asyncio",
    "uvicorn.error",
)


class TokenFilter(logging.Filter):
    """Replaces the token in log messages and tracebacks. Every log record is kept."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if self._token in message:
            record.msg, record.args = message.replace(self._token, REDACTED), ()
        if record.exc_info and record.exc_info[0] is not None:
            trace = logging.Formatter().formatException(record.exc_info)
            if self._token in trace:
                record.exc_text = trace.replace(self._token, REDACTED)
                record.exc_info = None
        return True


def keep_out_of_logs(token: str) -> TokenFilter:
    """Silences the libraries that log URLs below WARNING, and adds a `TokenFilter` to every logger
    and handler that might write the token. Returns the filter."""
    for name in LIBRARIES:
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.WARNING))
    token_filter = TokenFilter(token)
    for name in MAY_QUOTE:
        logging.getLogger(name).addFilter(token_filter)
    for handler in logging.getLogger().handlers:
        handler.addFilter(token_filter)
    return token_filter
