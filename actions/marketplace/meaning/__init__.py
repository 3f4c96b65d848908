"""Finds the terms of the catalogue that mean nearly what somebody said: the sentence encoder, the
terms, and their nearest neighbours.

Imports actions.marketplace.words.
"""
