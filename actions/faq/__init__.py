"""General questions. Stands on actions.sourcing and actions.dialogue."""
