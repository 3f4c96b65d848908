"""Lets staff in: sign-in, identity provider, first password, and one's own account. Stands on the
console's frame and bot.staff."""
