"""Money safety: what free text between a buyer and a supplier may not carry unseen (docs/money-safety.md). Stands on nothing.

`check` is the one function; `actions.marketplace.requests.held_words` the one door that asks it."""

from actions.marketplace.safety.check import check
from actions.marketplace.safety.findings import Beneficiary, Finding

__all__ = ["Beneficiary", "Finding", "check"]
