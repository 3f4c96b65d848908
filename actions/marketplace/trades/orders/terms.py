"""Sets the terms of orders that are the same for every operator: when orders are paid, how long goods travel, and how
long the sides may take before they are reminded. actions/marketplace/operator has the terms that the operator
decides."""

from datetime import date, timedelta

DEPOSIT_WITHIN = timedelta(days=7)
"""How long after the order is placed the deposit is to be paid."""
LISTING_INCOTERM = "FOB"
"""The Incoterm of the prices of listings, and so of an order from a listing."""
CONFIRM_REMINDED_AFTER = 2
"""Working days after which a supplier is reminded to confirm an order."""
CONFIRM_LATE_AFTER = 4
"""Working days after which the buyer is told that the supplier has not confirmed an order."""
CHANGE_ANSWERED_WITHIN = 2
"""Working days after which the side that has to answer a change is reminded, and the other side is told."""
PAYMENT_REMINDED_BEFORE = timedelta(days=3)
CLAIM_REMINDED_BEFORE = timedelta(days=2)
_WITHIN_CHINA = timedelta(days=5)
_ABROAD = timedelta(days=35)


def expect_arrival(ships_on: date, country: str) -> date:
    """Returns the day on which goods that leave on `ships_on` should arrive in the country (ISO 3166-1 alpha-2)."""
    return ships_on + (_WITHIN_CHINA if country == "CN" else _ABROAD)
