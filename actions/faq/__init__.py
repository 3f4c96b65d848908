"""Answers general questions. It stands on actions.sourcing and actions.dialogue."""
