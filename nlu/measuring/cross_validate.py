"""`python -m nlu.measuring.cross_validate REPORT [--folds 5]`: measures the pipeline on its own training data, fold by fold.

Each fold is understood by a model that was trained on the others. REPORT is the JSON of docs/contract.md, "Reports", over all
folds, with `folds`: the figures of each; the picture of the confusion matrix is written beside it. A table is printed.
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
from nlu.measuring.document import circumstances, markdown, put
from nlu.measuring.figures import confusions
from nlu.measuring.picture import draw_confusions
from nlu.measuring.samples import Sample, folds, labelled, samples, write
from nlu.measuring.scores import Labelled, Understood, report, table
from nlu.measuring.trial import trained, understood
from nlu.model import ROOT
from nlu.train import say

_FIGURES = ("intent_accuracy", "top3_accuracy", "macro_f1", "entity_f1")


def main() -> int:
    """Measures, prints, writes the report and the section of docs/nlu.md."""
    parser = argparse.ArgumentParser(prog="python -m nlu.measuring.cross_validate")
    parser.add_argument("report", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    arguments = parser.parse_args()
    if arguments.folds < 2:
        parser.error("there must be two folds at least")
    prepare()
    quiet_logs()
    state = circumstances()
    measured = cross_validate(folds(samples(), arguments.folds))
    arguments.report.write_text(json.dumps(measured, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    draw_confusions(measured, arguments.report.with_suffix(".png"))
    put("cross-validation", f"{section(measured)}\n\n({len(measured['folds'])} folds, {state})")
    print(f"{table(measured)}\n\n{section(measured)}")  # noqa: T201
    return 0


def cross_validate(parts: Sequence[Sequence[Sample]]) -> dict[str, Any]:
    """The report over all parts, each understood by a pipeline that never saw it."""
    examples: list[Labelled] = []
    answers: list[Understood] = []
    figures = []
    for number, held_out in enumerate(parts):
        say(f"Fold {number + 1} of {len(parts)}")
        rest = [example for part in parts if part is not held_out for example in part]
        wanted = [labelled(example) for example in held_out]
        got = _trained_and_asked(rest, wanted)
        figures.append(report(wanted, got)["by_language"])
        examples += wanted
        answers += got
    return {**report(examples, answers), "folds": figures}


def _trained_and_asked(training: Sequence[Sample], wanted: Sequence[Labelled]) -> list[Understood]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(training, folder / "nlu.yml")
        trained(ROOT / "config.yml", folder / "nlu.yml", folder / "model.tar.gz")
        return understood(folder / "model.tar.gz", wanted, folder).understood


def section(measured: dict[str, Any]) -> str:
    """The figures of each language over all folds, how far the folds' accuracies lie apart, and the confusion pairs."""
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
    return f"{markdown(header, rows)}\n\nWhat is most often taken for what:\n\n{confusions(measured, 20)}"


if __name__ == "__main__":
    sys.exit(main())
