"""Runs everything on one machine (`make run`): prepares what is missing, and starts, watches and
stops every part. Stands on bot.settings, bot.demo and bot.schema."""
