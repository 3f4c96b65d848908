"""Tells whether the gateway is well: its health, and the figures that the subjects declare. Stands on
bot.jobs."""
