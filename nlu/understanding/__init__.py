"""Understands a message, with Rasa components and the plain modules they are made of. Imports nothing else of nlu."""
