"""Receives, checks and stores the files that people send and get, makes previews of pictures, and
serves files by signed links.

Builds on bot.contacts, bot.staff and bot.messages.
"""
