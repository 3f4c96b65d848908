"""Sets how long quotations and requests are valid."""

from datetime import timedelta

QUOTATION_VALIDITY = timedelta(days=15)
RFQ_OPEN_FOR = timedelta(days=14)  # how long suppliers may quote if the buyer names no last day
REMINDED_BEFORE = timedelta(days=2)  # how long before the last day silent suppliers are reminded
COUNTER_ANSWERED_WITHIN = 2  # working days after which a side is reminded of a counter-offer
REMINDED_AFTER = timedelta(days=1)  # how long suppliers must have had the request before they are reminded
