"""Finds every figure of a message with all that its words say of it. Stands on `nlu.understanding` and the cues of `nlu.turn.words`, and
imports nothing of Rasa."""
