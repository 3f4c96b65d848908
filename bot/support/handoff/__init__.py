"""Hands conversations from the bot to agents and back, in the caller's transaction. This package alone decides who
answers a conversation, by the steps of bot/support/store/lifecycle.py. While a request for an agent waits, the bot still
answers. Once it is `assigned`, the conversation is `open`: an agent answers, and the bot is silent.

Builds on the store of bot.support, and on its wait_estimate, mentions and satisfaction.
"""
