"""Finds out what a message does in its conversation: its acts, by its words and by the situation in which it is sent.

Imports nlu.understanding.intents and what that package may import.
"""
