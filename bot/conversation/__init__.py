"""Moves each message from its arrival to its answer. The inbox stores the message. A lane, which is
a task that handles one conversation, answers the message, for which it asks the dialogue (Rasa).
Delivery sends the answer.

Builds on bot.contacts, bot.rendering, bot.messages and the tables of bot.staff.
"""
