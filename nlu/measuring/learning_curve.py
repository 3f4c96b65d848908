"""Measures how accuracy grows with the training data: `python -m nlu.measuring.learning_curve REPORT`.

The program trains models on 1/8, 1/4, 1/2 and all of the examples of each intent in each language, and measures each
model on `tests/nlu/data`. REPORT is `{"points": [{"share", "n", "cpu_s", "accuracy": {"dev en": …}, "entity_f1":
{…}}]}`. A picture of the curve is written into docs/images, a table into docs/nlu.md.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nlu.lean_rasa.environment import prepare, quiet_logs
from nlu.measuring.document import describe_circumstances, format_table, write_section
from nlu.measuring.evaluate import read
from nlu.measuring.picture import draw_curve
from nlu.measuring.samples import Sample, load_samples, take_share, write
from nlu.measuring.scores import Labelled, report
from nlu.measuring.trial import train_pipeline, understand_texts
from nlu.model import ROOT
from nlu.train import say

SHARES = (1 / 8, 1 / 4, 1 / 2, 1.0)
SETS = ("dev", "own")
PICTURE = ROOT / "docs" / "images" / "nlu-learning-curve.png"


def main() -> int:
    """Measures, prints the table, and writes the report, the picture and a section of docs/nlu.md."""
    parser = argparse.ArgumentParser(prog="python -m nlu.measuring.learning_curve")
    parser.add_argument("report", type=Path)
    arguments = parser.parse_args()
    prepare()
    quiet_logs()
    state = describe_circumstances()
    everything = load_samples()
    sets = {name: read(ROOT / "tests" / "nlu" / "data" / f"{name}.jsonl") for name in SETS}
    points = [measure_point(everything, share, sets) for share in SHARES]
    arguments.report.write_text(json.dumps({"points": points}, indent=2) + "\n", encoding="utf-8")
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    draw_curve(points, PICTURE)
    write_section("learning-curve", f"{format_section(points)}\n\n({state})")
    print(format_section(points))  # noqa: T201
    return 0


def measure_point(everything: list[Sample], share: float, sets: dict[str, list[Labelled]]) -> dict[str, Any]:
    """Trains on a share of the examples and returns the figures of each set and language."""
    training = take_share(everything, share)
    say(f"{len(training)} examples")
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(training, folder / "nlu.yml")
        cpu_s = train_pipeline(ROOT / "config.yml", folder / "nlu.yml", folder / "model.tar.gz")
        examples = [example for labelled in sets.values() for example in labelled]
        answers = iter(understand_texts(folder / "model.tar.gz", examples, folder).understood)
    accuracy, entity_f1 = {}, {}
    for name, labelled in sets.items():
        measured = report(labelled, [next(answers) for _ in labelled])
        for language, figures in measured["by_language"].items():
            accuracy[f"{name} {language}"] = figures["intent_accuracy"]
            entity_f1[f"{name} {language}"] = figures["entity_f1"]
    return {"share": share, "n": len(training), "cpu_s": round(cpu_s, 1), "accuracy": accuracy, "entity_f1": entity_f1}


def format_section(points: list[dict[str, Any]]) -> str:
    """Returns a table with a row for each share of the data, and below it how much accuracy the last doubling of the
    data gained."""
    names = list(points[0]["accuracy"])
    header = ["examples", *names, *(f"entity F1 {name}" for name in names), "CPU s"]
    rows = [
        [
            f"{point['n']:,}",
            *(point["accuracy"][name] for name in names),
            *(point["entity_f1"][name] for name in names),
            point["cpu_s"],
        ]
        for point in points
    ]
    last, before = points[-1]["accuracy"], points[-2]["accuracy"]
    gains = ", ".join(f"{name} {100 * (last[name] - before[name]):+.1f}" for name in names)
    return f"{format_table(header, rows)}\n\nPoints of accuracy gained by the last doubling: {gains}."


if __name__ == "__main__":
    sys.exit(main())
