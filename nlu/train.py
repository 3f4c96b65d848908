"""Trains the model into `models/`, unless it is there already: `python -m nlu.train`, from the root."""

from __future__ import annotations

import logging
import os
import re
import shutil
import sys
import time
from pathlib import Path

from nlu.lean_rasa.environment import prepare, quiet_logs
from nlu.model import DATA, MODELS, ROOT, current

_STEP = re.compile(r"Starting to train component '(\w+)'")


def main() -> int:
    """Trains if needed, says what it does, and returns the exit status."""
    model = current()
    if model.exists():
        say(f"The model is current: {model.relative_to(ROOT)}")
        return 0
    say("Training the model: its inputs have changed")
    started = time.monotonic()
    try:
        train(model)
    except OSError as error:
        say(f"The model could not be written: {error.strerror or error}", stream=sys.stderr)
        return 1
    remove_older(model)
    say(f"Trained {model.relative_to(ROOT)} in {time.monotonic() - started:.0f} s")
    return 0


def train(model: Path) -> None:
    """Trains into a temporary folder and moves the finished file to `model`, so that no half-written file is found."""
    prepare()
    from rasa.model_training import train as train_model

    _show_steps()
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
    """Deletes all models but `model`: they were trained from other inputs."""
    for path in MODELS.glob("caravan-*.tar.gz"):
        if path != model:
            path.unlink(missing_ok=True)


def say(line: str, stream: object = None) -> None:
    """Prints a line of progress without delay."""
    print(line, file=stream or sys.stdout, flush=True)  # type: ignore[arg-type]


class _Steps(logging.Handler):
    """Turns Rasa's log into one line for each component that is trained."""

    def emit(self, record: logging.LogRecord) -> None:
        matched = _STEP.search(record.getMessage())
        if matched:
            say(f"  {matched[1]}")
        elif record.levelno >= logging.ERROR:
            say(f"  {record.getMessage()}", stream=sys.stderr)


def _show_steps() -> None:
    quiet_logs()
    rasa = logging.getLogger("rasa")
    rasa.handlers = [_Steps()]
    rasa.setLevel(logging.INFO)
    rasa.propagate = False


if __name__ == "__main__":
    sys.exit(main())
