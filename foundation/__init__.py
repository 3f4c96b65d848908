"""Holds what the gateway, the action server and Rasa have in common and none of them owns: private
files, and archives that a stranger may have made.

Like `telemetry` it imports no other package of ours.
"""
