"""Divides a message into the parts that are answered one after the other. Imports nothing of Rasa."""
