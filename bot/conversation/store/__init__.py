"""Conversations at rest: their state, what arrived, who leases them, what was said and what has to be delivered. Stands on
bot.contacts and bot.database."""
