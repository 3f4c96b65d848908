"""Moves the queue of people who wait for an agent by itself: gives conversations to agents, tells those who wait how it
stands, and drops visitors who have left.

Builds on bot.support.handoff, which makes each step, and on the store of bot.support.
"""
