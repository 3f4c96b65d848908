"""Holds the gateway: durable conversations between the channels, the bot and the staff."""
