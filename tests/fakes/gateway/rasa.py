"""Stands in for Rasa's `caravan` channel, and for an action server without notices.

It counts turns in its state, echoes the message, and fails on demand."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes import PATIENCE


@dataclass
class FakeRasa:
    """Stands in for Rasa. `requests` are the turns that it was asked, and `fail` holds (status, body) for the next answers.
    While `pause` is set to an event, answers wait for it."""

    requests: list[dict[str, Any]] = field(default_factory=list)
    fail: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    replies: list[list[dict[str, Any]]] = field(default_factory=list)
    pause: asyncio.Event | None = None
    effects: list[list[dict[str, Any]]] = field(default_factory=list)
    understood: list[dict[str, Any]] = field(default_factory=list)
    begins_draft: str = ""
    """After a message with this text the state holds an unfinished task, until it has moved or the state is lost."""
    poison: str = ""
    """A message with this text is always answered with 503, as if Rasa could not reach the action server."""
    resets: int = 0
    """How often the demo data was reset."""
    operator: dict[str, Any] = field(default_factory=dict)
    """What the gateway handed over of the operator's documents last."""
    languages: dict[str, str] = field(default_factory=dict)
    """The languages that the marketplace has noted for accounts."""
    written: set[str] = field(default_factory=set)
    """The ids of messages that have changed something in the marketplace."""
    forgets_files: bool = False
    """Whether it answers only the words of a message, and says nothing of the files in it."""
    token: str = ""

    async def asked(self, count: int, seconds: float = PATIENCE) -> None:
        """Waits until it has received so many turns."""
        async with asyncio.timeout(seconds):
            while len(self.requests) < count:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    def resume(self) -> None:
        """Sends the answers that a `pause` holds back."""
        if self.pause is not None:
            self.pause.set()

    def app(self) -> Starlette:
        """Returns the application. It is Starlette's, because FastAPI would examine the parameters of each function in every test."""
        nothing = {
            "/": "Hello",
            "/held": {"held": []},
            "/files/held": {"files": []},
            "/files": {"files": []},
            "/outbox": {"accounts": []},
            "/outbox/calls": {"calls": []},
        }

        async def say_nothing(request: Request) -> Response:
            return JSONResponse(nothing[request.url.path])

        async def operator(request: Request) -> Response:
            if request.method == "GET":
                return JSONResponse({"version": self.operator.get("version", "")})
            self.operator = await request.json()
            return Response(status_code=204)

        async def language(request: Request) -> Response:
            return JSONResponse({"language": self.languages.get((await request.json())["account"])})

        async def written(request: Request) -> Response:
            return JSONResponse({"written": (await request.json())["message"] in self.written})

        async def reset(_: Request) -> Response:
            self.resets += 1
            return Response(status_code=204)

        async def turn(request: Request) -> Response:
            if request.headers.get("authorization") != f"Bearer {self.token}":
                return JSONResponse({"error": "unauthorized"}, 401)
            body = await request.json()
            self.requests.append(body)
            if self.pause is not None:
                await self.pause.wait()
            if self.poison and body["text"] == self.poison:
                return JSONResponse({"error": "actions_unavailable"}, 503)
            if self.fail:
                status, answer = self.fail.pop(0)
                return JSONResponse(answer, status)
            return JSONResponse(
                self._answer(body), headers={"Server-Timing": "nlu;dur=3.0, actions;dur=4.0, rasa;dur=12.5"}
            )

        return Starlette(
            routes=[
                *(Route(path, say_nothing) for path in nothing),
                Route("/operator", operator, methods=["GET", "PUT"]),
                Route("/accounts/language", language, methods=["POST"]),
                Route("/accounts/written", written, methods=["POST"]),
                Route("/demo/reset", reset, methods=["POST"]),
                Route("/webhooks/caravan/turn", turn, methods=["POST"]),
            ]
        )

    def _answer(self, body: dict[str, Any]) -> dict[str, Any]:
        turns = (body["state"] or {}).get("turns", 0) + 1
        effects = (
            [{"kind": "handoff", "reason": "asked"}]
            if body["intent"] == "human_handoff" or "person" in body["text"]
            else []
        )
        if body.get("files") and (body["intent"] == "send_file" or not self.forgets_files):
            effects.append({"kind": "files_answered", "place": "asked"})
        if body["intent"] == "change_language":
            effects.append({"kind": "language", "language": "zh" if body["language"] == "en" else "en"})
        reply = {
            "response": "test.echo",
            "values": {"text": body["text"], "turn": turns},
            "buttons": [
                {
                    "label": {"type": "term", "name": "button.list_orders"},
                    "intent": "list_orders",
                    "entities": {"n": turns},
                }
            ],
            "cards": [],
        }
        replies = self.replies.pop(0) if self.replies else [reply]
        effects += self.effects.pop(0) if self.effects else []
        understood = self.understood.pop(0) if self.understood else None
        is_draft = (body["state"] or {}).get("drafts") and body["entities"].get("reason") != "moved"
        begins = bool(self.begins_draft) and body["text"] == self.begins_draft
        return {
            "state": {"turns": turns} | ({"drafts": 1} if is_draft or begins else {}),
            "replies": replies,
            "effects": effects,
            "understood": understood or {"intent": "test", "confidence": 1.0, "entities": []},
        }
