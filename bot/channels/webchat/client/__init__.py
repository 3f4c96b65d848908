"""Serves one connected client of the web chat: reads its frames, pushes the messages of its conversation, and limits how
fast it may send.

Builds on the frames, the sessions and the shared objects of bot.channels.webchat.
"""
