"""Acts as people who connect a Telegram chat to their account: makes their identity tokens and the requests of the
account page, and runs a gateway with an emulated Telegram."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx

from bot.contacts.identity import sign_identity
from tests.fakes.gateway.for_telegram import until
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, running_gateway
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.server import TelegramServer


def identity_of(gateway: Gateway, person: str = "anna", account: str = "nordmarkt", **claims: Any) -> str:
    """Returns the identity token of a person who works for the company `account`, signed as the marketplace's website
    would sign it."""
    known = {"sub": f"{account}:{person}", "company": account.title(), **claims}
    name, now = person.title(), dt.datetime.now(dt.UTC)
    return sign_identity(gateway.settings.identity_secret, account, "buyer", name, now, **known)


class AccountPage:
    """Makes the requests of an account page that is open in a browser."""

    def __init__(self, gateway: Gateway, identity: str, page: str = "p" * 22) -> None:
        self._headers = {"Authorization": f"Bearer {identity}", "X-Caravan-Page": page}
        self._address = gateway.address

    async def ask(self, method: str, path: str, language: str = "en") -> httpx.Response:
        async with httpx.AsyncClient(
            base_url=self._address, trust_env=False, headers=self._headers, timeout=60
        ) as http:
            return await http.request(method, f"/account/{path}", params={"language": language})

    async def links(self) -> list[dict[str, Any]]:
        response = await self.ask("GET", "links")
        assert response.status_code == 200, response.text
        found: list[dict[str, Any]] = response.json()["links"]
        return found

    async def code(self) -> str:
        response = await self.ask("POST", "telegram-link")
        return str(response.json()["command"]).removeprefix("/start ")


async def code_for(gateway: Gateway, person: str = "anna", account: str = "nordmarkt", **claims: Any) -> str:
    """Returns a new code from the account page, to be sent with `/start` in Telegram."""
    return await AccountPage(gateway, identity_of(gateway, person, account, **claims)).code()


async def link_chat(
    gateway: Gateway, person: Person, name: str = "anna", account: str = "nordmarkt", **claims: Any
) -> None:
    """Connects the person's Telegram chat to the account, and agrees to that in the chat."""
    await person.starts(await code_for(gateway, name, account, **claims))
    await person.receives("Connect")
    await person.presses("Yes, connect")
    await person.receives("connected with")


@contextlib.asynccontextmanager
async def linking_gateway(
    database_url: str, folder: Path, telegram: TelegramServer, rasa: FakeRasa | None = None
) -> AsyncIterator[Gateway]:
    settings = {"telegram_bot_token": telegram.token, "telegram_base_url": telegram.base_url}
    async with running_gateway(database_url, folder, rasa or FakeRasa(), **settings) as gateway:
        await until(lambda: gateway.telegram.status == "ok")
        yield gateway
