"""Defines the data types of messages that arrive, are sent, and are stored.

Imports no other package of bot.
"""
