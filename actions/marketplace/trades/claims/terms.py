"""Sets how long the sides of a claim may take. How long after delivery a claim may be opened is a term of the
operator (`claim_period`)."""

from datetime import timedelta

ANSWERED_WITHIN = timedelta(days=5)
"""How long a supplier may take to answer a claim, or a buyer's "no" to its offer. After that, the staff decide."""
ANSWER_REMINDED_BEFORE = timedelta(days=2)
AGREED_WITHIN = timedelta(days=10)
"""How long after a supplier's offer or refusal the sides may take to agree. After that, the staff decide."""
AGREEMENT_REMINDED_BEFORE = timedelta(days=3)
