"""What the gateway asks of the action servers: news for accounts, and words that are held. Stands on bot.conversation,
bot.support and bot.jobs."""
