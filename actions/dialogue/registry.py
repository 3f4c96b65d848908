"""Registers the functions that answer messages: one for each intent, some that look at a message before the function of
its intent does, and some that look at it after it was answered. An action can also have another action answer
(`answer_question`)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.turn import Turn, say_refused
from actions.marketplace.base.errors import NotAllowed, NotFound
from actions.replies import button

Handler = Callable[["Turn"], Awaitable[list[Event]]]

Reading = Callable[["Turn"], Awaitable[list[Event] | None]]

Afterthought = Callable[["Turn"], Awaitable[list[Event]]]

Listener = TypeVar("Listener", bound=Callable[..., Any])


class InOrder(Generic[Listener]):
    """Holds functions that are asked one after another. Each is registered where it is defined; the order of all of them is
    declared in one place (`actions/in_context/order.py`)."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._is_arranged = False

    def __iter__(self) -> Iterator[Listener]:
        return iter(self._listeners)

    def register(self, listener: Listener) -> Listener:
        """Registers a function, and returns it. Raises LookupError once the order is declared, because a function that
        is registered later has no place in the order."""
        if self._is_arranged:
            raise LookupError(f"{_name(listener)} has no place in actions/in_context/order.py")
        self._listeners.append(listener)
        return listener

    def arrange(self, *order: Listener) -> None:
        """Declares the order. Raises LookupError if the order lacks a registered function, or names one that is not
        registered."""
        if misplaced := set(self._listeners) ^ set(order):
            names = ", ".join(sorted(map(_name, misplaced)))
            raise LookupError(f"registered without a place in actions/in_context/order.py, or the reverse: {names}")
        self._listeners, self._is_arranged = list(order), True


def _name(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


HANDLERS: dict[str, Handler] = {}
"""The function that answers each intent."""

READINGS: InOrder[Reading] = InOrder()
"""Functions that look at each message, and at the conversation before it, before the action of its intent is called.
The first one that returns something other than None has answered the message."""


NEED_ACCOUNT: set[str] = set()
"""The intents for which a visitor is asked to sign in."""

IN_PASSING: InOrder[Reading] = InOrder()
"""Functions that look at each message before the task under way does. They answer questions in passing about a thing
that is talked about; the open question of the task is then asked again."""

AFTERTHOUGHTS: InOrder[Afterthought] = InOrder()
"""Functions that are called after each message is answered. They may add a reply."""


Namer = Callable[["Turn", Sequence[Mapping[str, Any]]], Awaitable[dict[str, str]]]

NAMERS: list[Namer] = []
"""Functions that find the orders which a message calls in other ways than by a number."""


def names_orders(namer: Namer) -> Namer:
    """Registers a function in `NAMERS`. The function gets the words of a message that call orders, and returns a
    dictionary from these words to the numbers of the orders. The message is then read as if it had the numbers."""
    NAMERS.append(namer)
    return namer


async def answer_question(turn: Turn, question: Mapping[str, Any]) -> list[Event]:
    """Answers `question`, a mapping `{"intent", "entities"}` as the record stores it, as if the
    contact had asked it now."""
    handler = HANDLERS.get(str(question.get("intent")))
    return await handler(turn.with_question(question)) if handler else []


def ask_to_sign_in(turn: Turn) -> list[Event]:
    """Says how to sign in, and stores the contact's question, so that it is answered once the contact has signed in. If
    their account is paused, they are told so instead."""
    said = say_sign_in(turn)
    if turn.context.is_paused:
        return said
    turn.request_effect("question_kept")
    return [SlotSet("waiting", {"intent": turn.intent, "entities": turn.entities.mapping})]


def say_sign_in(turn: Turn) -> list[Event]:
    """Says how to sign in, or that the account is paused."""
    if turn.context.is_paused:
        return [turn.say_with_person("account.paused", {}, "account_paused")]
    turn.say("utter_sign_in", buttons=[button("button.signed_in", "link_account")])
    return []


def answers(intent: str, *, signed_in: bool = False) -> Callable[[Handler], Handler]:
    """Returns a decorator that makes a function the answer to `intent`.

    With `signed_in`, a visitor is asked to sign in instead. When the marketplace refuses something
    to this account, the contact is told so, and the error is not raised: another attempt would not
    help.
    """

    def register(handler: Handler) -> Handler:
        async def run_guarded(turn: Turn) -> list[Event]:
            turn.done.append(intent)
            if signed_in and not turn.is_signed_in:
                events = ask_to_sign_in(turn)
            else:
                try:
                    events = await handler(turn)
                except (NotAllowed, NotFound) as refused:
                    events = say_refused(turn, intent, refused)
            turn.apply(events)
            return events

        HANDLERS[intent] = run_guarded
        if signed_in:
            NEED_ACCOUNT.add(intent)
        return run_guarded

    return register


async def answer(turn: Turn) -> list[Event]:
    """Answers the message: by the first function in `READINGS` that can, else by the action of its
    intent."""
    for read in READINGS:
        understood = await read(turn)
        if understood is not None:
            turn.apply(understood)
            return understood
    return await HANDLERS[turn.intent](turn)


def reading(read: Reading) -> Reading:
    """Registers a function in `READINGS`: it looks at every message before the action of the
    message's intent is called."""
    return READINGS.register(read)


def in_passing(read: Reading) -> Reading:
    """Registers a function in `IN_PASSING`: it looks at every message before the task under way does."""
    return IN_PASSING.register(read)


async def answer_in_passing(turn: Turn) -> bool:
    """Answers a question in passing about a thing that is talked about. Returns whether the message was such a
    question."""
    for read in IN_PASSING:
        understood = await read(turn)
        if understood is not None:
            turn.apply(understood)
            return True
    return False


def afterthought(look_at: Afterthought) -> Afterthought:
    """Registers a function in `AFTERTHOUGHTS`: it is called after each message is answered."""
    return AFTERTHOUGHTS.register(look_at)
