"""Finds on what a message makes its wish depend. Imports nothing of Rasa."""
