"""Connects the channels on which people write to the bot: Telegram and the web chat. Each channel
translates between its own protocol and the gateway's messages.

Builds on bot.conversation and the packages below it. No channel imports another; registry.py lists
them all.
"""
