"""Pages of the desk: the queue, the list of conversations, one conversation, and what changes on them live. Stands on the
console's frame and bot.support."""
