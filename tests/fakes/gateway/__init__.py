"""Runs a gateway for tests, in this process or its own, with stand-ins for its neighbours and people who use it."""
