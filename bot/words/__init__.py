"""Keeps what the operator of an installation says in place of the catalogues: brand, sentences,
terms, articles. Every change is a new version; the newest counts from the next answer on.

Stands on bot.support for the working hours, on bot.rendering, bot.messages, bot.staff and bot.web.
"""
