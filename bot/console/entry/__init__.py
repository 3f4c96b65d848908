"""Pages that let staff in: sign-in, the identity provider, the first password, one's own account. Stands on the console's
frame and bot.staff."""
