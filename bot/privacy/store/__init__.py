"""People's rows in every table: finding, counting and erasing them, and what has been kept for long enough. Stands on
bot.schema."""
