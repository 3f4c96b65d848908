"""Sends messages to Telegram: their layout, splitting and pace, and the meaning of failures. Stands
on bot.messages and the client."""
