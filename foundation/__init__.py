"""Holds what the gateway, the action server and Rasa have in common and none of them owns: private
files, archives that a stranger may have made, the way to a database, the end of a command.

Like `telemetry` it imports no other package of ours.
"""
