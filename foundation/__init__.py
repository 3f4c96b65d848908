"""Holds what the gateway, the action server and Rasa share and none of them owns: the clock,
secrets, the base of errors, private files, untrusted archives, databases, and the end of a command.

It imports no other package of ours.
"""
