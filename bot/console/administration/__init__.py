"""Serves the console's pages for administrators: staff accounts, the audit log, the data of one
person, and where people are signed in.

Builds on the console's base classes, bot.staff, bot.privacy and bot.linking.
"""
