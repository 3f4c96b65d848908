"""Holds what the gateway, the action server and Rasa share and none of them owns: writing private
files, reading untrusted archives, opening databases, and ending commands.

Like `telemetry` it imports no other package of ours.
"""
