"""Connects the channels on which people write. Each translates between its own protocol and the
gateway's messages. Stands on the conversation and everything below it. No channel knows another,
and registry.py lists them all."""
