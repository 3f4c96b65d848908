"""Makes a reply into a stored message: gives its buttons tokens, makes its documents, and checks its files.

Builds on the store of bot.conversation.
"""
