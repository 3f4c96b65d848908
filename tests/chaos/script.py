"""Writes the scripts of the people: their messages, and the words by which the answer to each is recognised."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """Holds one message. Its answer, and no other one, contains every word of `has` and none of `hasnt`."""

    text: str
    has: tuple[str, ...]
    hasnt: tuple[str, ...] = ()

    def is_answered_by(self, text: str) -> bool:
        return all(word in text for word in self.has) and not any(word in text for word in self.hasnt)


@dataclass(frozen=True)
class Script:
    """Holds the steps of a conversation, and the quantities of the RFQs that it places.

    `bursts` are numbers of steps that are sent together, without waiting for an answer.
    """

    steps: tuple[Step, ...]
    bursts: tuple[int, ...]
    quantities: tuple[int, ...] = ()


def ask_for_orders(number: int, messages: int, chance: random.Random) -> Script:
    """Returns a script for `rasa_double`: questions about orders that do not exist.

    The double answers each with the number of the order and the number of turns that it has counted.
    """
    steps = tuple(
        Step(f"where is ORD-{number * 1000 + turn}?", (f"ORD-{number * 1000 + turn} (turn {turn})",))
        for turn in range(1, messages + 1)
    )
    return Script(steps, _bursts(messages, chance))


def sourcing(number: int, messages: int, chance: random.Random, requests: int = 2) -> Script:
    """Returns a script for the real Rasa: the same questions, and between them RFQs, each with a quantity of its own."""
    pairs = sorted(chance.sample(range(1, messages - 2 * requests), requests))
    steps, quantities = list[Step](), list[int]()
    while len(steps) < messages:
        if pairs and len(steps) >= pairs[0]:
            pairs.pop(0)
            quantity = 10_000 + number * 10 + len(quantities)
            quantities.append(quantity)
            steps += _request(quantity)
        else:
            order = f"ORD-{number * 1000 + len(steps)}"
            steps.append(Step(f"where is {order}?", (order,)))
    return Script(tuple(steps[:messages]), _bursts(messages, chance), tuple(quantities))


def _request(quantity: int) -> tuple[Step, Step]:
    amount = f"{quantity:,}"
    asking = Step(f"request a quote for {amount} porcelain tea sets to Hamburg", (amount,), ("RFQ-",))
    return asking, Step("yes", (amount, "RFQ-"))


def _bursts(messages: int, chance: random.Random) -> tuple[int, ...]:
    """Returns the sizes of the bursts: mostly one message, now and then up to four."""
    bursts = list[int]()
    while (left := messages - sum(bursts)) > 0:
        bursts.append(min(left, chance.choice((1, 1, 1, 2, 4))))
    return tuple(bursts)
