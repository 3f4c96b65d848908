"""Holds the stand-ins, emulators and drivers that tests share, and no test. They stand on the packages."""

PATIENCE = 60.0
"""The longest time, in seconds, that a test waits for something. A loaded machine needs it, and others never wait so long."""
