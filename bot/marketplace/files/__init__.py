"""Asks the action servers about files: which file of one account another may see, and which pictures no listing has.

Builds on the client of bot.marketplace and on bot.files.
"""
