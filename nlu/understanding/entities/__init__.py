"""Finds what the contact names, with a tagger, and decides whom to believe when it and the finders disagree.

Imports nlu.understanding.grammar, nlu.understanding.text and the encoder.
"""
