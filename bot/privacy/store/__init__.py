"""Finds, counts and erases people's rows in every table, and what has been kept for long enough.
Stands on bot.schema."""
