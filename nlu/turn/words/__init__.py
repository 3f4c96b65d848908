"""Reads in the words of a message what no model learns from. Imports nothing of Rasa."""
