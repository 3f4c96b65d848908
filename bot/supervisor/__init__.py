"""Runs all processes of Caravan on one machine (`make run`): prepares what is missing, and starts,
watches and stops each process.

Builds on the settings in bot.serving, and on bot.database, bot.files and bot.demo.
"""
