"""Trains the peer (a stock Rasa project) and stores its model in bench/.cache, unless the model is there already
(`python -m bench.peer.train`, in the peer's Python environment)."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from bench.peer.project import CACHE, DATA, ROOT, build_config, build_stories, find_model_path
from nlu.lean_rasa.environment import prepare, quiet_logs


def main() -> int:
    """Trains the peer if needed, deletes older models, and returns the exit status."""
    model = find_model_path()
    if model.is_file():
        say(f"The peer is trained: {model.relative_to(ROOT)}")
        return 0
    CACHE.mkdir(parents=True, exist_ok=True)
    say("Training the peer, a stock Rasa project on the same data: about ten minutes on two cores")
    began = time.monotonic()
    with TemporaryDirectory(dir=CACHE) as folder:
        train(Path(folder), model)
    for older in CACHE.glob("peer-*.tar.gz"):
        if older != model:
            older.unlink(missing_ok=True)
    say(f"Trained the peer in {time.monotonic() - began:.0f} s")
    return 0


def train(folder: Path, model: Path) -> None:
    """Trains in the temporary `folder`, shows Rasa's progress, and moves the complete model to `model`."""
    # Training takes minutes: it uses all cores and shows the progress of each epoch.
    os.environ.update(TF_INTRA_OP_PARALLELISM_THREADS=str(os.cpu_count() or 1), LOG_LEVEL="INFO")
    prepare(tensorflow=True)
    quiet_logs()
    from rasa.model_training import train as train_model

    for name, content in (("config.yml", build_config()), ("stories.yml", build_stories())):
        (folder / name).write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
    result = train_model(
        domain=str(ROOT / "domain.yml"),
        config=str(folder / "config.yml"),
        training_files=[*(str(ROOT / path) for path in DATA), str(folder / "stories.yml")],
        output=str(folder),
        fixed_model_name=model.name,
        force_training=True,
    )
    if result.code != 0 or result.model is None:
        raise SystemExit("Rasa did not train the peer; its messages are above")
    shutil.move(result.model, model)


def say(line: str) -> None:
    """Prints a line of progress at once."""
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
