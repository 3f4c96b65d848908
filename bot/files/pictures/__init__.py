"""Keeps the pictures of the catalogue's products by the names that the catalogue gives them, and serves them to everybody.

Builds on the store of bytes of bot.files.
"""
