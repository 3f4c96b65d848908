"""Counts for any range of days what happened in conversations: how many there were, which the assistant contained, how
long people waited for agents, and whether they were satisfied.

Builds on the tables of bot.support, bot.conversation and bot.understanding.
"""
