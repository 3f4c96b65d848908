"""Finds questions on trade and on the marketplace in general. Imports nothing of Rasa."""
