"""What a message means in its conversation, read from its words; it goes when the NLU reads them. Stands on actions.dialogue
and on what the subjects say."""
