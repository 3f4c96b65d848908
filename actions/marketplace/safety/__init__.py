"""Finds bank details and invitations to leave the platform in free text (docs/money-safety.md).

A buyer and a supplier may not send each other such text before a person has seen it. Imports nothing of ours.

`check` is the one function; `actions.marketplace.requests.held_words` the one door that asks it."""

from actions.marketplace.safety.check import check
from actions.marketplace.safety.findings import Beneficiary, Finding

__all__ = ["Beneficiary", "Finding", "check"]
