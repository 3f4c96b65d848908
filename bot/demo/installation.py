"""Sets up the demo: staff passwords, signed identities for the
storefront, and links to Telegram."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel

from bot.contacts.identity import Identity, sign_identity
from bot.demo.accounts import DEMO_ACCOUNTS, DemoAccount
from bot.linking.linking import issue_link_code
from foundation.clock import system_clock
from foundation.database.announcing import Database
from foundation.private_files import read_or_make

STAFF = ("alice", "liwei", "meilin", "admin")


def demo_passwords(path: Path) -> dict[str, str]:
    """Returns the passwords of the demo's staff by username."""
    return read_or_make(path, lambda: {name: secrets.token_urlsafe(9) for name in STAFF})


class TelegramLinkRequest(BaseModel):
    account: str


def demo_router(
    database: Database,
    translate: Callable[[str, str], str],
    identity_keys: dict[str, str],
    with_code: Callable[[str], dict[str, str] | None],
) -> APIRouter:
    """Serves `GET /demo/identity/<account>` and `POST /demo/telegram-link`, in the demo only.

    `translate(name, language)` gives the texts of `locales/`. `with_code` returns, for a one-time code, the link to another channel and the command to type
    there. It returns None while there is no such channel.
    """
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
            code = await issue_link_code(connection, person, found.language)
        return {"url": None, "command": f"/start {code}", **(with_code(code) or {}), "code": code}

    return router
