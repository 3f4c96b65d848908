"""Finds bank details and invitations to leave the platform in free text (docs/money-safety.md).

A buyer and a supplier may not send each other such text before a member of the staff has seen it. This package imports
no other code of Caravan.

The package's only public function is `check`, which only `actions.marketplace.trades.requests.held_words` calls."""

from actions.marketplace.safety.check import check
from actions.marketplace.safety.findings import Beneficiary, Finding

__all__ = ["Beneficiary", "Finding", "check"]
