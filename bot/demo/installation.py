"""Sets up the demo: random secrets of this installation, staff passwords, signed identities for the
storefront, and links to Telegram."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel

from bot.contacts.identity import Identity, sign_identity
from bot.demo.accounts import DEMO_ACCOUNTS, DemoAccount
from bot.linking.linking import issue_link_code
from bot.rendering.catalogues import Catalogues
from bot.settings import Settings
from foundation.clock import system_clock
from foundation.database.announcing import Database

STAFF = ("alice", "liwei", "meilin", "admin")


def read_or_make(path: Path, make: Callable[[], dict[str, str]]) -> dict[str, str]:
    """Returns the content of a private JSON file (mode 0600) of this installation. If the file does
    not exist, it is made."""
    if path.exists():
        kept: dict[str, str] = json.loads(path.read_text("utf-8"))
        return kept
    path.parent.mkdir(parents=True, exist_ok=True)
    made = make()
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(made, file, indent=1)
    temporary.replace(path)
    return made


def read_demo_secrets(folder: Path) -> dict[str, str]:
    def make() -> dict[str, str]:
        return {"secret_key": secrets.token_hex(32), "identity_secret": f"demo:{secrets.token_hex(32)}"}

    return read_or_make(folder / "demo-secrets.json", make)


def demo_passwords(path: Path) -> dict[str, str]:
    """Returns the passwords of the demo's staff by username."""
    return read_or_make(path, lambda: {name: secrets.token_urlsafe(9) for name in STAFF})


def add_demo_secrets(settings: Settings, folder: Path) -> Settings:
    """Returns the settings with random secrets where the demo has none set."""
    if not settings.demo:
        return settings
    made = read_demo_secrets(folder)
    kid, _, key = made["identity_secret"].partition(":")
    return settings.model_copy(
        update={
            "secret_key": settings.secret_key or made["secret_key"],
            "identity_secret": settings.identity_secret or {kid: key},
        }
    )


class TelegramLinkRequest(BaseModel):
    account: str


def demo_router(
    database: Database,
    catalogues: Catalogues,
    identity_keys: dict[str, str],
    with_code: Callable[[str], dict[str, str] | None],
) -> APIRouter:
    """Serves `GET /demo/identity/<account>` and `POST /demo/telegram-link`, in the demo only.

    `with_code` returns, for a one-time code, the link to another channel and the command to type
    there. It returns None while there is no such channel.
    """
    router = APIRouter(prefix="/demo")
    accounts = {account.account: account for account in DEMO_ACCOUNTS}

    def name_of(account: DemoAccount) -> str:
        return catalogues.sentence(account.name, account.language)

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
