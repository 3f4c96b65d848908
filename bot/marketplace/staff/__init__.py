"""Asks the action servers for everything that the staff see and do on the console: a customer's rows, texts that are
held back, and the data of the marketplace that an admin sees and corrects.

Builds on the client of bot.marketplace, and on bot.support.
"""
