"""Reads and writes the operator's documents and working hours as files, which can live in git.

Builds on the documents and their store in bot.words.
"""
