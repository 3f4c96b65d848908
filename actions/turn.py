"""One turn as an action sees it, and how a plain function becomes a Rasa action.

Slots that actions keep (all JSON): `search` (see `actions.search.Search`), `product_id` (int), `supplier_id` (slug), `order_number`,
`rfq_number`: what is being talked about; `offer`, `choice`, `waiting` and `unclear`: see `Turn.offer`, `Turn.give_choice`, `ask_to_sign_in`,
actions/clarify.py.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.bootstrap import open_world
from actions.context import Context, read_context
from actions.entities import Entities
from actions.marketplace import Marketplace
from actions.marketplace.errors import MarketplaceError, NotAllowed, NotFound
from actions.replies import Button, Card, Value, button, person_button
from telemetry.turn import keep_private

log = structlog.get_logger()

Event = dict[str, Any]
Handler = Callable[["Turn"], Awaitable[list[Event]]]

Reading = Callable[["Turn"], Awaitable[list[Event] | None]]

HANDLERS: dict[str, Handler] = {}
"""Every action by its name in domain.yml."""

READINGS: list[Reading] = []
"""What the conversation makes of a message before its intent does: the first that is not None is the answer."""


@dataclass(frozen=True)
class Wish:
    """One of several things that a message asks for: its words, without those of the others, and what it names."""

    intent: str
    text: str
    entities: Entities


@dataclass(frozen=True)
class Turn:
    """What an action knows (who asks, the words, what was understood, the dialogue so far) and what it can do."""

    context: Context
    market: Marketplace
    tracker: Tracker
    dispatcher: CollectingDispatcher
    text: str
    intent: str
    entities: Entities
    confidence: float = 1.0
    ranking: tuple[tuple[str, float], ...] = ()
    wishes: tuple[Wish, ...] = ()
    noted: list[Event] = field(default_factory=list)
    now: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))

    @property
    def account(self) -> str:
        """The signed-in account. Only for actions that a visitor never reaches (`signed_in=True`)."""
        if self.context.account is None:
            raise PermissionError("a visitor has no account")
        return self.context.account

    @property
    def today(self) -> dt.date:
        return self.now.date()

    @property
    def signed_in(self) -> bool:
        return self.context.account is not None

    @property
    def is_supplier(self) -> bool:
        return self.context.role == "supplier"

    @property
    def is_pressed(self) -> bool:
        """A button or command says its intent itself; the NLU, which reads words, is never wholly sure."""
        return self.confidence == 1.0 and self.intent != "nlu_fallback"

    def slot(self, name: str) -> Any:
        return self.tracker.get_slot(name)

    def word_slot(self, name: str) -> str | None:
        value = self.slot(name)
        return value if isinstance(value, str) and value else None

    def note(self, slot: str, value: Any) -> None:
        """Sets a slot with whatever else the action returns."""
        self.noted.append(SlotSet(slot, value))

    def say(
        self,
        response: str,
        values: Mapping[str, Value] | None = None,
        *,
        cards: Iterable[Card] = (),
        buttons: Iterable[Button] = (),
    ) -> None:
        """Queues the reply. `response` is a name in domain.yml."""
        self.dispatcher.utter_message(
            response=response, values=dict(values or {}), cards=list(cards), choices=list(buttons)
        )

    def effect(self, kind: str, **details: str) -> None:
        """Asks something of the gateway (docs/architecture.md, "Effects")."""
        self.dispatcher.utter_message(json_message={"effect": {"kind": kind, **details}})

    def offer(self, intent: str, *, asked: bool = True, **entities: Any) -> Event:
        """What a "yes" to this turn's reply means. Holds for the next message only. When the reply did not ask (`asked`), an "ok"
        is no more than that."""
        kept = {"intent": intent, "entities": entities, "message_id": self.context.message_id, "asked": asked}
        event: Event = SlotSet("offer", kept)
        return event

    def say_with_person(
        self, response: str, values: Mapping[str, Value], reason: str, *, asked: bool = True, **more: Any
    ) -> Event:
        """The reply with one more button that asks for a person about `reason`; a "yes" does the same, and an "ok" too unless
        the reply was an answer complete in itself (`asked` False)."""
        buttons = [*more.pop("buttons", ()), person_button(reason)]
        self.say(response, values, buttons=buttons, **more)
        return self.offer("human_handoff", asked=asked, reason=reason)

    @property
    def open_offer(self) -> dict[str, Any] | None:
        """The offer of the reply that this message answers."""
        return self._of_last_reply("offer")

    @property
    def open_choice(self) -> dict[str, Any] | None:
        """The choice of the reply that this message answers."""
        return self._of_last_reply("choice")

    @property
    def open_unclear(self) -> dict[str, Any] | None:
        """How the message before this one was not understood; None when it was. See actions/clarify.py."""
        return self._of_last_reply("unclear")

    def _of_last_reply(self, slot: str) -> dict[str, Any] | None:
        kept = self.slot(slot)
        if not isinstance(kept, dict) or kept.get("message_id") != previous_message_id(self.tracker):
            return None
        return kept

    def give_choice(self, intent: str, entity: str, values: list[str]) -> None:
        """The reply asks which of `values` is meant; the next message may say "the second one", or name its goods."""
        self.note(
            "choice", {"intent": intent, "entity": entity, "values": values, "message_id": self.context.message_id}
        )

    def was_done(self, action: str) -> bool:
        """Whether `action` answered the contact's message before this one."""
        done = [event.get("name") for event in previous_turn(self.tracker) if event.get("event") == "action"]
        return action in done

    def asking(self, question: Mapping[str, Any]) -> Turn:
        """The same turn, as if the contact had asked `question` (`{"intent", "entities"}`)."""
        entities = Entities.of_button(question.get("entities") or {})
        return replace(self, intent=str(question["intent"]), entities=entities, text="")

    def wishing(self, wish: Wish) -> Turn:
        """The same turn, as if the contact had said no more than `wish`."""
        return replace(self, intent=wish.intent, text=wish.text, entities=wish.entities, wishes=())

    def about(self, **entities: Any) -> Turn:
        """The same turn with these entities said as well."""
        return replace(self, entities=Entities((*entities.items(), *self.entities.found)))


