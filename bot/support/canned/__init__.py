"""Stores replies that agents have prepared, in each language, and fills in the variables of a conversation.

Builds on bot.support.handoff for how long a message may be.
"""
