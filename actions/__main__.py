"""`python -m actions`: the action server on the loopback interface."""

from __future__ import annotations

import sys

import uvicorn
from pydantic import ValidationError

from actions.server import create_app
from actions.settings import Settings


def main() -> int:
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
