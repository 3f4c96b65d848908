"""Brings files into a conversation, within the limits, and decides who may read them.

Builds on bot.files, which stores them, and on the store of bot.conversation.
"""
