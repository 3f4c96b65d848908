"""Sets how long a side may take to answer a question."""

REMINDED_AFTER = 1
"""Working days after which the side that is asked is reminded of a question."""
LATE_AFTER = 3
"""Working days after which the side that asks is told that no answer has come."""
