"""Measures how much a disturbing client slows down patient contacts, who wait for each answer. The figure is the p99 of
their response times with that client, divided by the p99 without it."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from bench.cost import Meter, describe_cost
from bench.load import Load, hold
from bench.running import Stack
from bench.texts import Templates, write_scripts
from bench.turns import AT_ONCE, WARM_SECONDS, WARM_STREAM, Say

ROUNDS = 4
SECONDS = 15.0

Beside = Callable[[], AbstractAsyncContextManager[None]]
"""A function that returns a context manager, within whose block the disturbing client acts."""


@dataclass(frozen=True)
class Compared:
    """Holds a comparison: `ratio` is the p99 with the disturbing client divided by the p99 without, `seconds` is how
    long that client acted, and `conditions` is text with the other figures: the ratios by round, the numbers of turns,
    the times and the CPU time with and without the client, and the load of the machine."""

    ratio: float
    seconds: float
    conditions: str


async def compare_beside(
    name: str, stack: Stack, templates: Templates, stream: int, beside: Beside, say: Say
) -> Compared:
    """Holds conversations of patient contacts with and without the disturbing client, in turn, and compares
    their response times. Each round calls `beside` again, which starts the disturbing client anew."""
    patient = write_scripts(templates, stream)
    loads = {"without": Load(), "with": Load()}
    cpu: dict[str, Counter[str]] = {kind: Counter() for kind in loads}
    ratios, machine = [], list[float]()
    await hold(stack.whole, write_scripts(templates, WARM_STREAM), WARM_SECONDS, AT_ONCE)
    for number in range(ROUNDS):
        p99 = {}
        for kind in ("without", "with") if number % 2 == 0 else ("with", "without"):
            async with beside() if kind == "with" else contextlib.nullcontext():
                meter = Meter(stack.parts())
                load = await hold(stack.whole, patient, SECONDS, AT_ONCE)
                cpu[kind].update(meter.read())
            loads[kind].add(load)
            p99[kind] = load.percentile(0.99)
            machine.append(os.getloadavg()[0])
            say(f"{name}, round {number + 1} of {ROUNDS}, {kind}: {_describe(load)}")
        ratios.append(f"{p99['with'] / p99['without']:.2f}")
    parts = {
        kind: f"{_describe(load)}, CPU ms a turn: {describe_cost(cpu[kind], load.turns)}"
        for kind, load in loads.items()
    }
    return Compared(
        loads["with"].percentile(0.99) / loads["without"].percentile(0.99),
        loads["with"].seconds,
        f"By round {', '.join(ratios)}. Without: {parts['without']}. With: {parts['with']}. "
        f"The machine's load, this bench's own included, was {min(machine):.1f} to {max(machine):.1f}.",
    )


def _describe(load: Load) -> str:
    p50, p99 = 1000 * load.percentile(0.5), 1000 * load.percentile(0.99)
    return f"{load.turns} turns, {load.per_second:.1f} a second, p50 {p50:.0f} ms, p99 {p99:.0f} ms"
