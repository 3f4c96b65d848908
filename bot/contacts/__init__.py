"""Who writes: the contact, the account behind it, the identity that proves it, and the language they write. Stands on
bot.database and bot.rendering."""
