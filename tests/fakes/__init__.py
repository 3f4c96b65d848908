"""Stand-ins, emulators and drivers that tests share. Stand on the packages; no test stands in here."""

PATIENCE = 60.0
"""Seconds that a test waits for what must come. It costs nothing while it comes, and a loaded machine needs it."""
