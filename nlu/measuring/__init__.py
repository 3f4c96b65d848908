"""Measures how well the model understands, as figures, comparisons, learning curves and pictures of them.

Imports nlu.train, nlu.model and nlu.lean_rasa; nothing else of nlu imports it.
"""
