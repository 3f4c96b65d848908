"""Writes the results of `make bench` as `bench/results.json` (docs/contract.md, "Reports") and as a table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from rich.table import Table

RESULTS = Path(__file__).resolve().parent / "results.json"
NAMES = (
    "action_turns",
    "plain_turns",
    "action_turn_p99",
    "rasa_action_turns",
    "long_conversation",
    "search_p99",
    "history",
    "idle_webchats_mb",
    "push_p99",
    "poison_message",
    "control_frames",
    "console_updates_p99",
)
"""The names of the figures that every complete report has. A report may have further figures."""


@dataclass(frozen=True)
class Result:
    """Holds one figure of Caravan (`ours`) and of the peer. `ratio` says how many times better Caravan's figure
    is: more than 1 always means better. Without a peer, `peer` and `ratio` are None."""

    name: str
    unit: str
    ours: float
    peer: float | None
    ratio: float | None
    conditions: str


def build_result(
    name: str, unit: str, ours: float, peer: float | None, conditions: str, *, better: Literal["higher", "lower"]
) -> Result:
    """Returns a figure of Caravan beside that of the peer, if there is one. `better` says whether high or low
    figures are good."""
    ratio = None
    if peer is not None and ours > 0 and peer > 0:
        ratio = round(ours / peer if better == "higher" else peer / ours, 2)
    return Result(name, unit, _round(ours), None if peer is None else _round(peer), ratio, conditions)


def write(results: Sequence[Result], path: Path = RESULTS) -> None:
    """Writes the report of this run. Figures that this run did not measure are left out."""
    text = json.dumps([asdict(figure) for figure in results], ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def build_table(results: Sequence[Result]) -> Table:
    """Returns the results as a table for people."""
    drawn = Table("bench", "unit", "ours", "peer", "times better", "conditions", show_lines=True)
    for figure in results:
        ratio = "" if figure.ratio is None else f"{figure.ratio:g}"
        peer = "" if figure.peer is None else f"{figure.peer:g}"
        drawn.add_row(figure.name, figure.unit, f"{figure.ours:g}", peer, ratio, figure.conditions)
    return drawn


def _round(value: float) -> float:
    return float(f"{value:.4g}")
