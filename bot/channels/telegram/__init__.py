"""Connects Telegram: receives updates by polling or webhook, and sends messages with their buttons.

This module imports nothing, because `bot.database.tables` reads the tables of each package and needs none of the rest.
"""
