"""Finds the values of a quotation and what is said about prices. Imports nothing of Rasa."""
