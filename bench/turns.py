"""Measures the figures `action_turns`, `plain_turns`, `action_turn_p99` and `rasa_action_turns`: how many turns
(a message and its answer) a second Caravan and the peer do under the same load, and how long a turn takes.

In each round every system is under load by itself, for the same time and with the same conversations. The
order is reversed from round to round, so that other work of the machine affects all systems equally.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bench.cost import Meter, Parts, describe_cost
from bench.load import Load, System, hold
from bench.report import Result, build_result
from bench.texts import read_templates, write_scripts

AT_ONCE = 8
"""How many conversations are held at the same time."""
WARM_SECONDS = 4.0
WARM_STREAM = 99
Say = Callable[[str], None]


@dataclass
class Contender:
    """Holds a system under load: its name, its processes, and what was measured."""

    name: str
    system: System
    parts: Parts
    stream: int = 0
    """The stream of conversations that the system gets (`write_scripts`). Two systems that share a process get
    different streams, so that neither finds answers to the other's messages in a cache."""
    load: Load = field(default_factory=Load)
    cpu: dict[str, float] = field(default_factory=dict)


async def compare(kind: str, contenders: list[Contender], rounds: int, seconds: float, say: Say) -> None:
    """Puts each system under load `rounds` times, for `seconds` each time, and stores the figures in the
    contenders."""
    templates = read_templates(kind)
    conversations = {contender.name: write_scripts(templates, contender.stream) for contender in contenders}
    for contender in contenders:
        await hold(contender.system, write_scripts(templates, WARM_STREAM - contender.stream), WARM_SECONDS, AT_ONCE)
    for number in range(rounds):
        for contender in contenders if number % 2 == 0 else contenders[::-1]:
            meter = Meter(contender.parts)
            load = await hold(contender.system, conversations[contender.name], seconds, AT_ONCE)
            contender.load.add(load)
            for part, used in meter.read().items():
                contender.cpu[part] = contender.cpu.get(part, 0.0) + used
            say(f"{kind} turns, round {number + 1} of {rounds}, {contender.name}: {load.per_second:.1f} a second")


def action_results(ours: Contender, rasa: Contender, peer: Contender) -> list[Result]:
    """Returns the throughput and the p99 of all of Caravan, and the throughput of its Rasa process by itself."""
    conditions = [describe_conditions(contender) for contender in (ours, peer)]
    return [
        _per_second("action_turns", ours, peer),
        build_result(
            "action_turn_p99", "ms", 1000 * ours.load.percentile(0.99), 1000 * peer.load.percentile(0.99),
            f"{AT_ONCE} conversations at once; {' '.join(conditions)}", better="lower",
        ),
        _per_second("rasa_action_turns", rasa, peer),
    ]  # fmt: skip


def plain_results(ours: Contender, peer: Contender) -> list[Result]:
    """Returns the throughput of turns that run no action."""
    return [_per_second("plain_turns", ours, peer)]


def _per_second(name: str, ours: Contender, peer: Contender) -> Result:
    return build_result(
        name, "turns/s", ours.load.per_second, peer.load.per_second,
        f"{AT_ONCE} conversations at once, fresh ones of 10 turns; {describe_conditions(ours)} {describe_conditions(peer)}", better="higher",
    )  # fmt: skip


def describe_conditions(contender: Contender) -> str:
    """Returns a text with the number of turns, their times, and the CPU time that a turn cost the system."""
    load = contender.load
    unanswered = f", {load.unanswered} unanswered" if load.unanswered else ""
    p50, p99 = 1000 * load.percentile(0.5), 1000 * load.percentile(0.99)
    return (
        f"{contender.name}: {load.turns} turns in {load.seconds:.0f} s{unanswered}, p50 {p50:.0f} ms, p99 {p99:.0f} ms, "
        f"CPU ms a turn: {describe_cost(contender.cpu, load.turns)}."
    )
