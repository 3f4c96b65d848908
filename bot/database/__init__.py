"""Gives access to the gateway's database, in the same way on SQLite and PostgreSQL: engine,
statements, column types. Stands on foundation and bot.wakeups."""
