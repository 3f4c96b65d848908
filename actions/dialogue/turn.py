"""Gives an action one turn of the conversation: what is known in it, and what the action can do.

Actions store these slots, all of them JSON. The subject of the conversation is in `search` (see
`actions.sourcing.search_state.SearchState`), `product_id` (int), `supplier_id` (slug),
`order_number` and `rfq_number`. What the last reply left open is in `offer`, `choice`, `waiting`
and `unclear`: see `Turn.propose`, `Turn.give_choice`, `ask_to_sign_in` and
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

from actions.dialogue.context import SignedContext
from actions.dialogue.entities import Entities
from actions.dialogue.events import Event
from actions.dialogue.history import find_previous_events, find_previous_message_id, leave_form
from actions.marketplace import Marketplace
from actions.marketplace.errors import MarketplaceError
from actions.replies import Button, Card, FileRef, MadeFile, Value, effect, person_button

log = structlog.get_logger()


@dataclass(frozen=True)
class Wish:
    """Holds one of several things that a message asks for: its own words, without those of the
    other wishes, and the entities that it names."""

    intent: str
    text: str
    entities: Entities


@dataclass(frozen=True)
class Turn:
    """Holds what an action knows (who asks, the words, what was understood, the dialogue so far)
    and offers what it can do."""

    context: SignedContext
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
        """Returns the slug of the signed-in account. Only actions that a visitor never reaches
        (`signed_in=True`) may read it."""
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
        """Returns whether a button or a command gave the intent. Its confidence is 1 then, which the
        NLU never gives to words."""
        return self.confidence == 1.0 and self.intent != "nlu_fallback"

    def slot(self, name: str) -> Any:
        return self.tracker.get_slot(name)

    def word_slot(self, name: str) -> str | None:
        value = self.slot(name)
        return value if isinstance(value, str) and value else None

    def note(self, slot: str, value: Any) -> None:
        """Sets a slot, in addition to the events that the action returns."""
        self.noted.append(SlotSet(slot, value))

    def say(
        self,
        response: str,
        values: Mapping[str, Value] | None = None,
        *,
        cards: Iterable[Card] = (),
        buttons: Iterable[Button] = (),
        files: Iterable[FileRef | MadeFile] = (),
    ) -> None:
        """Queues a reply. `response` is a name in domain.yml; `files` are sent along."""
        sent = {"files": list(files)} if files else {}
        self.dispatcher.utter_message(
            response=response, values=dict(values or {}), cards=list(cards), choices=list(buttons), **sent
        )

    def request_effect(self, kind: str, **details: str) -> None:
        """Asks the gateway to do something (docs/architecture.md, "Effects")."""
        self.dispatcher.utter_message(json_message={"effect": effect(kind, details)})

    def propose(self, intent: str, *, asked: bool = True, **entities: Any) -> Event:
        """Returns the event that stores what a "yes" to this turn's reply means.

        The proposal is valid for the next message only. With `asked` False the reply did not ask
        anything, so that an "ok" to it accepts nothing; a clear "yes" still does.
        """
        proposal = {"intent": intent, "entities": entities, "message_id": self.context.message_id, "asked": asked}
        event: Event = SlotSet("offer", proposal)
        return event

    def say_with_person(
        self, response: str, values: Mapping[str, Value], reason: str, *, asked: bool = True, **more: Any
    ) -> Event:
        """Queues a reply with one more button, which asks for a person about `reason`.

        Returns the event that lets a "yes" do the same. An "ok" does it too, unless the reply was
        an answer complete in itself (`asked` False).
        """
        buttons = [*more.pop("buttons", ()), person_button(reason)]
        self.say(response, values, buttons=buttons, **more)
        return self.propose("human_handoff", asked=asked, reason=reason)

    @property
    def open_proposal(self) -> dict[str, Any] | None:
        """Returns the proposal of the reply that this message answers."""
        return self._of_last_reply("offer")

    @property
    def open_choice(self) -> dict[str, Any] | None:
        """Returns the choice of the reply that this message answers."""
        return self._of_last_reply("choice")

    @property
    def open_unclear(self) -> dict[str, Any] | None:
        """Returns how the previous message failed to be understood, or None when it was understood. See
        actions/reading/clarify.py."""
        return self._of_last_reply("unclear")

    @property
    def open_files(self) -> dict[str, Any] | None:
        """The files of which the reply that this message answers asked what they are for. See
        actions/files/placing.py."""
        return self._of_last_reply("files")

    def _of_last_reply(self, slot: str) -> dict[str, Any] | None:
        stored = self.slot(slot)
        if not isinstance(stored, dict) or stored.get("message_id") != find_previous_message_id(self.tracker):
            return None
        return stored

    def give_choice(self, intent: str, entity: str, values: list[str]) -> None:
        """Stores that the reply asks which of `values` is meant.

        The next message may then say "the second one", or name its goods.
        """
        self.note(
            "choice", {"intent": intent, "entity": entity, "values": values, "message_id": self.context.message_id}
        )

    def has_just_run(self, action: str) -> bool:
        """Returns whether `action` answered the contact's message before this one."""
        done = [event.get("name") for event in find_previous_events(self.tracker) if event.get("event") == "action"]
        return action in done

    def with_question(self, question: Mapping[str, Any]) -> Turn:
        """Returns the same turn as if the contact had asked `question` (`{"intent",
        "entities"}`)."""
        entities = Entities.of_button(question.get("entities") or {})
        return replace(self, intent=str(question["intent"]), entities=entities, text="")

    def with_wish(self, wish: Wish) -> Turn:
        """Returns the same turn as if the contact had said nothing but `wish`."""
        return replace(self, intent=wish.intent, text=wish.text, entities=wish.entities, wishes=())

    def with_entities(self, **entities: Any) -> Turn:
        """Returns the same turn as if these entities had been said as well."""
        return replace(self, entities=Entities((*entities.items(), *self.entities.found)))


def say_refused(turn: Turn, name: str, refused: MarketplaceError) -> list[Event]:
    """Says that the account may not do this, leaves the form, and offers a person.

    All that was about to be said is dropped. This happens when the identity's role and the
    marketplace's differ, or when the marketplace does not have the account.
    """
    log.warning("refused by the marketplace", action=name, reason=type(refused).__name__)
    turn.dispatcher.messages.clear()
    offer = turn.say_with_person("utter_account_may_not", {}, "problem")
    confirmed = [SlotSet("confirmed", None)] if turn.slot("confirmed") is not None else []
    return [*leave_form(turn.tracker), *confirmed, offer]
