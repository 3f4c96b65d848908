"""Hands conversations from the bot to human agents and back, and reads the queue and the lists that
the console shows to agents. A request for an agent is called a handoff.

Builds on bot.conversation, bot.understanding, bot.files and bot.staff.
"""
