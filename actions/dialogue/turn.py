"""Defines the turn, which is one message and its answer: everything that an action knows about the message, and the
methods with which it answers.

`Turn.record` (`actions.dialogue.discourse.Discourse`) holds what the conversation is about. Actions change this record,
and the next turn gets it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import structlog
from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue.context import SignedContext
from actions.dialogue.discourse import KIND_OF_SLOT, Discourse, Json, TaskState
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.said.acts import Acts
from actions.dialogue.said.asked import Asked
from actions.dialogue.said.complaint import Complaint
from actions.dialogue.said.cues import Cues
from actions.dialogue.said.described import Described
from actions.dialogue.said.dictation import Dictation
from actions.dialogue.said.entities import Entities
from actions.dialogue.said.figures import Figure
from actions.dialogue.said.pointing import INTO_A_LIST, Pointer
from actions.dialogue.said.private import PrivateLimit
from actions.dialogue.said.recipients import Recipients
from actions.dialogue.said.shares import Share
from actions.effects import build_effect
from actions.marketplace import Marketplace
from actions.marketplace.base.errors import MarketplaceError
from actions.replies import Button, Card, FileRef, MadeFile, Value, person_button

_ASKS = 0.5
"""The least confidence that a message asks about the thing that is talked about, at which it counts as a question
although its words do not ask."""
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Bound:
    """Holds how large goods shall be at least, or at most: 200克以上. `words` are the words of the message that say
    so."""

    words: str
    number: Decimal
    unit: str
    is_least: bool


@dataclass(frozen=True)
class Turn:
    """Holds everything that an action knows (who asks, the words, their meaning, the dialogue so far) and has a method
    for everything that an action can do."""

    context: SignedContext
    market: Marketplace
    record: Discourse
    dispatcher: CollectingDispatcher
    text: str
    intent: str
    entities: Entities
    confidence: float = 1.0
    ranking: tuple[tuple[str, float], ...] = ()
    acts: Acts = field(default_factory=lambda: Acts.read((), "nlu_fallback", 0.0))
    mentions: tuple[str, ...] = ()
    """The conditions of a search that the words name: "forget the certificate" names `certification`."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """The values that the words choose, by the names of the NLU's table: `claim_wish` is `refund` in "I want my money
    back"."""
    papers: tuple[str, ...] = ()
    """The papers of an order that the words name, such as `proforma`."""
    paper_wishes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The clauses of a message that wants several papers, each with the papers that it wants
    (`nlu.turn.words.papers`)."""
    topics: frozenset[str] = frozenset()
    """Topics of the words for which there is no intent: `sent` means something that was passed on to somebody
    before."""
    reports: tuple[str, ...] = ()
    """Names for what the words report of an order, or for which of several they mean: `started`, `finished`, `late`,
    `all`, `wrong`."""
    figures: tuple[Figure, ...] = ()
    """The figures in the message, with everything that the words say of each."""
    meant: Mapping[str, Figure] = field(default_factory=dict)
    """The figures that the task takes, by the kind of value (`actions.dialogue.values.settle`)."""
    numbers: tuple[Decimal, ...] = ()
    """All numbers in the message, in the order of the text."""
    differences: tuple[Decimal, ...] = ()
    """By how much the message changes numbers, in the order of the text: "20 less" is -20."""
    shares: tuple[Share, ...] = ()
    """The shares of a quantity that the message speaks of: "10% more", "half of them"."""
    percents: tuple[Decimal, ...] = ()
    """By how many percent the message lowers a price: "5% off" is 5."""
    shifts: tuple[int, ...] = ()
    """By how many days the message moves a day: "a week longer" is 7."""
    counted: tuple[tuple[Decimal, str], ...] = ()
    """The numbers in the message with the words that they count, whether these name known goods or not."""
    stated: tuple[Mapping[str, Any], ...] = ()
    """The statements of the message about a listing, such as "stock is 640": which property each is `of`, and its value
    or the difference (`nlu.understanding.grammar.changes.stated`)."""
    unstated: tuple[str, ...] = ()
    """Further clauses of the message with numbers that are no values of a listing: "it has 12 cups in a set"."""
    removals: tuple[str, ...] = ()
    """The things that the message takes out of something, in its words: "no pens" takes out "pens"."""
    dropped: tuple[str, ...] = ()
    """The words of the message for what it takes off a list of goods: "the pouch one" in "cancel the pouch one"."""
    recipients: tuple[Recipients, ...] = ()
    """What the clauses of the message say about who shall read a request: "send it to zhaoming too"."""
    sizes: tuple[str, ...] = ()
    """The sizes of goods that the words name, such as "350ml"."""
    bound: tuple[tuple[str, str], ...] = ()
    """Pairs of the name of goods and words of the message that describe these goods and no others: the "black" of "500
    bags, black, and 200 umbrellas"."""
    bounds: tuple[Bound, ...] = ()
    """How large the goods shall be at least or at most."""
    limits: tuple[Decimal, ...] = ()
    """The numbers in the message that say how far the contact would go: "up to 3.20"."""
    is_private: bool = False
    """Whether the message says that the other side shall not learn what it says."""
    private: PrivateLimit | None = None
    """The price that the message gives as a limit for its writer alone. Neither `text` nor any other value holds it."""
    remarks: tuple[str, ...] = ()
    """Remarks of the message about goods, such as "with our logo on the label"."""
    provisos: tuple[str, ...] = ()
    """The conditions in the message, and what it demands in return for a concession, in its words. `text` and the values
    leave these words out."""
    faults: tuple[str, ...] = ()
    """The words of the message that may say what exactly is wrong with goods."""
    complaint: Complaint = field(default_factory=Complaint)
    """What a buyer's message says as a complaint: how many pieces are affected, and the words for the problem."""
    content: str = ""
    """The message without the words that introduce its content as a message, a remark or a reason, and without the wish
    to send it."""
    replaced: tuple[str, ...] = ()
    """Two statements in the words of the message: one that it calls wrong, and one that it gives instead. Empty if it
    has no such pair."""
    reasons: tuple[str, ...] = ()
    """The reasons that the message gives, in its words: 设备坏了 in 要晚一周，设备坏了."""
    described: Described = field(default_factory=Described)
    """How the message describes the goods on the screen without naming them."""
    demanded: tuple[str, ...] = ()
    """Properties that the message demands of the goods that it names: "lids" in "cups with lids"."""
    beside: tuple[str, ...] = ()
    """Further words beside the goods that may be such properties, if the catalogue knows them."""
    denied: tuple[str, ...] = ()
    """Things that the message does not want, in its words: "washed" in "natural rather than washed"."""
    asked: tuple[Asked, ...] = ()
    """The questions of the message about things that were traded, clause by clause: "when did it leave?"."""
    asked_of_goods: tuple[Asked, ...] = ()
    """The questions of the message about goods on sale and their suppliers: "is there a warranty?"."""
    asked_of_market: tuple[Asked, ...] = ()
    """The questions of the message about the marketplace in general: "do I pay you or the factory?"."""
    general: tuple[str, ...] = ()
    """The questions on trade and on the marketplace in general that the words ask (nlu/turn/words/general/general.yml), such
    as `port_charges`; one that only counts after an answer about something is written as `<question>@<something>`."""
    owning: frozenset[str] = frozenset()
    """Whether the message speaks of something of its writer's own (`own`) or of the past (`past`)."""
    kept: tuple[str, ...] = ()
    """Things that the message wants left as they are, in its words: "the minimum" in "the minimum stays, only the
    price"."""
    pointing: tuple[Pointer, ...] = ()
    """The words that point at things shown before: "the second one", "the other", 义乌那家."""
    cues: Cues = field(default_factory=Cues)
    """The short words of the message that are neither an intent nor an entity: "more", "send it"."""
    dictation: Dictation = field(default_factory=Dictation)
    """The words that the message wants written to somebody, and the changes that it wants in a message that is being
    written."""
    repeats: bool = False
    """Whether the message asks for the same as before: "same as last time"."""
    asked_by: Turn | None = None
    """The turn of an earlier message that the bot has answered by asking which of several things is meant, with the
    conversation as it is now."""
    now: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    said: list[str] = field(default_factory=list)
    """The names of the responses that this turn has said."""
    edits: bool = False
    """Whether the message changes words that a task has collected, so that its own words do not become part of them
    (`actions.dialogue.deciding`)."""
    done: list[str] = field(default_factory=list)
    """The intents whose actions have answered in this turn."""
    questions: list[Any] = field(default_factory=list)
    """The queued replies that ask for a value of the task under way, or for its final "yes"."""
    noted: list[str] = field(default_factory=list)
    """The names under which this turn has stored a value in the record."""
    read: dict[str, Any] = field(default_factory=dict)
    """Data that was read from the marketplace for this message and is needed more than once, such as the account's
    trades."""

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

    @property
    def is_typed_by_supplier(self) -> bool:
        """Returns whether a signed-in supplier has typed this message while no task is under way."""
        return self.is_supplier and self.is_signed_in and not self.is_pressed and self.task is None

    @property
    def asks(self) -> bool:
        """Returns whether the message asks something, by its words or by its act."""
        return not self.is_pressed and (self.cues.is_question or self.acts.find("ask_about") >= _ASKS)

    def may_be(self, number: Decimal, *kinds: str) -> bool:
        """Returns whether the message uses the number at least once as a figure of one of these kinds: the 4.5 of "4.5
        mm" is neither money nor a count of goods. A number that is not among the figures may be anything."""
        own = [figure.kind for figure in self.figures if figure.value == number]
        return not own or not set(own).isdisjoint(kinds)

    @property
    def difference(self) -> Decimal | None:
        """Returns by how much the message changes a quantity, unless it names another quantity as well: "add 50 pieces"
        does, "instead of 20 less make it 500" does not."""
        amount = self.entities.quantity
        if not self.differences or self.entities.has("price"):
            return None
        change = self.differences[-1]
        return change if amount is None or amount.value == abs(change) else None

    @property
    def points_into_list(self) -> bool:
        """Returns whether the words point at things that were listed, as "the second one" and "both" do."""
        return any(pointer.by in INTO_A_LIST for pointer in self.pointing)

    @property
    def task(self) -> TaskState | None:
        """The task that is under way, if there is one."""
        return self.record.task

    def slot(self, name: str) -> Any:
        """Returns what the record holds under that name: the id of a thing that is talked about (`product_id`,
        `order_number` …), the `search`, the question that is `waiting` for a sign-in, or a value that a package keeps
        for later messages."""
        record = self.record
        if name in KIND_OF_SLOT:
            return record.find_focus(KIND_OF_SLOT[name])
        if name in ("search", "waiting"):
            return getattr(record, name)
        return record.kept.get(name)

    def word_slot(self, name: str) -> str | None:
        value = self.slot(name)
        return value if isinstance(value, str) and value else None

    def note(self, slot: str, value: Any) -> None:
        """Stores a value in the record. `slot` is a name that the method `slot` takes, or `offer` for the meaning of a
        "yes"."""
        record = self.record
        if value is not None:
            self.noted.append(slot)
        if slot in KIND_OF_SLOT:
            record.set_focus(KIND_OF_SLOT[slot], value)
        elif slot in ("search", "waiting"):
            setattr(record, slot, value)
        elif slot == "offer":
            record.proposal = value
        elif value is None:
            record.kept.pop(slot, None)
        else:
            record.kept[slot] = value

    def apply(self, events: Iterable[Event]) -> None:
        """Stores the events that an action returned."""
        for event in events:
            self.note(event["name"], event["value"])

    def say(
        self,
        response: str,
        values: Mapping[str, Value] | None = None,
        *,
        cards: Iterable[Card] = (),
        buttons: Iterable[Button] = (),
        files: Iterable[FileRef | MadeFile] = (),
    ) -> None:
        """Queues a reply. `response` is a name in domain.yml, `values` fill its placeholders, and `files` are sent
        along."""
        sent = {"files": list(files)} if files else {}
        self.said.append(response)
        self.dispatcher.utter_message(
            response=response, values=dict(values or {}), cards=list(cards), choices=list(buttons), **sent
        )

    def request_effect(self, kind: str, **details: str) -> None:
        """Asks the gateway to do something. `kind` and `details` are the name and the fields of an effect in
        actions/effects.py."""
        self.dispatcher.utter_message(json_message={"effect": build_effect(kind, details)})

    def propose(
        self, intent: str, *, asked: bool = True, refusal: Mapping[str, Any] | None = None, **entities: Any
    ) -> Event:
        """Returns the event that stores the meaning of a "yes" to this turn's reply. If a "no" right after it also has
        an effect, `refusal` holds its meaning (`{"intent", "entities"}`).

        With `asked` False the reply did not ask anything. An "ok" to it then accepts nothing, but a clear "yes" still
        does. `open_proposal` says how long the proposal is valid.
        """
        proposal = {"intent": intent, "entities": entities, "message_id": self.context.message_id, "asked": asked}
        return SlotSet("offer", {**proposal, "refusal": dict(refusal)} if refusal else proposal)

    def say_with_person(
        self, response: str, values: Mapping[str, Value], reason: str, *, asked: bool = False, **more: Any
    ) -> Event:
        """Queues a reply with one more button, which asks for a person about `reason`.

        Returns the event that makes a "yes" ask for the person as well. An "ok" does so only if the reply asks whether
        a person shall come (`asked`): otherwise an "ok" may only mean that the contact has read the reply.
        """
        buttons = [*more.pop("buttons", ()), person_button(reason)]
        self.say(response, values, buttons=buttons, **more)
        return self.propose("human_handoff", asked=asked, reason=reason)

    @property
    def open_proposal(self) -> Json | None:
        """Returns the present meaning of a "yes": the proposal of the last reply. A proposal that asked something,
        other than whether to call a person, stays valid until another one replaces it or a task asks its next
        question."""
        proposal = self.record.proposal
        if proposal is None:
            return None
        is_latest = proposal.get("message_id") == self.record.last.message_id
        stays_open = proposal.get("asked", True) and proposal["intent"] != "human_handoff"
        return proposal if is_latest or stays_open else None

    @property
    def open_choice(self) -> Json | None:
        """Returns the question which of several things is meant, as `{"intent", "entity", "values"}`, or None if no
        such question is open or another list was shown after it."""
        latest = next(iter(self.record.lists), None)
        if latest is None or latest.intent is None:
            return None
        entity = next((name for name, kind in KIND_OF_SLOT.items() if kind == latest.kind), latest.kind)
        return {"intent": latest.intent, "entity": entity, "values": latest.ids}

    @property
    def open_unclear(self) -> Json | None:
        """Returns how the previous message failed to be understood, or None when it was understood. See
        actions/reading/clarify.py."""
        return self._of_last_reply("unclear")

    @property
    def open_files(self) -> Json | None:
        """Returns the files whose purpose the previous reply has asked for, or None. See actions/files/placing.py."""
        return self._of_last_reply("files")

    @property
    def told(self) -> str:
        """Returns the words of the message for somebody else, without those that only say what to do with them:
        水分多少 in 顺便问下厂家水分多少."""
        return self.dictation.words or self.text.strip()

    @property
    def open_questions(self) -> Json | None:
        """Returns the questions about an order that the previous reply could not answer from the record, as `{"number",
        "words"}`, or None. They can be passed on to the other side."""
        return self._of_last_reply("unanswered")

    def _of_last_reply(self, name: str) -> Json | None:
        stored = self.record.kept.get(name)
        if not isinstance(stored, dict) or stored.get("message_id") != self.record.last.message_id:
            return None
        return stored

    def give_choice(self, intent: str, entity: str, values: Sequence[Any]) -> None:
        """Stores that the reply asks which of `values` is meant. Once the contact has chosen, `intent` is answered for
        the chosen one.

        A later message may then say "the second one", or name its goods.
        """
        self.record.add_list(KIND_OF_SLOT[entity], list(values), intent, self.context.message_id)

    def show_list(self, entity: str, values: Sequence[Any]) -> None:
        """Stores that the reply lists `values` in this order, so that a later "the second one" is understood."""
        self.record.add_list(KIND_OF_SLOT[entity], list(values), message_id=self.context.message_id)

    def has_just_done(self, intent: str) -> bool:
        """Returns whether the action of `intent` answered the contact's message before this one."""
        return intent in self.record.last.done

    def with_question(self, question: Mapping[str, Any]) -> Turn:
        """Returns a copy of the turn in which the contact asks `question` (`{"intent", "entities"}`)."""
        entities = Entities.of_button(question.get("entities") or {})
        return replace(
            self, intent=str(question["intent"]), entities=entities, text="", figures=(), cues=Cues(), pointing=()
        )

    def as_wish(self, intent: str) -> Turn:
        """Returns a copy of the turn whose message wants `intent`, whatever its acts say."""
        return replace(self, intent=intent, acts=Acts.read((), intent, self.confidence))

    def with_entities(self, **entities: Any) -> Turn:
        """Returns a copy of the turn whose message also names these entities."""
        found = (*entities.items(), *self.entities.found)
        return replace(self, entities=Entities(found, bound=self.entities.bound))


def say_refused(turn: Turn, name: str, refused: MarketplaceError) -> list[Event]:
    """Says that the account may not do this, drops the task under way, and offers a person.

    All that was about to be said is dropped. This happens when the identity's role and the
    marketplace's differ, or when the marketplace does not have the account.
    """
    log.warning("refused by the marketplace", action=name, reason=type(refused).__name__)
    turn.dispatcher.messages.clear()
    turn.record.task = None
    return [turn.say_with_person("utter_account_may_not", {}, "problem")]
