"""Imports tables that an admin uploads on the console: first looks at them and says what would change, and imports them
when the admin agrees. Builds on `importing`, which does the work."""
