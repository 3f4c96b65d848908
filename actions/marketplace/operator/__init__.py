"""Keeps the decisions of the operator that the gateway has handed over: the terms of orders, and the articles that
answer questions.

The gateway's database has the originals (bot/words); the copy here is replaced as a whole. This package imports
actions.marketplace.goods.meaning and actions.marketplace.goods.words.
"""
