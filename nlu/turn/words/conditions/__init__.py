"""Finds the conditions on which a message makes its wish depend. Imports nothing of Rasa."""
