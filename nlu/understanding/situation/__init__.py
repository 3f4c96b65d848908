"""Finds out what a message does in its conversation: its acts, by the words and by the situation that they come into.

Imports nlu.understanding.intents and what stands below it.
"""
