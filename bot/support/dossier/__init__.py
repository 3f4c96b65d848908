"""Puts together what an agent should know about a conversation before the first word.

Builds on the store of bot.support, and on bot.understanding.
"""
