"""Measures the pipeline on its own training data: `python -m nlu.measuring.cross_validate REPORT [--folds 5]`.

The data is divided into parts (folds), and each part is understood by a model that was trained on the others. REPORT
is the JSON of docs/contract.md, "Reports", over all parts; its `folds` holds the figures of each part. A picture of
the confusion matrix is written beside REPORT, and a table is printed.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nlu.lean_rasa.environment import prepare, quiet_logs
from nlu.measuring.document import describe_circumstances, format_table, write_section
from nlu.measuring.figures import format_confusions
from nlu.measuring.picture import draw_confusions
from nlu.measuring.samples import Sample, load_samples, split_into_folds, to_labelled, write
from nlu.measuring.scores import Labelled, Understood, format_report, report
from nlu.measuring.trial import train_pipeline, understand_texts
from nlu.model import ROOT
from nlu.train import say

_FIGURES = ("intent_accuracy", "top3_accuracy", "macro_f1", "entity_f1")


def main() -> int:
    """Measures, prints the figures, and writes the report and a section of docs/nlu.md."""
    parser = argparse.ArgumentParser(prog="python -m nlu.measuring.cross_validate")
    parser.add_argument("report", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    arguments = parser.parse_args()
    if arguments.folds < 2:
        parser.error("there must be at least two folds")
    prepare()
    quiet_logs()
    state = describe_circumstances()
    measured = cross_validate(split_into_folds(load_samples(), arguments.folds))
    arguments.report.write_text(json.dumps(measured, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    draw_confusions(measured, arguments.report.with_suffix(".png"))
    write_section("cross-validation", f"{format_section(measured)}\n\n({len(measured['folds'])} folds, {state})")
    print(f"{format_report(measured)}\n\n{format_section(measured)}")  # noqa: T201
    return 0


def cross_validate(parts: Sequence[Sequence[Sample]]) -> dict[str, Any]:
    """Trains a model for each part of the data on all other parts, and has it understand that part. Returns the report
    over all parts."""
    examples: list[Labelled] = []
    answers: list[Understood] = []
    figures = []
    for number, held_out in enumerate(parts):
        say(f"Fold {number + 1} of {len(parts)}")
        rest = [example for part in parts if part is not held_out for example in part]
        wanted = [to_labelled(example) for example in held_out]
        got = _train_and_understand(rest, wanted)
        figures.append(report(wanted, got)["by_language"])
        examples += wanted
        answers += got
    return {**report(examples, answers), "folds": figures}


def _train_and_understand(training: Sequence[Sample], wanted: Sequence[Labelled]) -> list[Understood]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(training, folder / "nlu.yml")
        train_pipeline(ROOT / "config.yml", folder / "nlu.yml", folder / "model.tar.gz")
        return understand_texts(folder / "model.tar.gz", wanted, folder).understood


def format_section(measured: dict[str, Any]) -> str:
    """Returns the section of docs/nlu.md as Markdown.

    The section shows the figures of each language over all parts of the data, the standard deviation of the accuracies
    of the parts, and the most frequent confusions.
    """
    rows = []
    for language, figures in measured["by_language"].items():
        accuracies = [fold[language]["intent_accuracy"] for fold in measured["folds"]]
        spread = f"{statistics.stdev(accuracies):.3f}" if len(accuracies) > 1 else None
        scope = figures["out_of_scope"]
        rows.append(
            [
                language,
                figures["n"],
                *(figures[name] for name in _FIGURES),
                scope["caught"],
                scope["false_alarms"],
                spread,
            ]
        )
    header = [
        "",
        "n",
        "accuracy",
        "first three",
        "macro F1",
        "entity F1",
        "out-of-scope caught",
        "refused",
        "± of folds",
    ]
    return f"{format_table(header, rows)}\n\nWhat is most often taken for what:\n\n{format_confusions(measured, 20)}"


if __name__ == "__main__":
    sys.exit(main())
