"""Finds the changes that a message wants in words that are being written for somebody. Imports nothing of Rasa."""
