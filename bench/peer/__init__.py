"""Holds the peer: a stock Rasa project with the same intents, training data and actions (README.md
here)."""
