"""Imports tables that an admin uploads on the console: looks at them first and says what would change, and imports them
when the admin says so. It stands on `importing`, which does the work."""
