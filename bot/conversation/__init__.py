"""The flow of a conversation: the inbox stores a message, a lane takes it, a turn answers it, delivery sends what was said.
Stands on bot.contacts, bot.rendering, bot.messages and bot.database."""
