"""Checks free text that is relayed. Nothing else does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actions.marketplace.safety.bank import money_elsewhere
from actions.marketplace.safety.disguises import revealed
from actions.marketplace.safety.evidence import Text
from actions.marketplace.safety.findings import Beneficiary, Finding
from actions.marketplace.safety.leaving import talk_elsewhere

LONGEST = 4096
"""Characters that are looked at: no text that is relayed is longer."""


def check(text: str, registered: Iterable[Beneficiary] = ()) -> tuple[Finding, ...]:
    """Returns what makes the text one to hold: bank details other than the registered ones, and invitations to leave the platform.

    Empty when it may pass. The order is that of kinds, not of the text.
    """
    plain, known = Text(revealed(text[:LONGEST])), list(registered)
    found = dict.fromkeys([*money_elsewhere(plain), *talk_elsewhere(plain)])
    return tuple(finding for finding in found if not _is_registered(finding, known))


def _is_registered(finding: Finding, known: Sequence[Beneficiary]) -> bool:
    if finding.kind in ("iban", "account"):
        return any(one.is_account(finding.found) for one in known)
    return finding.kind == "swift" and any(one.is_swift(finding.found) for one in known)
