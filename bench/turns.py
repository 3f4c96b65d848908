"""`action_turns`, `plain_turns`, `action_turn_p99`, `rasa_action_turns`: Caravan and the peer under the same load, by turns.

In each round every system is loaded for the same time with the same conversations, alone; the order is turned round from round to
round, so that what else the machine does meets all of them alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bench.cost import Meter, Parts, said
from bench.load import Load, System, hold
from bench.report import Result, result
from bench.texts import kept, scripts

AT_ONCE = 8
WARM_SECONDS = 4.0
WARM_STREAM = 99
Say = Callable[[str], None]


@dataclass
class Contender:
    """A system under load: who it is, its processes by name, what came of it."""

    name: str
    system: System
    parts: Parts
    stream: int = 0
    """Which conversations it gets. Two that share a process take two streams, so that neither finds the other's texts cached."""
    load: Load = field(default_factory=Load)
    cpu: dict[str, float] = field(default_factory=dict)


async def compare(kind: str, contenders: list[Contender], rounds: int, seconds: float, say: Say) -> None:
    """Loads each contender `rounds` times for so long; the figures are in them."""
    templates = kept(kind)
    conversations = {one.name: scripts(templates, one.stream) for one in contenders}
    for one in contenders:
        await hold(one.system, scripts(templates, WARM_STREAM - one.stream), WARM_SECONDS, AT_ONCE)
    for number in range(rounds):
        for one in contenders if number % 2 == 0 else contenders[::-1]:
            meter = Meter(one.parts)
            load = await hold(one.system, conversations[one.name], seconds, AT_ONCE)
            one.load.add(load)
            for part, used in meter.read().items():
                one.cpu[part] = one.cpu.get(part, 0.0) + used
            say(f"{kind} turns, round {number + 1} of {rounds}, {one.name}: {load.per_second:.1f} a second")


def action_results(ours: Contender, rasa: Contender, peer: Contender) -> list[Result]:
    """Throughput and p99 of the whole, and the Rasa process alone."""
    said_of = [conditions(one) for one in (ours, peer)]
    return [
        _per_second("action_turns", ours, peer),
        result(
            "action_turn_p99", "ms", 1000 * ours.load.percentile(0.99), 1000 * peer.load.percentile(0.99),
            f"{AT_ONCE} conversations at once; {' '.join(said_of)}", better="lower",
        ),
        _per_second("rasa_action_turns", rasa, peer),
    ]  # fmt: skip


def plain_results(ours: Contender, peer: Contender) -> list[Result]:
    """Throughput of turns without an action."""
    return [_per_second("plain_turns", ours, peer)]


def _per_second(name: str, ours: Contender, peer: Contender) -> Result:
    return result(
        name, "turns/s", ours.load.per_second, peer.load.per_second,
        f"{AT_ONCE} conversations at once, fresh ones of 10 turns; {conditions(ours)} {conditions(peer)}", better="higher",
    )  # fmt: skip


def conditions(one: Contender) -> str:
    """How much was measured of a contender, and what a turn cost it."""
    load = one.load
    unanswered = f", {load.unanswered} unanswered" if load.unanswered else ""
    p50, p99 = 1000 * load.percentile(0.5), 1000 * load.percentile(0.99)
    return (
        f"{one.name}: {load.turns} turns in {load.seconds:.0f} s{unanswered}, p50 {p50:.0f} ms, p99 {p99:.0f} ms, "
        f"CPU ms a turn: {said(one.cpu, load.turns)}."
    )
