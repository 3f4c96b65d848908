"""Answers what belongs to no trade: a person, the language, small talk, and messages that were not
understood.

It stands on all other subjects, because it leads back to them.
"""
