"""Compares Caravan's NLU pipeline with the one that `rasa init` sets up, which is called the peer.

`python -m nlu.measuring.compare REPORT [--data FILE] [--share 1] [--epochs 100]` trains both pipelines on the same
training data and has both understand the same utterances: those of `tests/nlu/data/dev.jsonl`, or of the file that
`--data` names. Each pipeline runs in a process of its own. The peer's training takes long, so the trained models and
the CPU seconds of their training are kept in `models/compared` until the data or the pipeline changes. For a small
machine, `--share` takes only a part of each intent's examples for both pipelines, and `--epochs` shortens the peer's
training; the table mentions both. REPORT is `{"conditions", "pipelines": {name: {"report": …, "training_cpu_s",
"rss_mb", "cpu_ms"}}}`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from nlu.lean_rasa.environment import prepare, quiet_logs
from nlu.measuring.document import describe_circumstances, format_table, write_section
from nlu.measuring.evaluate import read
from nlu.measuring.samples import load_samples, take_share, write
from nlu.measuring.scores import Labelled, report
from nlu.measuring.trial import train_pipeline, understand_texts
from nlu.model import MODELS, ROOT, fingerprint
from nlu.train import say

OURS, PEER = "Caravan", "rasa init"
TRAINED = MODELS / "compared"
Config = dict[str, Any]


@dataclass(frozen=True)
class Pipeline:
    """Describes one of the two pipelines that are compared."""

    name: str
    config: Config
    code: str
    """A digest of the code and the other files on which the model depends, or "" for the peer."""
    tensorflow: bool
    """Says whether the pipeline needs the peer's Python environment, with the real TensorFlow."""


def main() -> int:
    """Trains and measures both pipelines, prints the table, and writes the report and a section of docs/nlu.md."""
    parser = argparse.ArgumentParser(prog="python -m nlu.measuring.compare")
    parser.add_argument("report", type=Path)
    parser.add_argument("--data", type=Path, default=ROOT / "tests" / "nlu" / "data" / "dev.jsonl")
    parser.add_argument(
        "--share", type=float, default=1.0, help="share of each intent's examples that both are trained on"
    )
    parser.add_argument("--epochs", type=int, default=100, help="epochs of the peer's classifier; 100 is its default")
    arguments = parser.parse_args()
    examples = read(arguments.data)
    prepare()
    quiet_logs()
    state = describe_circumstances()
    TRAINED.mkdir(parents=True, exist_ok=True)
    training = take_share(load_samples(), arguments.share)
    with TemporaryDirectory(dir=TRAINED) as name:
        folder = Path(name)
        write(training, folder / "nlu.yml")
        measured = {one.name: measure(one, examples, folder) for one in configure_pipelines(arguments.epochs)}
    conditions = {
        "trained_on": len(training), "share": arguments.share, "peer_epochs": arguments.epochs,
        "tested_on": arguments.data.name, "n": len(examples), "measured": state,
    }  # fmt: skip
    result = {"conditions": conditions, "pipelines": measured}
    arguments.report.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    write_section("comparison", format_section(result))
    print(format_section(result))  # noqa: T201
    return 0


def configure_pipelines(peer_epochs: int = 100) -> list[Pipeline]:
    """Returns Caravan's pipeline as config.yml has it, and the one that `rasa init` sets up."""
    ours = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    peer = yaml.safe_load((ROOT / "nlu" / "peer.yml").read_text(encoding="utf-8"))
    for component in peer["pipeline"]:
        if "epochs" in component:
            component["epochs"] = peer_epochs
    return [Pipeline(OURS, ours, fingerprint(), False), Pipeline(PEER, peer, "", True)]


def measure(pipeline: Pipeline, examples: list[Labelled], folder: Path) -> dict[str, Any]:
    """Trains the pipeline on `folder`/nlu.yml, unless it was trained on the same data before, and returns its figures.

    The pipelines are measured one after the other, so that neither slows the other down.
    """
    model, took = find_trained(pipeline, (folder / "nlu.yml").read_bytes())
    if not took.exists():
        say(f"Training {pipeline.name}")
        config = folder / "config.yml"
        config.write_text(yaml.safe_dump(pipeline.config, sort_keys=False), encoding="utf-8")
        cpu_s = train_pipeline(config, folder / "nlu.yml", folder / "model.tar.gz", tensorflow=pipeline.tensorflow)
        shutil.move(folder / "model.tar.gz", model)
        took.write_text(json.dumps(round(cpu_s, 1)), encoding="utf-8")
    say(f"Measuring {pipeline.name}")
    run = understand_texts(model, examples, folder, tensorflow=pipeline.tensorflow)
    return {
        "report": report(examples, run.understood),
        "training_cpu_s": json.loads(took.read_text(encoding="utf-8")),
        "rss_mb": run.rss_mb,
        "cpu_ms": run.cpu_ms,
    }


def find_trained(pipeline: Pipeline, data: bytes) -> tuple[Path, Path]:
    """Returns the paths of the model and of the file with the CPU seconds of its training.

    The names of the files contain a digest of all that the training depends on. The files exist only after the
    training.
    """
    inputs = [json.dumps(pipeline.config, sort_keys=True).encode(), pipeline.code.encode(), data]
    digest = hashlib.sha256(b"\0".join(inputs)).hexdigest()[:16]
    return TRAINED / f"{digest}.tar.gz", TRAINED / f"{digest}.json"


def format_section(result: dict[str, Any]) -> str:
    """Returns a Markdown table with the figures of both pipelines side by side."""
    measured, conditions = result["pipelines"], result["conditions"]
    columns = list(measured.values())
    reports = [column["report"] for column in columns]
    rows: list[list[object]] = [["intent accuracy", *(one["intent_accuracy"] for one in reports)]]
    for language in reports[0]["by_language"]:
        for label, name in (
            ("accuracy", "intent_accuracy"),
            ("first three", "top3_accuracy"),
            ("entity F1", "entity_f1"),
        ):
            rows.append([f"{language}: {label}", *(one["by_language"][language][name] for one in reports)])
    rows += [
        ["out of scope caught", *(one["out_of_scope"]["caught"] for one in reports)],
        ["in scope refused", *(one["out_of_scope"]["false_alarms"] for one in reports)],
        ["ms a message, p50 / p99", *(f"{one['latency_ms']['p50']} / {one['latency_ms']['p99']}" for one in reports)],
        ["CPU ms a message", *(f"{column['cpu_ms']:.1f}" for column in columns)],
        ["training, CPU s", *(f"{column['training_cpu_s']:,.0f}" for column in columns)],
        ["memory of the loaded NLU, MB", *(f"{column['rss_mb']:,.0f}" for column in columns)],
    ]
    conditions_line = (
        f"Both trained on {conditions['trained_on']:,} examples, the peer for {conditions['peer_epochs']} epochs; "
        f"{conditions['n']} utterances of {conditions['tested_on']}; {conditions['measured']}."
    )
    return f"{format_table(['', *measured], rows)}\n\n{conditions_line}"


if __name__ == "__main__":
    sys.exit(main())
