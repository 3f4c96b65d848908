"""Defines the records of suspicious passages in a text, and of bank accounts that are not suspicious."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Reason = Literal["bank", "leave"]
"""The reasons why a text is suspicious: it leads money to another account (`bank`), or the conversation to another
place (`leave`)."""
Kind = Literal[
    "iban",
    "swift",
    "account",
    "crypto",
    "wallet",
    "other_account",
    "messenger",
    "email",
    "phone",
    "link",
    "off_platform",
]
REASONS: dict[Kind, Reason] = {
    "iban": "bank",
    "swift": "bank",
    "account": "bank",
    "crypto": "bank",
    "wallet": "bank",
    "other_account": "bank",
    "messenger": "leave",
    "email": "leave",
    "phone": "leave",
    "link": "leave",
    "off_platform": "leave",
}


@dataclass(frozen=True)
class Finding:
    """Names one suspicious thing in a text. `found` is the passage after `disguises.revealed`."""

    kind: Kind
    found: str

    @property
    def reason(self) -> Reason:
        return REASONS[self.kind]


@dataclass(frozen=True)
class Beneficiary:
    """Holds a supplier's bank account that the marketplace has checked: an IBAN or an account number, and the bank's
    SWIFT code."""

    account: str
    swift: str | None = None

    def is_account(self, digits: str) -> bool:
        return compact(digits) == compact(self.account)

    def is_swift(self, code: str) -> bool:
        return self.swift is not None and compact(code)[:8] == compact(self.swift)[:8]


def compact(text: str) -> str:
    """Returns only the letters and digits of the text, in capitals."""
    return re.sub(r"[\W_]", "", text).upper()
