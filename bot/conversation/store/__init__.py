"""Stores conversations: their state, what arrived, who leases them, what was said, and what must be
delivered. Stands on bot.contacts and bot.staff's tables."""
