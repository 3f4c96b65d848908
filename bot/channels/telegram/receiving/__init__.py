"""Receives what Telegram reports, by polling or webhook, and translates it into the gateway's
messages. Stands on bot.messages and the client."""
