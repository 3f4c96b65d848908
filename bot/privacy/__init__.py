"""Exports and erases the stored data of a person, and deletes old data (docs/privacy.md).

Builds on bot.database, bot.staff and bot.conversation.
"""
