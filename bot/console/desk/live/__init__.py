"""Keeps the open pages of the console current, with one stream of events for each page.

Builds on the pages of bot.console.desk, whose parts it sends anew.
"""
