"""Chats with the action server without Rasa: sends messages as the NLU would have parsed them, and reads the answers."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import httpx
import jwt

from actions.marketplace.trades.requests.records import Rfq
from actions.world import open_world
from nlu.turn.words.calling import find_called
from nlu.turn.words.private import find_private, with_private
from nlu.turn.words.wording import complete
from nlu.understanding.cues.cues import find_choices, find_mentions, find_reports, find_topics
from nlu.understanding.grammar.changes.bargains import asks_privacy, find_limits, find_percents
from nlu.understanding.grammar.changes.counted import find_counted
from nlu.understanding.grammar.changes.differences import find_differences, find_numbers
from nlu.understanding.grammar.changes.removals import find_removals
from nlu.understanding.grammar.changes.shares import find_shares
from nlu.understanding.grammar.changes.shifts import find_shifts
from nlu.understanding.grammar.changes.stated import find_stated
from nlu.understanding.grammar.dictation import find_dictation
from nlu.understanding.grammar.remarks import asks_to_repeat, find_remarks
from nlu.understanding.grammar.sizes import find_sizes
from tests.fakes.actions.marketplace import NOW

SECRET = "a context secret of more than thirty-two bytes"
TOKEN = "an action token"
ACCOUNTS = {
    "nordmarkt": ("buyer", "en"),
    "lagos-home": ("buyer", "en"),
    "huaxia-trade": ("buyer", "zh"),
    "chengdu-silk": ("supplier", "zh"),
    "xinjiang-tomato": ("supplier", "zh"),
    "jingdezhen-ceramics": ("supplier", "zh"),
    "shenzhen-lumen": ("supplier", "en"),
}
ANSWER = {"answer": ("value", 0.8)}
"""What the NLU says of words that answer the open question, whatever they sound like alone."""
_numbers = itertools.count(1)


def sign(account: str | None, message_id: str, secret: str = SECRET, **changes: Any) -> str:
    """Returns the signed context that the gateway would issue."""
    role, language = ACCOUNTS.get(account or "", ("visitor", "en"))
    now = dt.datetime.now(dt.UTC)
    claims = {
        "aud": "caravan-actions",
        "iat": now,
        "exp": now + dt.timedelta(minutes=5),
        "contact": "c1",
        "account": account,
        "role": role,
        "name": account,
        "conversation": "v1",
        "message_id": message_id,
        "language": language,
        "channel": "webchat",
    }
    return jwt.encode({**claims, **changes}, secret, algorithm="HS256")


def _span(text: str, value: Any) -> dict[str, int]:
    """Returns the span where the text names the value or its number; {} when it does not, as for a button."""
    written = str(value.get("value", "")) if isinstance(value, dict) else str(value)
    start = text.find(written) if written else -1
    return {"start": start, "end": start + len(written)} if start >= 0 else {}


def at_hand(number: str, kind: str = "order") -> dict[str, Any]:
    """Returns the record of a conversation in which this order, or another thing of this kind, was talked about last."""
    return {"version": 2, "focus": [[kind, number]]}


@dataclass
class Answer:
    """Holds the replies and the effects of one turn, and whether it says that something was written."""

    replies: list[dict[str, Any]]
    effects: list[dict[str, Any]]
    wrote: bool = False

    @property
    def names(self) -> list[str]:
        return [reply["response"] for reply in self.replies]

    @property
    def reply(self) -> dict[str, Any]:
        assert len(self.replies) == 1, self.names
        return self.replies[0]

    @property
    def values(self) -> dict[str, Any]:
        values: dict[str, Any] = self.reply["values"]
        return values

    @property
    def cards(self) -> list[dict[str, Any]]:
        cards: list[dict[str, Any]] = self.reply["cards"]
        return cards

    @property
    def buttons(self) -> list[dict[str, Any]]:
        return [*self.reply["choices"], *(button for card in self.cards for button in card["buttons"])]

    def button(self, label: str) -> dict[str, Any]:
        return next(b for b in self.buttons if b["label"]["name"] == label)


@dataclass
class Chat:
    """Holds a conversation with the action server, and its record, as Rasa would."""

    client: httpx.AsyncClient
    account: str | None = None
    record: dict[str, Any] = field(default_factory=dict)
    language: str | None = None
    """The contact's language; without it, the account's own."""

    @property
    def task(self) -> str | None:
        """The name of the task that is under way."""
        return (self.record.get("task") or {}).get("name")

    @property
    def asked(self) -> str | None:
        """The slot that the task's open question asks for; `confirmed` for the final question."""
        return (self.record.get("task") or {}).get("asked")

    @property
    def values(self) -> dict[str, Any]:
        """The values of the task that is under way."""
        return (self.record.get("task") or {}).get("values") or {}

    @property
    def slots(self) -> dict[str, Any]:
        """What is known now, by name: what is talked about, the search, what waits, and the task's values."""
        names = {"listing": "product_id", "supplier": "supplier_id", "order": "order_number", "request": "rfq_number"}
        names |= {"claim": "claim_number", "sample": "sample_number", "question": "question_number"}
        about = {names[kind]: named for kind, named in self.record.get("focus") or [] if kind in names}
        stored = {name: self.record.get(name) for name in ("search", "waiting")}
        return defaultdict(lambda: None, {**stored, **about, **(self.record.get("kept") or {}), **self.values})

    def about(self, kind: str) -> Any:
        """Returns what of that kind is talked about."""
        return next((named for each, named in self.record.get("focus") or [] if each == kind), None)

    async def says(
        self,
        intent: str,
        text: str = "",
        confidence: float = 0.9,
        ranking: dict[str, float] | None = None,
        brings: list[dict[str, str]] | None = None,
        waits: bool = False,
        acts: dict[str, tuple[str, float]] | None = None,
        provisos: list[str] | None = None,
        fact: str | None = None,
        situated: float | None = None,
        elsewhere: dict[str, Any] | None = None,
        **entities: Any,
    ) -> Answer:
        """Sends one message of the contact, understood as `intent`. A list gives an entity several values.

        `ranking` is the NLU's ranking with confidences, the likeliest first, which is `intent`. `wishes` are the parts
        of the text that ask for different things, by their intents. `brings` are the files in it, and `waits` says
        that the conversation is in the queue for a person. `acts` are what the message does in its situation, each with
        its kind and confidence. `provisos` are conditions that the NLU has set apart from the text. `fact` is
        what the NLU surely reads that the text asks for. `situated` is the confidence in `intent` in its situation, if
        that is not the one of the ranking. `elsewhere` is what was left unfinished in another conversation.
        """
        message_id = f"m{next(_numbers)}"
        private = find_private(text) if confidence != 1.0 else None
        if private:
            text, amounts = private.main, {float(value) for value, _ in private.bounds}
            entities = {
                name: kept for name, given in entities.items() if (kept := _without(given, amounts)) not in (None, [])
            }
        found = [
            {"entity": name, "value": value, **_span(text, value)}
            for name, values in entities.items()
            for value in (values if isinstance(values, list) else [values])
        ]
        ranked = ranking or {intent: confidence}
        message = {
            "intent": {"name": intent, "confidence": situated or ranked.get(intent, confidence)},
            "intent_ranking": [{"name": name, "confidence": share} for name, share in ranked.items()],
            "entities": found,
            "acts": [{"act": name, "kind": kind, "confidence": sure} for name, (kind, sure) in (acts or {}).items()],
            "mentions": find_mentions(text),
            "topics": find_topics(text),
            "reports": find_reports(text),
            "choices": find_choices(text),
            "numbers": find_numbers(text),
            "differences": find_differences(text),
            "shares": find_shares(text),
            "dictation": find_dictation(text, NOW.date()),
            "percents": find_percents(text),
            "shifts": find_shifts(text),
            "counted": [list(each) for each in find_counted(text)],
            "sizes": find_sizes(text),
            "stated": find_stated(text),
            "removals": find_removals(text),
            "limits": find_limits(text),
            "is_private": asks_privacy(text),
            "remarks": find_remarks(text),
            "repeats": asks_to_repeat(text),
            "provisos": provisos or [],
            "facts": [{"fact": fact, "confidence": 0.9, "start": 0, "end": len(text)}] if fact else [],
            "text": text,
            "message_id": message_id,
            "metadata": {
                "context": self._sign(message_id, waits_for_person=waits),
                "files": brings or [],
                **({"elsewhere": elsewhere} if elsewhere else {}),
            },
        }
        return await self.runs(with_private(message, private) if private else message)

    def _sign(self, message_id: str, **changes: Any) -> str:
        language = {"language": self.language} if self.language else {}
        return sign(self.account, message_id, **language, **changes)

    async def presses(self, button: dict[str, Any], elsewhere: dict[str, Any] | None = None) -> Answer:
        label = button["label"].get("name") or button["label"]["en"]
        return await self.says(button["intent"], label, confidence=1.0, elsewhere=elsewhere, **button["entities"])

    async def runs(self, message: dict[str, Any]) -> Answer:
        role, _ = ACCOUNTS.get(self.account or "", ("visitor", ""))
        response = await self.post("action_respond", complete(message, role, NOW.date()))
        assert response.status_code == 200, response.text
        result = response.json()
        self.record = result["events"][-1]["value"]
        said = result["responses"]
        effects = [message["custom"]["effect"] for message in said if message["custom"]]
        others = [effect for effect in effects if effect != {"kind": "wrote"}]
        return Answer([message for message in said if message["response"]], others, others != effects)

    async def hears(self, said: str) -> dict[str, str]:
        """Returns the orders that the action server says a message names by the operator's own numbers, when the NLU asks
        for them with the message. Nothing is answered then."""
        message_id = f"m{next(_numbers)}"
        message = {
            "intent": {"name": "nlu_fallback", "confidence": 0.3},
            "entities": [],
            "text": said,
            "message_id": message_id,
            "metadata": {"context": self._sign(message_id), "files": [], "said": said, "called": find_called(said)},
        }
        result = (await self.post("action_respond", message)).json()
        named = [each["custom"]["named_orders"] for each in result["responses"] if "named_orders" in each["custom"]]
        if named:
            assert (len(result["responses"]), result["events"]) == (1, [])
        return named[0] if named else {}

    async def post(self, action: str, message: dict[str, Any], token: str = TOKEN) -> httpx.Response:
        call = {
            "next_action": action,
            "sender_id": "v1",
            "tracker": {
                "sender_id": "v1",
                "slots": {"record": self.record},
                "latest_message": message,
                "events": [],
                "paused": False,
                "followup_action": None,
                "active_loop": {},
                "latest_action_name": "action_listen",
            },
            "domain": {},
        }
        return await self.client.post("/webhook", json=call, headers={"X-Caravan-Token": token})


def _without(given: Any, amounts: set[float]) -> Any:
    """Returns the value of an entity, or the list of its values, without prices of these amounts."""
    if isinstance(given, list):
        return [each for each in given if _without(each, amounts) is not None]
    number = given.get("amount", given.get("value")) if isinstance(given, dict) else None
    return None if number is not None and float(number) in amounts else given


def field(card: dict[str, Any], label: str) -> Any:
    return next((f["value"] for f in card["fields"] if f["label"]["name"] == f"field.{label}"), None)


async def rfqs_of(account: str) -> tuple[Rfq, ...]:
    world = await open_world()
    return await world.market.rfqs.list_rfqs(account, limit=50)
