"""Finds in the words of a message what the models do not read. Imports nothing of Rasa."""
