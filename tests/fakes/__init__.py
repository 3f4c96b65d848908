"""Holds code that tests share: stand-ins for other systems, and code that acts as their users. This package contains no
tests, and imports Caravan's packages but no tests."""

PATIENCE = 120.0
"""How many seconds a test waits for something at most. Only on a heavily loaded machine does anything take so long."""
