"""One turn as an action sees it, and how a plain function becomes a Rasa action.

Slots that actions keep (all JSON): `search` (see `actions.sourcing.search_state.Search`), `product_id` (int), `supplier_id` (slug), `order_number`,
`rfq_number`: what is being talked about; `offer`, `choice`, `waiting` and `unclear`: see `Turn.offer`, `Turn.give_choice`, `ask_to_sign_in`,
actions/reading/clarify.py.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import structlog
from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue.context import Context
from actions.dialogue.entities import Entities
from actions.dialogue.events import Event
from actions.dialogue.history import find_previous_events, find_previous_message_id, leave_form
from actions.marketplace import Marketplace
from actions.marketplace.errors import MarketplaceError
from actions.replies import Button, Card, Value, person_button

log = structlog.get_logger()


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
    def is_signed_in(self) -> bool:
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

    def request_effect(self, kind: str, **details: str) -> None:
        """Asks something of the gateway (docs/architecture.md, "Effects")."""
        self.dispatcher.utter_message(json_message={"effect": {"kind": kind, **details}})

    def propose(self, intent: str, *, asked: bool = True, **entities: Any) -> Event:
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
        return self.propose("human_handoff", asked=asked, reason=reason)

    @property
    def open_proposal(self) -> dict[str, Any] | None:
        """The offer of the reply that this message answers."""
        return self._of_last_reply("offer")

    @property
    def open_choice(self) -> dict[str, Any] | None:
        """The choice of the reply that this message answers."""
        return self._of_last_reply("choice")

    @property
    def open_unclear(self) -> dict[str, Any] | None:
        """How the message before this one was not understood; None when it was. See actions/reading/clarify.py."""
        return self._of_last_reply("unclear")

    def _of_last_reply(self, slot: str) -> dict[str, Any] | None:
        kept = self.slot(slot)
        if not isinstance(kept, dict) or kept.get("message_id") != find_previous_message_id(self.tracker):
            return None
        return kept

    def give_choice(self, intent: str, entity: str, values: list[str]) -> None:
        """The reply asks which of `values` is meant; the next message may say "the second one", or name its goods."""
        self.note(
            "choice", {"intent": intent, "entity": entity, "values": values, "message_id": self.context.message_id}
        )

    def has_just_run(self, action: str) -> bool:
        """Whether `action` answered the contact's message before this one."""
        done = [event.get("name") for event in find_previous_events(self.tracker) if event.get("event") == "action"]
        return action in done

    def with_question(self, question: Mapping[str, Any]) -> Turn:
        """The same turn, as if the contact had asked `question` (`{"intent", "entities"}`)."""
        entities = Entities.of_button(question.get("entities") or {})
        return replace(self, intent=str(question["intent"]), entities=entities, text="")

    def with_wish(self, wish: Wish) -> Turn:
        """The same turn, as if the contact had said no more than `wish`."""
        return replace(self, intent=wish.intent, text=wish.text, entities=wish.entities, wishes=())

    def with_entities(self, **entities: Any) -> Turn:
        """The same turn with these entities said as well."""
        return replace(self, entities=Entities((*entities.items(), *self.entities.found)))


def say_refused(turn: Turn, name: str, refused: MarketplaceError) -> list[Event]:
    """Says so instead of whatever was about to be said, leaves the form, and offers a person. The identity's role and the
    marketplace's may differ, or the account may be one that the marketplace does not have."""
    log.warning("refused by the marketplace", action=name, reason=type(refused).__name__)
    turn.dispatcher.messages.clear()
    offer = turn.say_with_person("utter_account_may_not", {}, "problem")
    confirmed = [SlotSet("confirmed", None)] if turn.slot("confirmed") is not None else []
    return [*leave_form(turn.tracker), *confirmed, offer]
