"""From what Telegram reports to messages of the house: polling or webhook, and translation. Stands on bot.messages and
the client."""
