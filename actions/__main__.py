"""`python -m actions` runs the action server, on the loopback interface unless `ACTIONS_HOST` says
otherwise."""

from __future__ import annotations

import sys

import uvicorn
from pydantic import ValidationError

from actions.serving.server import create_app
from actions.settings import Settings
from foundation.files.private_files import tighten_databases, write_privately
from telemetry import configure


def main() -> int:
    """Reads the settings, runs the server until it is stopped, and returns the exit status: 2 when
    a setting is wrong."""
    write_privately()
    try:
        settings = Settings()
        tighten_databases([settings.marketplace_database_url])
        configure("actions", level=settings.log_level, form=settings.log_format, secrets=settings.secrets)
        app = create_app(settings)
    except ValidationError as error:
        for item in error.errors(include_url=False, include_input=False):
            name, message = ".".join(map(str, item["loc"])).upper(), item["msg"].removeprefix("Value error, ")
            sys.stderr.write(f"{name}: {message}\n" if name else f"{message}\n")
        return 2
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    uvicorn.run(
        app,
        host=settings.actions_host,
        port=settings.actions_port,
        log_config=None,
        access_log=False,
        server_header=False,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
