"""Collects messages that the bot did not understand, for training: removes personal data from them,
groups similar ones, lets staff label them with the right intent, and exports them.

Builds on the stores of bot.conversation, and on bot.contacts.
"""
