"""Measures the figures `long_conversation` and `history`: how much longer an answer takes after two hundred
others in the same conversation, and with a million messages in the database."""

from __future__ import annotations

import itertools
from statistics import median

from bench.history import MESSAGES
from bench.load import System, time_turns
from bench.report import Result, build_result
from bench.texts import Templates, write_scripts
from bench.turns import Say

EARLY, LATE = slice(5, 15), slice(195, 205)
LONG = 205
PAIRS = 3
HISTORY_ROUNDS = 12


async def measure_long_conversation(ours: System, peer: System, templates: Templates, say: Say) -> Result:
    """Holds conversations of 205 turns, one at a time, alternately with Caravan and with the peer, the stock Rasa
    project that it is compared with. A turn is a message and its answer.

    The figure is the median time of turns 196 to 205, divided by the median time of turns 6 to 15.
    """
    grown: dict[str, list[float]] = {"Caravan": [], "peer": []}
    for number in range(PAIRS):
        for name, system in (("Caravan", ours), ("peer", peer)):
            turns = write_scripts(templates, 40 + number)
            texts = list(itertools.chain.from_iterable(itertools.islice(turns, LONG // 10 + 1)))[:LONG]
            taken = await time_turns(system, texts)
            early, late = median(taken[EARLY]), median(taken[LATE])
            grown[name].append(late / early)
            say(
                f"long conversation {number + 1} of {PAIRS}, {name}: {1000 * early:.0f} ms at turn 10, {1000 * late:.0f} ms at turn 200"
            )
    return build_result(
        "long_conversation", "turn 200 over turn 10", median(grown["Caravan"]), median(grown["peer"]),
        f"the middle of {PAIRS} conversations each, alone on the machine's systems, alternating", better="lower",
    )  # fmt: skip


async def measure_history(empty: System, full: System, templates: Templates, say: Say) -> Result:
    """Holds conversations alternately on two gateways, which use the same Rasa and action server. One gateway has an
    empty database, the other one a full database.

    The figure is the median time of a turn on the full database, divided by that on the empty one.
    """
    taken: dict[str, list[float]] = {"empty": [], "full": []}
    conversations = {name: write_scripts(templates, 50) for name in taken}
    for number in range(HISTORY_ROUNDS):
        pair = (("empty", empty), ("full", full))
        for name, system in pair if number % 2 == 0 else pair[::-1]:
            taken[name] += await time_turns(system, next(conversations[name]))
    middle = {name: 1000 * median(times) for name, times in taken.items()}
    say(f"history: {middle['empty']:.1f} ms on an empty database, {middle['full']:.1f} ms beside {MESSAGES:,} messages")
    return build_result(
        "history", "full over empty", middle["full"] / middle["empty"], None,
        f"{MESSAGES:,} messages in the database against none; {len(taken['full'])} turns each, one at a time, alternating: "
        f"{middle['empty']:.1f} ms and {middle['full']:.1f} ms", better="lower",
    )  # fmt: skip
