"""Finds, counts and erases the rows about a person in every table, and deletes rows whose retention
period is over.

Builds on bot.database, and on the tables of contacts and conversations.
"""
