"""Collects what an agent should know about a conversation before they write the first word.

Builds on the store of bot.support, and on bot.understanding.
"""
