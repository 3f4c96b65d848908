"""Holds the peer, with which Caravan is compared: a stock Rasa project with Caravan's intents, training data
and actions (README.md in this folder)."""
