"""From a message to what Telegram shows: layout, splitting, pace, and what a failure means. Stands on bot.messages and
the client."""
