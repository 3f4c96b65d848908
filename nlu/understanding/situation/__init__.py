"""Finds out what a message does in its conversation: its acts, by its words and by the situation in which it is sent.

This is the topmost package of nlu.understanding. It may import all others.
"""
