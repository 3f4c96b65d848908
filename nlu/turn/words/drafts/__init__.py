"""Finds what a message wants done with words that are being written for somebody. Imports nothing of Rasa."""
