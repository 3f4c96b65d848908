"""Administers the staff, the audit log, people's data and links. Stands on the console's frame,
bot.staff, bot.privacy and bot.linking."""
