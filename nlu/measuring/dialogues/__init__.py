"""Plays written conversations against a running demo through the web chat, and checks what the bot answers.

Imports no other package of Caravan, because it is a client like any other.
"""
