"""Asks the action servers about files: which files of one account another account may see, and which pictures no
product names.

Builds on the client of bot.marketplace and on bot.files.
"""
