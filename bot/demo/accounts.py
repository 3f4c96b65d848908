"""Lists the marketplace accounts of the demo (docs/contract.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class DemoAccount:
    """Describes an account as which a visitor of the demo's storefront can sign in. `name`, `place`
    and `blurb` are keys of translated texts, or literal texts."""

    account: str
    name: str
    role: Literal["buyer", "supplier"]
    language: str
    blurb: str
    place: str = ""


def _build_account(account: str, role: Literal["buyer", "supplier"], language: str) -> DemoAccount:
    key = f"widget.account.{account.replace('-', '_')}"
    return DemoAccount(account, f"{key}.name", role, language, f"{key}.blurb", f"{key}.place")


DEMO_ACCOUNTS = (
    _build_account("nordmarkt", "buyer", "en"),
    _build_account("lagos-home", "buyer", "en"),
    _build_account("huaxia-trade", "buyer", "zh"),
    _build_account("chengdu-silk", "supplier", "zh"),
    _build_account("xinjiang-tomato", "supplier", "zh"),
    _build_account("jingdezhen-ceramics", "supplier", "zh"),
    _build_account("shenzhen-lumen", "supplier", "en"),
)
