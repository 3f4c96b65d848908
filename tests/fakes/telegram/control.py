"""Serves requests by which a developer can act as a person on the emulated Telegram, with curl and without a phone:

curl -s localhost:8081/emulator/send -d '{"person": 1, "text": "/start", "language_code": "zh"}' -H content-type:application/json
curl -s localhost:8081/emulator/press -d '{"person": 1, "label": "Find suppliers"}' -H content-type:application/json
curl -s 'localhost:8081/emulator/messages?person=1'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel

if TYPE_CHECKING:
    from tests.fakes.telegram.server import TelegramServer


class Doing(BaseModel):
    person: int
    language_code: str | None = "en"
    first_name: str = "Anna"


class Saying(Doing):
    text: str


class Pressing(Doing):
    label: str


class SendingMedia(Doing):
    kind: Literal["photo", "document", "voice", "video", "sticker", "location", "contact"]


class SayingInGroup(Saying):
    group: str


class Failing(BaseModel):
    code: int | None = 500
    method: str | None = None
    times: int = 1
    retry_after: int | None = None


def control_router(server: TelegramServer) -> APIRouter:
    router = APIRouter(prefix="/emulator")

    def who(doing: Doing) -> Any:
        return server.person(doing.person, doing.language_code, doing.first_name)

    @router.post("/send")
    async def send(saying: Saying) -> dict[str, Any]:
        return {"update_id": await who(saying).sends(saying.text)}

    @router.post("/edit")
    async def edit(saying: Saying) -> dict[str, Any]:
        return {"update_id": await who(saying).edits(saying.text)}

    @router.post("/press")
    async def press(pressing: Pressing) -> dict[str, Any]:
        try:
            return {"callback_query_id": await who(pressing).presses(pressing.label)}
        except AssertionError as error:
            raise HTTPException(404, str(error)) from error

    @router.post("/media")
    async def media(sending: SendingMedia) -> dict[str, Any]:
        return {"update_id": await getattr(who(sending), f"sends_{sending.kind}")()}

    @router.post("/group")
    async def group(saying: SayingInGroup) -> dict[str, Any]:
        return {"update_id": await who(saying).in_group(saying.group).sends(saying.text)}

    @router.post("/block")
    async def block(doing: Doing) -> dict[str, Any]:
        return {"update_id": await who(doing).blocks()}

    @router.post("/unblock")
    async def unblock(doing: Doing) -> dict[str, Any]:
        return {"update_id": await who(doing).unblocks()}

    @router.post("/fail")
    async def fail(failing: Failing) -> dict[str, Any]:
        server.fail_next(**failing.model_dump())
        return {"ok": True}

    @router.get("/messages")
    async def messages(person: int, after: int = 0) -> list[dict[str, Any]]:
        return [
            {
                "id": message.id,
                "from_bot": message.from_bot,
                "text": message.text,
                "buttons": message.buttons,
            }
            for message in server.person(person).messages
            if message.id > after
        ]

    @router.get("/calls")
    async def calls() -> list[dict[str, Any]]:
        return [{"method": call.method, "code": call.code} for call in server.calls[-200:]]

    @router.get("/commands")
    async def commands() -> dict[str, Any]:
        return {f"{scope}/{language or 'default'}": menu for (scope, language), menu in server.commands.items()}

    return router
