"""Serves the gateway with turns of a conversation. A turn is one message and its answer. This package reads the
request, restores the state of the dialogue, has Rasa understand and answer the message, and builds the answer.

Imports nlu.lean_rasa and nlu.understanding.
"""