async def ask(turn: Turn, question: Mapping[str, Any]) -> list[Event]:
    """Answers `question` (`{"intent", "entities"}`, as kept in a slot) in this turn."""
    handler = HANDLERS.get(f"action_{question.get('intent')}")
    return await handler(turn.asking(question)) if handler else []


def ask_to_sign_in(turn: Turn) -> list[Event]:
    """Says how to sign in and keeps the question, which is answered once the contact is back as somebody."""
    turn.say("utter_sign_in", buttons=[button("button.signed_in", "link_account")])
    turn.effect("question_kept")
    return [SlotSet("waiting", {"intent": turn.intent, "entities": turn.entities.mapping})]


def _say_refused(turn: Turn, name: str, refused: MarketplaceError) -> list[Event]:
    """Says so instead of whatever was about to be said, leaves the form, and offers a person. The identity's role and the
    marketplace's may differ, or the account may be one that the marketplace does not have."""
    log.warning("refused by the marketplace", action=name, reason=type(refused).__name__)
    turn.dispatcher.messages.clear()
    offer = turn.say_with_person("utter_account_may_not", {}, "problem")
    confirmed = [SlotSet("confirmed", None)] if turn.slot("confirmed") is not None else []
    return [*leave_form(turn.tracker), *confirmed, offer]


def leave_form(tracker: Tracker) -> list[Event]:
    """Events that end the form that is being filled in, if there is one."""
    if tracker.active_loop_name is None:
        return []
    return [ActiveLoop(None), SlotSet("requested_slot", None)]


def previous_turn(tracker: Tracker) -> list[Event]:
    """The events from the contact's message before the latest up to the latest."""
    messages = [index for index, event in enumerate(tracker.events) if event.get("event") == "user"]
    return list(tracker.events[messages[-2] : messages[-1]]) if len(messages) > 1 else []


def previous_message_id(tracker: Tracker) -> str | None:
    """The id of the contact's message before the latest."""
    before = previous_turn(tracker)
    return before[0].get("message_id") if before else None


def previous_entities(tracker: Tracker) -> dict[str, Any]:
    """What was found in the contact's message before the latest, one value an entity."""
    before = previous_turn(tracker)
    data = (before[0].get("parse_data") or {}) if before else {}
    return Entities.of_message(data.get("entities") or [], before[0].get("text") or "").mapping if before else {}


def action(name: str, *, signed_in: bool = False) -> Callable[[Handler], Handler]:
    """Makes a function the Rasa action `name`. With `signed_in`, a visitor is asked to sign in instead. What the marketplace
    refuses to this account is said: no further try would have it done."""

    def register(handler: Handler) -> Handler:
        async def guarded(turn: Turn) -> list[Event]:
            if signed_in and not turn.signed_in:
                return ask_to_sign_in(turn)
            try:
                return await handler(turn)
            except (NotAllowed, NotFound) as refused:
                return _say_refused(turn, name, refused)

        HANDLERS[name] = guarded
        _as_rasa_action(name)
        return guarded

    return register


def _as_rasa_action(name: str) -> type:
    async def run(_: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Event]:
        turn = await _begin(dispatcher, tracker)
        events = await _answer(name, turn)
        return [*turn.noted, *events]

    members = {"name": lambda _: name, "run": run, "__module__": __name__}
    created = type(name, (Action,), members)
    _ACTIONS[name] = created
    return created


async def answer(turn: Turn) -> list[Event]:
    """Answers what the turn asks, read in the conversation."""
    return await _answer(f"action_{turn.intent}", turn)


async def _answer(name: str, turn: Turn) -> list[Event]:
    if name in (f"action_{turn.intent}", "action_fallback"):
        for read in READINGS:
            understood = await read(turn)
            if understood is not None:
                return understood
    return await HANDLERS[name](turn)


def reading(read: Reading) -> Reading:
    """Lets a function look at every message before the action of its intent does."""
    READINGS.append(read)
    return read


_ACTIONS: dict[str, type] = {}
"""Keeps the classes alive: rasa_sdk finds actions among the living subclasses of `Action`."""


async def _begin(dispatcher: CollectingDispatcher, tracker: Tracker) -> Turn:
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
        wishes=_wishes(message),
        now=world.clock(),
    )


def _wishes(message: Mapping[str, Any]) -> tuple[Wish, ...]:
    """What each part of the message asks for. It names what stands in it or outside of all wishes, else what the one before
    named ("ORD-100188 is damaged. I want a refund")."""
    text, found = message.get("text") or "", message.get("entities") or []
    said = [wish for wish in message.get("wishes") or [] if f"action_{wish['intent']}" in HANDLERS]
    wishes: list[Wish] = []
    for wish in said:
        others = [(other["start"], other["end"]) for other in said if other is not wish]
        own = [entity for entity in found if not any(start <= entity["start"] < end for start, end in others)]
        entities = Entities.of_message(own, text)
        words = "".join(text[at] for at in range(len(text)) if not any(start <= at < end for start, end in others))
        wishes.append(Wish(wish["intent"], words.strip(), entities or (wishes[-1].entities if wishes else entities)))
    return tuple(wishes)
