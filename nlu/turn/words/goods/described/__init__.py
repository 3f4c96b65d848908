"""Finds how goods are described: by colour, size, contrast and other properties. Imports nothing of Rasa."""
