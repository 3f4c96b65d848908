"""Reads from its words what a message means to the task that it belongs to, and asks again where that is unclear; it goes when
the NLU reads them. Stands on actions.dialogue and actions.cues."""
