"""Reads from a message's words what it means in its conversation, until the NLU does that itself. Stands on actions.dialogue
and on the subjects, whose actions answer."""
