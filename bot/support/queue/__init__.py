"""Moves the queue of people who wait for an agent by itself: gives conversations to agents, tells those who wait about
changes, and removes visitors who have left.

Builds on bot.support.handoff, which makes each step, and on the store of bot.support.
"""
