"""Finds the cues of a message: short words that are neither an intent nor an entity, such as "more", "send it" or
进度到60%了. Their meaning depends on the conversation, so they are sent along with the message
(`nlu.turn.words.cues.cues`). Imports nothing of Rasa."""
