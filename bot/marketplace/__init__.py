"""Asks the action servers, which own the marketplace's data, for notifications to accounts and for
texts that are held back until staff have read them.

Builds on bot.conversation, bot.files and bot.support.
"""
