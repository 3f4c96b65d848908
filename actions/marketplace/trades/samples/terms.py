"""Sets how long the sides of a sample may take before they are reminded."""

from datetime import timedelta

REMINDED_AFTER = 2
"""After how many working days a supplier is reminded of a request for a sample, or to send a sample, and a buyer is
reminded of its cost."""
ARRIVAL_ASKED_AFTER = timedelta(days=7)
"""How long after a sample was sent the buyer is asked whether it has arrived."""
