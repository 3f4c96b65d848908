"""Collects the things that a contact has to do, such as claims to answer, samples to send and quotations to decide on.
Each subject, such as claims, registers a function that finds them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from actions.dialogue.turn import Turn
from actions.replies import Button, Card, Value, lines, term

MOST = 5
"""The most things of a kind that are listed; of further ones, only the number is said."""


@dataclass(frozen=True, slots=True)
class ToDo:
    """Holds a paragraph about things of one kind, and a card for each of these things, with buttons to do it."""

    paragraph: Value
    cards: tuple[Card, ...] = ()
    buttons: tuple[Button, ...] = ()


Find = Callable[[Turn], Awaitable[list[ToDo]]]
FINDERS: dict[str, Find] = {}
"""A function for each subject, by the subject's name, that returns the things that the contact has to do in it."""


def finds_to_do(subject: str) -> Callable[[Find], Find]:
    """Returns a decorator that registers a function in `FINDERS` for this subject.

    Raises:
        ValueError: the subject has such a function already.
    """

    def register(find: Find) -> Find:
        if subject in FINDERS:
            raise ValueError(f"{subject} finds what is to do twice")
        FINDERS[subject] = find
        return find

    return register


async def find_to_do(turn: Turn) -> list[ToDo]:
    """Returns the things that the contact has to do in all subjects."""
    return [one for name in sorted(FINDERS) for one in await FINDERS[name](turn)]


def say_kind(name: str, found: list[Value], cards: list[Card]) -> list[ToDo]:
    """Returns one paragraph of the kind `name` with a line for each thing, in a list; an empty list without any."""
    if not found:
        return []
    shown = term(f"todo.{name}", count=len(found), found=lines(found[:MOST]))
    return [ToDo(shown, tuple(cards[:MOST]))]
