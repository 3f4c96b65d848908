"""Sets the marketplace's terms of trade."""

from datetime import timedelta

CLAIM_PERIOD = timedelta(days=30)  # how long after delivery a buyer may open a dispute
QUOTATION_VALIDITY = timedelta(days=15)
RFQ_OPEN_FOR = timedelta(days=14)  # how long suppliers may quote when a buyer names no due date
