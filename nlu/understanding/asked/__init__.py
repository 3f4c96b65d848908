"""Reads which fact a message asks for, such as when the balance of an order is due, by a model that learned from
questions in many wordings.

This package imports `cues`, `encoder`, `found`, `intents` and `text` of nlu.understanding.
"""
