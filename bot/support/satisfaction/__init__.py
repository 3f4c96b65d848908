"""Asks contacts in two taps whether they were helped: after an agent has settled their request, and,
apart from that, after the assistant's own answers.

Builds on bot.conversation, and on bot.understanding, which keeps the questions whose answers did not help.
"""
