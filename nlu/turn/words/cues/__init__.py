"""Finds the cues of a message: short words that are neither an intent nor an entity, such as "more", "send it" or 进度到60%了. What
they mean, only the conversation tells, so they travel with the message (`nlu.turn.words.cues.cues`). Imports nothing of Rasa.
"""
