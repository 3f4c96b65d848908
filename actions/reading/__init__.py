"""Reads from a message's words what it means to the task that it belongs to, and asks again where that is unclear, until the
NLU does that itself. Stands on actions.dialogue and actions.cues."""
