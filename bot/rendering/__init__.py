"""Turns replies and messages, which are stored as data, into text in the reader's language.

Builds on bot.messages.
"""
