"""Answers everything but trade: a person, the language, small talk, and messages that were not
understood.

Stands on all other subjects, because it leads back to them.
"""
