"""Holds what the gateway, the action server and Rasa have in common and is of none of them: private files, archives that a stranger
may have made. Like `telemetry` it imports none of ours; `private_files` runs on Rasa's Python 3.10, too."""
