"""Finds what a message makes its wish depend on. Imports nothing of Rasa."""
