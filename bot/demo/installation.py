"""Serves the addresses at which the demo's storefront gets signed identities and links to Telegram."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel

from bot.contacts.identity import Identity, sign_identity
from bot.demo.accounts import DEMO_ACCOUNTS, DemoAccount
from foundation.clock import system_clock
from foundation.database.announcing import Connection, Database


class TelegramLinkRequest(BaseModel):
    account: str


def demo_router(
    database: Database,
    translate: Callable[[str, str], str],
    identity_keys: dict[str, str],
    issue_code: Callable[[Connection, Identity, str], Awaitable[str]],
    with_code: Callable[[str], dict[str, str] | None],
) -> APIRouter:
    """Returns the router of `GET /demo/identity/<account>`, which signs a visitor in as a demo
    account, and `POST /demo/telegram-link`. `translate(name, language)` returns the texts of
    `locales/`. `issue_code(connection, person, language)` returns a one-time code with which the
    person signs in on Telegram, and `with_code(code)` returns the link to Telegram with a one-time code and the command
    to type there, or None while Telegram cannot be reached."""
    router = APIRouter(prefix="/demo")
    accounts = {account.account: account for account in DEMO_ACCOUNTS}

    def name_of(account: DemoAccount) -> str:
        return translate(account.name, account.language)

    def find(account: str) -> DemoAccount:
        if account not in accounts:
            raise HTTPException(404, "no such demo account")
        return accounts[account]

    @router.get("/identity/{account}")
    async def identity(account: str) -> dict[str, str]:
        found = find(account)
        name = name_of(found)
        token = sign_identity(identity_keys, found.account, found.role, name, system_clock(), company=name)
        return {"token": token, "language": found.language}

    @router.post("/telegram-link")
    async def telegram_link(request: TelegramLinkRequest) -> dict[str, str | None]:
        found = find(request.account)
        name = name_of(found)
        person = Identity(found.account, found.role, f"{found.account}:demo", name, jti="", until=None, company=name)
        async with database.begin() as connection:
            code = await issue_code(connection, person, found.language)
        return {"url": None, "command": f"/start {code}", **(with_code(code) or {}), "code": code}

    return router
