"""Runs the flow of a conversation: the inbox stores a message, a lane takes it, a turn answers it,
and delivery sends the answer. Stands on bot.contacts, bot.rendering, bot.messages and
bot.staff's tables."""
