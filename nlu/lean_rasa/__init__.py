"""Adapts Rasa 3.6 to this project's needs, and does nothing else. Imports nothing else of nlu."""
