"""Combines what the NLU has read in a message to values that several subjects need, such as the conditions on orders,
and asks which meaning is right when several are likely.

Imports actions.dialogue.
"""
