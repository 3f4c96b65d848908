"""Exports, erases and expires what is stored about people (docs/privacy.md). Stands on bot.schema,
bot.staff and bot.jobs."""
