"""Serves the console's pages for agents: the queue of waiting people, the list of conversations,
one conversation, and their live changes.

Builds on the console's base classes and bot.support.
"""
