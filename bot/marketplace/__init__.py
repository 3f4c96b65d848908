"""Asks the action servers for what the gateway needs: news for accounts, and held texts. Stands on
bot.conversation, bot.support and bot.jobs."""
