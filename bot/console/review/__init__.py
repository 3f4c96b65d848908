"""Lets staff decide about texts that the marketplace held back, and label messages that the bot did
not understand.

Builds on bot.marketplace, bot.understanding and the console's base classes.
"""
