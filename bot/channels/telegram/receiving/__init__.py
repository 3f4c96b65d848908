"""Receives Telegram's updates, by polling or webhook, and translates them into the gateway's
messages.

Builds on bot.messages, bot.files and the Telegram client.
"""
