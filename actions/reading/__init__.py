"""Reads from a message's words what the NLU does not mark, such as periods of time and conditions on orders, and asks
which meaning is right when several are likely.

Imports actions.dialogue and actions.cues.
"""
