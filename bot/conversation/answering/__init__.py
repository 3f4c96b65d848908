"""Answers a message: decides whether the gateway itself or the dialogue (Rasa) answers it, asks for the answer, carries
out its effects, and commits all of it in one transaction.

Builds on the dialogue, the replies and the store of bot.conversation.
"""
