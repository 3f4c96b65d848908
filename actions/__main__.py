"""`python -m actions`: the action server on the loopback interface."""

from __future__ import annotations

import logging
import sys

import structlog
import uvicorn
from pydantic import ValidationError

from actions.server import create_app
from actions.settings import Settings


def _configure_logging() -> None:
    """JSON lines; a traceback without the values of variables, which may be somebody's data."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def main() -> int:
    _configure_logging()
    try:
        settings = Settings()
        app = create_app(settings)
    except ValidationError as error:
        for item in error.errors(include_url=False, include_input=False):
            sys.stderr.write(
                f"{'.'.join(map(str, item['loc'])).upper()}: {item['msg'].removeprefix('Value error, ')}\n"
            )
        return 2
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    uvicorn.run(app, host="127.0.0.1", port=settings.actions_port, log_level="warning", access_log=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
