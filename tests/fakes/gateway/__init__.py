"""A gateway for tests, in this process or its own; what stands around it, and people who use it."""
