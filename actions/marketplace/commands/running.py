"""Runs the work of a command, and finds the databases that commands work on."""

from __future__ import annotations

import contextlib
import os
import resource
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from dotenv import dotenv_values
from sqlalchemy.exc import SQLAlchemyError

from foundation.commands import run_command
from foundation.errors import CaravanError

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[3]
MEMORY = 1024 * 1024 * 1024
"""The most bytes of address space for a process that reads files from the console."""
DatabaseUrl = Annotated[str, typer.Option(envvar="MARKETPLACE_DATABASE_URL", help="sqlite:///file or postgresql://…")]


def find_database_url(given: str) -> str:
    """Returns the given URL, or if it is empty the URL of the SQLite database that `make run` creates by default."""
    return given or f"sqlite:///{os.environ.get('CARAVAN_VAR') or ROOT / 'var'}/marketplace.db"


def bound_memory() -> None:
    """Limits the memory of this process, which reads files of other people, and lowers its priority. If memory runs out
    all the same, the system ends this process and not the server beside it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    os.nice(5)


def run(work: Coroutine[Any, Any, T]) -> T:
    return run_command(work, _explain)


def _explain(error: Exception) -> str | None:
    """Returns one clear line about an error that an operator can mend. For any other error it returns None, and the
    caller lets its traceback be printed."""
    if isinstance(error, CaravanError):
        return str(error)
    if isinstance(error, SQLAlchemyError):
        return f"The marketplace database: {str(error.args[0]).splitlines()[0] if error.args else error}"
    if isinstance(error, OSError | ValueError):
        return f"The marketplace: {error or type(error).__name__}"
    return None


def read_environment() -> None:
    """Sets the environment variables with the URLs of the databases that are not set yet. Each is read from a file of
    its name in the folder SECRETS_DIR, else from `.env`.

    A file's name may be in upper or lower case. Orchestrators such as Kubernetes provide secrets as such files.
    """
    for name in ("MARKETPLACE_DATABASE_URL", "OPERATOR_DATABASE_URL"):
        _read_variable(name, Path(os.environ.get("SECRETS_DIR") or "/nonexistent"))


def _read_variable(name: str, folder: Path) -> None:
    files = [file for file in (folder / name, folder / name.lower()) if file.is_file()]
    if os.environ.get(name):
        return
    if files:
        os.environ[name] = files[0].read_text("utf-8").strip()
    elif written := dotenv_values(ROOT / ".env").get(name):
        os.environ[name] = written
