"""Finds what the contact names, with a tagger, and decides what counts when the tagger and the finders disagree.

Imports nlu.understanding.grammar, nlu.understanding.text and the encoder.
"""
