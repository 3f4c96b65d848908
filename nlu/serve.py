"""Runs Rasa with the current model, for the gateway only: `python -m nlu.serve`, from the root of the repository.

The program reads `RASA_HOST` (127.0.0.1), `RASA_PORT` (5005), `RASA_TOKEN`, `ACTIONS_TOKEN`, `ACTIONS_URL` or
`ACTIONS_PORT`, `LOG_LEVEL` and `LOG_FORMAT` from the environment. A token may also stand in a file of its name in the
folder `SECRETS_DIR`. Rasa is ready when `GET /` answers 200. The exit status is 2 if a setting is missing or no model
has been trained.
"""

from __future__ import annotations

import argparse
import os
import sys
from functools import partialmethod
from pathlib import Path

from foundation.files.private_files import write_privately
from nlu.lean_rasa.environment import prepare, quiet_logs
from nlu.model import ROOT, serving
from telemetry import configure

SECRETS = ("RASA_TOKEN", "ACTIONS_TOKEN")


def main() -> int:
    """Checks the settings, serves until the process is stopped, and returns the exit status."""
    write_privately()
    arguments = _parse_arguments()
    _read_secrets()
    if "ACTIONS_PORT" in os.environ:
        os.environ.setdefault("ACTIONS_URL", f"http://127.0.0.1:{os.environ['ACTIONS_PORT']}")
    missing = [name for name in ("RASA_TOKEN", "ACTIONS_TOKEN", "ACTIONS_URL") if not os.environ.get(name)]
    if missing:
        print(f"Rasa needs {', '.join(missing)} in the environment", file=sys.stderr)  # noqa: T201
        return 2
    model = arguments.model or serving()
    if not model.is_file():
        print("There is no current model: run `python -m nlu.train` first", file=sys.stderr)  # noqa: T201
        return 2
    serve(model, arguments.host, arguments.port)
    return 0


def serve(model: Path, host: str, port: int) -> None:
    """Runs Rasa's server with the only channel in credentials.yml, and without the routes of Rasa's own HTTP API."""
    level = (
        os.environ.pop("LOG_LEVEL", None) or "INFO"
    )  # this is for our own log; Rasa's stays at WARNING, since below that it contains the contacts' messages
    prepare()
    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints
    from sanic import Sanic

    quiet_logs()
    # Otherwise Sanic starts its worker in another process, and that process lacks all that was set up here.
    Sanic.run = partialmethod(Sanic.run, single_process=True)
    secrets = [os.environ[name] for name in SECRETS]
    configure("rasa", level=level, form=os.environ.get("LOG_FORMAT") or "auto", secrets=secrets)
    serve_application(
        model_path=str(model),
        interface=host,
        port=port,
        credentials=str(ROOT / "credentials.yml"),
        endpoints=AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml")),
        enable_api=False,
    )


def _read_secrets() -> None:
    """Reads tokens that are not set in the environment from files in the folder `SECRETS_DIR`.

    A file has the name of the setting in upper or lower case. Orchestrators such as Kubernetes provide secrets as such
    files.
    """
    folder = Path(os.environ.get("SECRETS_DIR") or "/nonexistent")
    for name in SECRETS:
        files = [file for file in (folder / name, folder / name.lower()) if file.is_file()]
        if files and not os.environ.get(name):
            os.environ[name] = files[0].read_text("utf-8").strip()


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m nlu.serve", description="Runs Rasa with the current model, for the gateway only."
    )
    parser.add_argument("--host", default=os.environ.get("RASA_HOST") or "127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("RASA_PORT", "5005")))
    parser.add_argument("--model", type=Path, help="the model to serve instead of the current one")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
