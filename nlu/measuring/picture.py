"""Draws the confusion matrix and the learning curve as pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Array = Any


def confusion_counts(measured: Mapping[str, Any]) -> tuple[list[str], list[str], list[list[int]]]:
    """Returns the confusion matrix of a report of `nlu.measuring.scores` as (rows, columns, counts).

    A row is the intent that was meant, a column the intent that the model found.
    """
    rows = sorted(measured["by_intent"])
    others = {pair["taken_for"] for pair in measured["confusions"]} - set(rows)
    columns = [*rows, *sorted(others)]
    counts = [[0] * len(columns) for _ in rows]
    for index, name in enumerate(rows):
        scores = measured["by_intent"][name]
        counts[index][index] = round(scores["n"] * scores["recall"])
    for pair in measured["confusions"]:
        counts[rows.index(pair["intent"])][columns.index(pair["taken_for"])] = pair["n"]
    return rows, columns, counts


def draw_confusions(measured: Mapping[str, Any], path: Path) -> None:
    """Draws the confusion matrix as a PNG.

    The darker a cell, the larger its share of the utterances of its row. Confusions show their number in red.
    """
    rows, columns, counts = confusion_counts(measured)
    figure, axes = _canvas(2.5 + 0.22 * len(columns), 2.5 + 0.22 * len(rows))
    shares = [[count / max(sum(row), 1) for count in row] for row in counts]
    if rows:
        axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="equal")
    for row, line in enumerate(counts):
        for column, count in enumerate(line):
            if count and rows[row] != columns[column]:
                axes.text(column, row, str(count), ha="center", va="center", fontsize=7, color="#b00020")
    axes.set_xticks(range(len(columns)), columns, rotation=90, fontsize=7)
    axes.set_yticks(range(len(rows)), rows, fontsize=7)
    axes.set_xlabel("taken for")
    axes.set_ylabel("meant")
    axes.set_title(f"{measured['n']} utterances; in red, how many went wrong", fontsize=9)
    figure.savefig(path)


def draw_curve(points: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Draws a learning curve as a PNG. Each point is `{"n", "accuracy": {name of the line: share}}`."""
    figure, axes = _canvas(6, 3.6)
    sizes = [point["n"] for point in points]
    for name in points[0]["accuracy"] if points else []:
        axes.plot(sizes, [point["accuracy"][name] for point in points], marker="o", label=name)
    axes.set_xscale("log", base=2)
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.minorticks_off()
    axes.set_xlabel("training examples, both languages")
    axes.set_ylabel("intent accuracy")
    axes.grid(alpha=0.3)
    if points:
        axes.legend(fontsize=8)
    figure.savefig(path)


def _canvas(width: float, height: float) -> tuple[Any, Any]:
    """Returns a Matplotlib figure and its axes, which need no screen. Width and height are in inches."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots()
