"""Asks the action servers for what the staff see and do on the console: a customer's rows, texts that are held back, and
what an admin sees and corrects of the marketplace.

Builds on the client of bot.marketplace, and on bot.support.
"""
