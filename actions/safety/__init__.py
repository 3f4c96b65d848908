"""Money safety: what free text between a buyer and a supplier may not carry unseen (docs/money-safety.md).

`check` is the one function; `actions.marketplace.relays` is the one door, and alone asks it.
"""

from actions.safety.check import check
from actions.safety.findings import Beneficiary, Finding

__all__ = ["Beneficiary", "Finding", "check"]
