"""Turns plain functions into Rasa actions and lets one action ask another."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue.context import read_context
from actions.dialogue.entities import Entities
from actions.dialogue.events import Event
from actions.dialogue.turn import Turn, Wish, say_refused
from actions.marketplace.errors import NotAllowed, NotFound
from actions.replies import button
from actions.world import open_world
from telemetry.turn import keep_private

Handler = Callable[["Turn"], Awaitable[list[Event]]]

Reading = Callable[["Turn"], Awaitable[list[Event] | None]]

HANDLERS: dict[str, Handler] = {}
"""Every action by its name in domain.yml."""

READINGS: list[Reading] = []
"""The functions that look at a message in its conversation before the action of its intent does.
The first one that returns something other than None has answered the message."""


Afterthought = Callable[["Turn", str, list[Event]], Awaitable[list[Event]]]

AFTERTHOUGHTS: list[Afterthought] = []
"""The functions that look at each action's answer once it is known, with the action's name and its
events. They may say something more, and return further events."""


async def answer_question(turn: Turn, question: Mapping[str, Any]) -> list[Event]:
    """Answers `question` in this turn. It has the shape `{"intent", "entities"}`, as slots store
    it."""
    handler = HANDLERS.get(f"action_{question.get('intent')}")
    return await handler(turn.with_question(question)) if handler else []


def ask_to_sign_in(turn: Turn) -> list[Event]:
    """Says how to sign in, and stores the question so that it is answered once the contact has
    signed in."""
    turn.say("utter_sign_in", buttons=[button("button.signed_in", "link_account")])
    turn.request_effect("question_kept")
    return [SlotSet("waiting", {"intent": turn.intent, "entities": turn.entities.mapping})]


def action(name: str, *, signed_in: bool = False) -> Callable[[Handler], Handler]:
    """Returns a decorator that makes a function the Rasa action `name`.

    With `signed_in`, a visitor is asked to sign in instead. When the marketplace refuses something
    to this account, the contact is told so: trying the turn again would not help.
    """

    def register(handler: Handler) -> Handler:
        async def run_guarded(turn: Turn) -> list[Event]:
            if signed_in and not turn.is_signed_in:
                return ask_to_sign_in(turn)
            try:
                return await handler(turn)
            except (NotAllowed, NotFound) as refused:
                return say_refused(turn, name, refused)

        HANDLERS[name] = run_guarded
        _as_rasa_action(name)
        return run_guarded

    return register


def _as_rasa_action(name: str) -> type:
    async def run(_: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Event]:
        turn = await _begin_turn(dispatcher, tracker)
        events = await _answer_as(name, turn)
        for look_at in AFTERTHOUGHTS:
            events = [*events, *await look_at(turn, name, [*turn.noted, *events])]
        return [*turn.noted, *events]

    members = {"name": lambda _: name, "run": run, "__module__": __name__}
    created = type(name, (Action,), members)
    _ACTIONS[name] = created
    return created


async def answer(turn: Turn) -> list[Event]:
    """Answers the turn: the registered readings see it first, then the action of its intent."""
    return await _answer_as(f"action_{turn.intent}", turn)


async def _answer_as(name: str, turn: Turn) -> list[Event]:
    """Runs the action `name`. When that is the action of the message's intent, or the fallback, the
    readings see the message first."""
    if name in (f"action_{turn.intent}", "action_fallback"):
        for read in READINGS:
            understood = await read(turn)
            if understood is not None:
                return understood
    return await HANDLERS[name](turn)


def reading(read: Reading) -> Reading:
    """Registers a function that looks at every message before the action of its intent does."""
    READINGS.append(read)
    return read


def afterthought(look_at: Afterthought) -> Afterthought:
    """Registers a function that looks at each action's answer once it is known."""
    AFTERTHOUGHTS.append(look_at)
    return look_at


_ACTIONS: dict[str, type] = {}
"""The action classes by name. This reference keeps them alive: rasa_sdk finds actions among the
living subclasses of `Action`."""


async def _begin_turn(dispatcher: CollectingDispatcher, tracker: Tracker) -> Turn:
    world = await open_world()
    message = tracker.latest_message or {}
    intent = message.get("intent") or {}
    context = read_context(tracker, world.settings.action_context_secret)
    keep_private(context.name)
    return Turn(
        context=context,
        market=world.market,
        tracker=tracker,
        dispatcher=dispatcher,
        text=message.get("text") or "",
        intent=intent.get("name") or "",
        confidence=float(intent.get("confidence") or 0),
        ranking=tuple((str(r["name"]), float(r["confidence"])) for r in message.get("intent_ranking") or []),
        entities=Entities.of_message(message.get("entities") or [], message.get("text") or ""),
        wishes=_read_wishes(message),
        now=world.clock(),
    )


def _read_wishes(message: Mapping[str, Any]) -> tuple[Wish, ...]:
    """Returns what each part of the message asks for.

    The entities of a wish are those in its own words and those outside of all wishes. A wish
    without any takes over those of the one before: "ORD-100188 is damaged. I want a refund".
    """
    text, found = message.get("text") or "", message.get("entities") or []
    known = [wish for wish in message.get("wishes") or [] if f"action_{wish['intent']}" in HANDLERS]
    wishes: list[Wish] = []
    for wish in known:
        others = [(other["start"], other["end"]) for other in known if other is not wish]
        own = [entity for entity in found if not any(start <= entity["start"] < end for start, end in others)]
        entities = Entities.of_message(own, text)
        words = "".join(text[at] for at in range(len(text)) if not any(start <= at < end for start, end in others))
        wishes.append(Wish(wish["intent"], words.strip(), entities or (wishes[-1].entities if wishes else entities)))
    return tuple(wishes)
