"""Finds messages by their words, in English and Chinese, for the staff.

Builds on the messages of bot.conversation and on what agents may see.
"""
