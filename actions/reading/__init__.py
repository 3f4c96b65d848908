"""Puts together from the readings of a message what several subjects ask for, such as the conditions on orders, and asks which
meaning is right when several are likely.

Imports actions.dialogue.
"""
