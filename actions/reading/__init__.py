"""Builds values that several subjects need from the output of the NLU, such as the conditions on orders, and asks which
meaning is right when several are likely.

Imports actions.dialogue.
"""
