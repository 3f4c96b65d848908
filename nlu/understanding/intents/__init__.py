"""Finds out what the contact wants, by the average of two models: one of meaning and one of wording.

Imports nlu.understanding.text and the encoder.
"""
