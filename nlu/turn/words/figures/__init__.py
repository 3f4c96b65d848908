"""Finds every figure of a message, and everything that the words say about it. Imports `nlu.understanding` and the cues
of `nlu.turn.words`, and nothing of Rasa."""
