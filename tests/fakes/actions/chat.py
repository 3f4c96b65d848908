"""Chats with the action server without Rasa: sends messages as the NLU would have parsed them, and reads the answers."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field
from typing import Any

import httpx
import jwt

from actions.marketplace.requests.records import Rfq
from actions.world import open_world

SECRET = "a context secret of more than thirty-two bytes"
TOKEN = "an action token"
NOW = dt.datetime(2026, 11, 25, 4, 0, tzinfo=dt.UTC)
ACCOUNTS = {
    "nordmarkt": ("buyer", "en"),
    "lagos-home": ("buyer", "en"),
    "huaxia-trade": ("buyer", "zh"),
    "chengdu-silk": ("supplier", "zh"),
    "xinjiang-tomato": ("supplier", "zh"),
    "jingdezhen-ceramics": ("supplier", "zh"),
    "shenzhen-lumen": ("supplier", "en"),
}
_ACTIONS = {"nlu_fallback": "action_fallback"}
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


@dataclass
class Answer:
    """Holds the replies, the effects and the events of one turn."""

    replies: list[dict[str, Any]]
    effects: list[dict[str, Any]]
    events: list[dict[str, Any]]

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

    def followed_by(self) -> list[str]:
        return [event["name"] for event in self.events if event["event"] == "followup"]


@dataclass
class Chat:
    """Holds a conversation with the action server, with its slots and events, as Rasa would."""

    client: httpx.AsyncClient
    account: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    form: str | None = None

    async def says(
        self,
        intent: str,
        text: str = "",
        action: str | None = None,
        confidence: float = 0.9,
        ranking: dict[str, float] | None = None,
        wishes: dict[str, str] | None = None,
        brings: list[dict[str, str]] | None = None,
        waits: bool = False,
        **entities: Any,
    ) -> Answer:
        """Sends one message of the contact, understood as `intent`. A list gives an entity several values.

        `ranking` is the NLU's ranking with confidences, the likeliest first, which is `intent`. `wishes` are the parts
        of the text that ask for different things, by their intents. `brings` are the files in it, and `waits` says
        that the conversation is in the queue for a person.
        """
        message_id = f"m{next(_numbers)}"
        found = [
            {"entity": name, "value": value, **_span(text, value)}
            for name, values in entities.items()
            for value in (values if isinstance(values, list) else [values])
        ]
        ranked = ranking or {intent: confidence}
        message = {
            "intent": {"name": intent, "confidence": ranked.get(intent, confidence)},
            "intent_ranking": [{"name": name, "confidence": share} for name, share in ranked.items()],
            "entities": found,
            "wishes": [
                {"intent": name, "start": text.index(part), "end": text.index(part) + len(part)}
                for name, part in (wishes or {}).items()
            ],
            "text": text,
            "message_id": message_id,
            "metadata": {"context": sign(self.account, message_id, waits_for_person=waits), "files": brings or []},
        }
        parsed = {"entities": found}
        self.events.append({"event": "user", "text": text, "message_id": message_id, "parse_data": parsed})
        return await self.runs(action or _ACTIONS.get(intent, f"action_{intent}"), message)

    async def presses(self, button: dict[str, Any]) -> Answer:
        return await self.says(button["intent"], button["label"]["name"], confidence=1.0, **button["entities"])

    async def runs(self, action: str, message: dict[str, Any]) -> Answer:
        response = await self.post(action, message)
        assert response.status_code == 200, response.text
        result = response.json()
        self.events.append({"event": "action", "name": action})
        for event in result["events"]:
            self.events.append(event)
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            if event["event"] == "active_loop":
                self.form = event["name"]
        said = result["responses"]
        effects = [message["custom"]["effect"] for message in said if message["custom"]]
        return Answer([message for message in said if message["response"]], effects, result["events"])

    async def post(self, action: str, message: dict[str, Any], token: str = TOKEN) -> httpx.Response:
        call = {
            "next_action": action,
            "sender_id": "v1",
            "tracker": {
                "sender_id": "v1",
                "slots": self.slots,
                "latest_message": message,
                "events": self.events,
                "paused": False,
                "followup_action": None,
                "active_loop": {"name": self.form} if self.form else {},
                "latest_action_name": "action_listen",
            },
            "domain": {},
        }
        return await self.client.post("/webhook", json=call, headers={"X-Caravan-Token": token})


def field(card: dict[str, Any], label: str) -> Any:
    return next((f["value"] for f in card["fields"] if f["label"]["name"] == f"field.{label}"), None)


async def fill_in(chat: Chat, intent: str, text: str = "", **entities: Any) -> Answer:
    """Answers one question of the quote form."""
    chat.form = "quote_form"
    return await chat.says(intent, text, action="validate_quote_form", **entities)


async def rfqs_of(account: str) -> tuple[Rfq, ...]:
    world = await open_world()
    return await world.market.rfqs.list_rfqs(account, limit=50)
