"""What `make bench` hands over: `bench/results.json` (docs/contract.md, "Reports") and a table."""

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
)
"""The fixed names; others may be added."""


@dataclass(frozen=True)
class Result:
    """One figure. `ratio` is how many times better than the peer, above 1 always better; None without a peer."""

    name: str
    unit: str
    ours: float
    peer: float | None
    ratio: float | None
    conditions: str


def result(
    name: str, unit: str, ours: float, peer: float | None, conditions: str, *, better: Literal["higher", "lower"]
) -> Result:
    """A figure beside its peer's."""
    ratio = None
    if peer is not None and ours > 0 and peer > 0:
        ratio = round(ours / peer if better == "higher" else peer / ours, 2)
    return Result(name, unit, _rounded(ours), None if peer is None else _rounded(peer), ratio, conditions)


def write(results: Sequence[Result], path: Path = RESULTS) -> None:
    """Writes the report. Figures of benches that did not run this time stay away: one run, one report."""
    text = json.dumps([asdict(one) for one in results], ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def table(results: Sequence[Result]) -> Table:
    """The same for a person."""
    drawn = Table("bench", "unit", "ours", "peer", "times better", "conditions", show_lines=True)
    for one in results:
        ratio = "" if one.ratio is None else f"{one.ratio:g}"
        peer = "" if one.peer is None else f"{one.peer:g}"
        drawn.add_row(one.name, one.unit, f"{one.ours:g}", peer, ratio, one.conditions)
    return drawn


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")
