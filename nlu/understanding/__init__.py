"""Understands a message, with Rasa components and the plain modules that these components are made of. Imports nothing
else of nlu."""
