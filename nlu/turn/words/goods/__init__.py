"""Finds how a message describes, counts, contrasts and points at goods. Imports nothing of Rasa."""
