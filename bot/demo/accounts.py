"""Lists the accounts of the demo (docs/contract.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class DemoAccount:
    """Describes an account that a visitor of the storefront can use. `name`, `place` and `blurb`
    are keys of the strings, or literal text."""

    account: str
    name: str
    role: Literal["buyer", "supplier"]
    language: str
    blurb: str
    place: str = ""


def _demo_account(account: str, role: Literal["buyer", "supplier"], language: str) -> DemoAccount:
    key = f"widget.account.{account.replace('-', '_')}"
    return DemoAccount(account, f"{key}.name", role, language, f"{key}.blurb", f"{key}.place")


DEMO_ACCOUNTS = (
    _demo_account("nordmarkt", "buyer", "en"),
    _demo_account("lagos-home", "buyer", "en"),
    _demo_account("huaxia-trade", "buyer", "zh"),
    _demo_account("chengdu-silk", "supplier", "zh"),
    _demo_account("xinjiang-tomato", "supplier", "zh"),
    _demo_account("jingdezhen-ceramics", "supplier", "zh"),
    _demo_account("shenzhen-lumen", "supplier", "en"),
)
