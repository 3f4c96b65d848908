"""The channels on which people write: each translates between its own protocol and the messages of the house. Stands on
the conversation and everything below it; no channel knows another, and registry.py lists them all."""
