"""Answers messages that are not about trade: requests for a person or another language, small talk,
and messages that were not understood.

Imports the other packages of actions, because its answers lead back to them.
"""
