"""Serves the desk: the queue, the list of conversations, one conversation, and their live changes.
Stands on the console's frame and bot.support."""
