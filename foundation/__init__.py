"""Holds code that the gateway, the action server and Rasa share: the clock, secrets, base classes
of errors, private files, untrusted archives, databases, and the end of a command. This package
imports no other package of Caravan."""
