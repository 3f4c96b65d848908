"""What a person writes, and by what each answer is known from every other answer in the conversation."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One message. Its answer contains every word of `has` and none of `hasnt`."""

    text: str
    has: tuple[str, ...]
    hasnt: tuple[str, ...] = ()

    def answered_by(self, text: str) -> bool:
        return all(word in text for word in self.has) and not any(word in text for word in self.hasnt)


@dataclass(frozen=True)
class Script:
    """A conversation: its steps, in bursts that are sent without waiting, and the quantities of the RFQs that it places."""

    steps: tuple[Step, ...]
    bursts: tuple[int, ...]
    quantities: tuple[int, ...] = ()


def lookups(number: int, messages: int, chance: random.Random) -> Script:
    """Questions about orders that do not exist, for `rasa_double`, which answers with the number and how many turns it has counted."""
    steps = tuple(
        Step(f"where is ORD-{number * 1000 + turn}?", (f"ORD-{number * 1000 + turn} (turn {turn})",))
        for turn in range(1, messages + 1)
    )
    return Script(steps, _bursts(messages, chance))


def sourcing(number: int, messages: int, chance: random.Random, requests: int = 2) -> Script:
    """The same questions, and between them requests for quotations, each with a quantity of its own, for the real thing."""
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
    """Mostly one message at a time, now and then up to four."""
    bursts = list[int]()
    while (left := messages - sum(bursts)) > 0:
        bursts.append(min(left, chance.choice((1, 1, 1, 2, 4))))
    return tuple(bursts)
