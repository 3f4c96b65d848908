"""Keeps the operator's own texts, which replace those of the translation catalogues: brand, sentences, terms, articles.
Every change is a new version, which is used from the next answer on.

Builds on bot.support for the working hours, and on bot.rendering, bot.messages, bot.staff and bot.web.
"""
