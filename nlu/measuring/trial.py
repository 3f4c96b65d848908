"""Trains or runs a pipeline in a process of its own, so that its time and memory can be measured separately.

`train_pipeline` and `understand_texts` start `python -m nlu.measuring.trial`. With `tensorflow` they start it in the
Python environment of the peer, a stock Rasa project. CPU seconds are the user and system time of the whole process
from its start. Memory is the resident set after loading the model and understanding a first message. Only the
language understanding is trained, without the dialogue policies.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nlu.lean_rasa.environment import prepare, quiet_logs
from nlu.measuring.scores import Labelled, Understood
from nlu.model import ROOT

PEER_PYTHON = ROOT / "bench" / "peer" / ".venv" / "bin" / "python"
"""The Python of the peer's environment, which `tools/prepare peer` makes and which has the real TensorFlow."""


@dataclass(frozen=True)
class Run:
    """Holds what a pipeline understood of some texts, and the memory and time that this took."""

    understood: list[Understood]
    rss_mb: float
    """Resident memory in MiB."""
    cpu_ms: float
    """CPU milliseconds for each message. Unlike the time by the clock, they hardly grow on a busy machine."""


def train_pipeline(config: Path, data: Path, model: Path, *, tensorflow: bool = False) -> float:
    """Trains the pipeline of `config` on a file or folder of training data, and returns the CPU seconds that this took.

    Raises:
        subprocess.CalledProcessError: Rasa failed. Rasa's messages are on standard error.
    """
    before = os.times()
    _run_child("train", "--config", config, "--data", data, "--model", model, tensorflow=tensorflow)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def understand_texts(model: Path, examples: Sequence[Labelled], folder: Path, *, tensorflow: bool = False) -> Run:
    """Loads the model and has it understand each example's text, without a role and outside a dialogue.

    The processes pass texts and answers to each other as files in `folder`.
    """
    texts, answers = folder / "texts.json", folder / "understood.json"
    texts.write_text(json.dumps([example.text for example in examples]), encoding="utf-8")
    _run_child("parse", "--model", model, "--data", texts, "--output", answers, tensorflow=tensorflow)
    found = json.loads(answers.read_text(encoding="utf-8"))
    return Run([Understood(**row) for row in found["understood"]], found["rss_mb"], found["cpu_ms"])


def _run_child(step: str, *arguments: object, tensorflow: bool) -> None:
    options = ["--tensorflow"] if tensorflow else []
    command = [
        str(PEER_PYTHON) if tensorflow else sys.executable,
        "-m",
        "nlu.measuring.trial",
        step,
        *map(str, arguments),
        *options,
    ]
    # Without its cache, Rasa trains every component again. The cache does not notice when the code of a component has
    # changed, and the time for training a component that is in the cache would not be measured.
    settings = {**os.environ, "RASA_MAX_CACHE_SIZE": "0"}
    if tensorflow:
        settings["LOG_LEVEL"] = "INFO"  # shows the progress by epochs, since the training may take hours
    subprocess.run(command, cwd=ROOT, env=settings, check=True)  # noqa: S603


def main() -> int:
    """Trains or runs a pipeline in the child process, which only this module starts."""
    parser = argparse.ArgumentParser(prog="python -m nlu.measuring.trial")
    parser.add_argument("step", choices=["train", "parse"])
    for name in ("config", "data", "model", "output"):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument(
        "--tensorflow",
        action="store_true",
        help="leave Rasa as it is, for its own components, which need the real TensorFlow",
    )
    arguments = parser.parse_args()
    prepare(tensorflow=arguments.tensorflow)
    quiet_logs()
    if arguments.step == "train":
        _train(arguments.config, arguments.data, arguments.model)
    else:
        texts = json.loads(arguments.data.read_text(encoding="utf-8"))
        arguments.output.write_text(json.dumps(asyncio.run(_parse(arguments.model, texts))), encoding="utf-8")
    return 0


def _train(config: Path, data: Path, model: Path) -> None:
    from rasa.model_training import train_nlu

    written = train_nlu(
        config=str(config),
        nlu_data=str(data),
        output=str(model.parent),
        fixed_model_name=model.name,
        domain=str(ROOT / "domain.yml"),
    )
    if written is None:
        raise SystemExit("Rasa did not train a model; its messages are above")


async def _parse(model: Path, texts: list[str]) -> dict[str, Any]:
    from rasa.core.agent import Agent

    from nlu.measuring.evaluate import parse_one

    agent = Agent.load(str(model))
    await parse_one(agent, texts[0])
    started = time.process_time()
    answers = [asdict(await parse_one(agent, text)) for text in texts]
    cpu_ms = (time.process_time() - started) * 1000 / len(texts)
    return {"understood": answers, "rss_mb": _resident_mb(), "cpu_ms": round(cpu_ms, 2)}


def _resident_mb() -> float:
    """Returns the resident memory of this process in MiB, or on systems without /proc its peak so far."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return round(int(statm.read_text().split()[1]) * resource.getpagesize() / 2**20, 1)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 1)


if __name__ == "__main__":
    sys.exit(main())
