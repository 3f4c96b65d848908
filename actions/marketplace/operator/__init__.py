"""Keeps what the operator has decided and the gateway has handed over: the terms of orders, and the articles that
answer questions.

The gateway's database has the originals (bot/words); here is a copy, which is replaced as a whole. This package imports
actions.marketplace.goods.meaning and actions.marketplace.goods.words.
"""
