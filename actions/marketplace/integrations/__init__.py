"""Connects an operator's own systems: imports, views of their database, events that come in, and writes that go out.
Builds on `trades`."""
