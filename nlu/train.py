"""Trains the model and stores it in `models/`, unless it is there already: `python -m nlu.train`, from the root of the
repository."""

from __future__ import annotations

import fcntl
import logging
import os
import re
import shutil
import sys
import time
import warnings
from pathlib import Path
from threading import Event, Thread

from nlu.lean_rasa.environment import prepare, quiet_logs
from nlu.model import DATA, MODELS, ROOT, current

HEARTBEAT = 30.0
"""Seconds between two lines that say how long the training has taken so far."""
_STEP = re.compile(r"Starting to train component '(\w+)'")


def main() -> int:
    """Trains the model if needed, prints what it does, and returns the exit status."""
    model = current()
    if model.exists():
        say(f"The model is current: {model.relative_to(ROOT)}")
        return 0
    if is_training():
        say("Another process trains the model; waiting for it")
    with _lock().open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return 0 if model.exists() else _train_anew(model)


def is_training() -> bool:
    """Tells whether a process trains a model."""
    with _lock().open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _lock() -> Path:
    MODELS.mkdir(exist_ok=True)
    return MODELS / ".training.lock"


def _train_anew(model: Path) -> int:
    why = (
        "the data or the code changed since the last one"
        if any(MODELS.glob("caravan-*.tar.gz"))
        else "there is none yet"
    )
    say(f"Training the model ({why}); on two free cores this takes about two minutes")
    started = time.monotonic()
    try:
        with _Steps(started) as steps:
            train(model, steps)
    except OSError as error:
        say(f"The model could not be written: {error.strerror or error}", stream=sys.stderr)
        return 1
    remove_older(model)
    say(f"Trained {model.relative_to(ROOT)} in {time.monotonic() - started:.0f} s")
    return 0


def train(model: Path, steps: logging.Handler) -> None:
    """Trains the model in a temporary folder and moves the finished file to `model`, so that nobody finds a
    half-written file there. `steps` gets Rasa's log."""
    prepare()
    from rasa.model_training import train as train_model

    _send_logs(steps)
    beside = MODELS / f".training-{os.getpid()}"
    beside.mkdir(parents=True, exist_ok=True)
    try:
        result = train_model(
            domain=str(ROOT / "domain.yml"),
            config=str(ROOT / "config.yml"),
            training_files=[str(ROOT / path) for path in DATA],
            output=str(beside),
            fixed_model_name=model.name,
            # Rasa's cache does not notice that a component's code has changed.
            force_training=True,
        )
        if result.code != 0 or result.model is None:
            raise SystemExit("Rasa did not train a model; its messages are above")
        os.replace(result.model, model)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def remove_older(model: Path) -> None:
    """Deletes all other models than `model`. The other models were trained from other inputs."""
    for path in MODELS.glob("caravan-*.tar.gz"):
        if path != model:
            path.unlink(missing_ok=True)


def say(line: str, stream: object = None) -> None:
    """Prints a line of progress without delay."""
    print(line, file=stream or sys.stdout, flush=True)  # type: ignore[arg-type]


class _Steps(logging.Handler):
    """Replaces Rasa's long log: prints a line for each component that Rasa begins to train, Rasa's errors, and every
    half minute the seconds since `started`."""

    def __init__(self, started: float) -> None:
        super().__init__()
        self._started, self._component, self._ended = started, "reading the examples", Event()

    def __enter__(self) -> _Steps:
        Thread(target=self._tell_time, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()

    def emit(self, record: logging.LogRecord) -> None:
        if matched := _STEP.search(record.getMessage()):
            self._component = matched[1]
            say(f"  {self._component}")
        elif record.levelno >= logging.ERROR:
            say(f"  {record.getMessage()}", stream=sys.stderr)

    def _tell_time(self) -> None:
        while not self._ended.wait(HEARTBEAT):
            say(f"  {self._component}: {time.monotonic() - self._started:.0f} s so far")


def _send_logs(steps: logging.Handler) -> None:
    quiet_logs()
    warnings.filterwarnings("ignore", message="'RulePolicy' is not included")  # Caravan has its own policy
    rasa = logging.getLogger("rasa")
    rasa.handlers = [steps]
    rasa.setLevel(logging.INFO)
    rasa.propagate = False


if __name__ == "__main__":
    sys.exit(main())
