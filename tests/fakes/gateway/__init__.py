"""Runs a gateway for tests, in the test's process or in another one, with stand-ins for the systems that the gateway
talks to and for the people who use it."""
