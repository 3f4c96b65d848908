"""Knows the cue words of each language. They never choose an act by themselves: the act model learns what each is worth.

Imports nlu.understanding.text.
"""
